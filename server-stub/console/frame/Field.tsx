/** One labelled input with its hint and its error beside it. */
import type { ComponentChildren } from 'preact';

type FieldProps = {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  type?: 'text' | 'email' | 'password' | 'datetime-local';
  class?: string;
  autoComplete?: 'off' | 'username' | 'current-password' | 'new-password';
  autoCapitalize?: 'characters';
  spellcheck?: boolean;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  max?: string;
  defaultValue?: string;
  readOnly?: boolean;
};

export function Field({ id, label, hint, error, ...given }: FieldProps) {
  // Preact types an input by its `type`, known only when it is used: the members were checked above.
  const input: Readonly<Record<string, unknown>> = given;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        name={id}
        class="input"
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        {...input}
      />
    </Labelled>
  );
}

export function Labelled(props: {
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: ComponentChildren;
}) {
  const { id, label, hint, error, children } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="quiet small" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** A failure of the whole form, spoken as soon as it is there. */
export function Problem({ sentence }: { sentence: string | undefined }) {
  return (
    <div class="problem" role="alert">
      {sentence !== undefined && sentence !== '' && <p class="note note-bad">{sentence}</p>}
    </div>
  );
}
