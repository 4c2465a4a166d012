/** One form that appends one event: its fields, its button, and what stood against it. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { localMinute } from '../entry/entry.ts';
import { Labelled, Problem } from '../frame/Field.tsx';
import { useOnce } from '../frame/use-once.ts';
import { word } from '../words.ts';
import { eventOf, type FieldSpec, type FormSpec } from './event-form.ts';
import type { Append } from './use-case.ts';

type EventFormProps = {
  /** Unique on the page. */
  id: string;
  spec: FormSpec;
  append: Append;
  fixed?: Readonly<Record<string, unknown>>;
  on?: string;
  /** Told after the event has been appended. */
  done?: () => void;
  grave?: boolean;
  children?: ComponentChildren;
};

export function EventForm({ id, spec, append, fixed, on, done, grave, children }: EventFormProps) {
  const { busy, once } = useOnce<'send'>();
  const [problem, setProblem] = useState<string>();
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const content = eventOf(spec, new FormData(form), fixed);
        once('send', async () => {
          const refused = await append(content, on);
          setProblem(refused);
          if (refused !== undefined) return;
          form.reset();
          done?.();
        });
      }}
    >
      {spec.why && <p class="quiet">{word(spec.why)}</p>}
      {children}
      {spec.fields.map((field) => (
        <FormField key={field.name} id={`${id}-${field.name}`} field={field} />
      ))}
      <Problem sentence={problem} />
      <p>
        <button
          type="submit"
          class={grave ? 'button button-grave' : 'button button-main'}
          aria-disabled={busy !== undefined}
        >
          {word(busy ? 'working' : spec.go)}
        </button>
      </p>
    </form>
  );
}

const most = { text: 4000, line: 200, address: 8192 } as const;

function FormField({ id, field }: { id: string; field: FieldSpec }) {
  const { name, as, optional, hint } = field;
  const label = optional ? word('field.optional', { field: word(field.label) }) : word(field.label);
  const required = !optional;
  const described = hint ? `${id}-hint` : undefined;
  if (as === 'tick')
    return (
      <label class="switch">
        <input type="checkbox" name={name} required={required} />
        {word(field.label)}
      </label>
    );
  return (
    <Labelled id={id} label={label} hint={hint && word(hint)}>
      {as === 'choice' || as === 'list' ? (
        <select id={id} name={name} class="input" required={required} aria-describedby={described}>
          <option value="">{word('field.choose')}</option>
          {(as === 'choice' ? field.of.map(([value, key]) => [value, word(key)] as const) : field.of).map(
            ([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ),
          )}
        </select>
      ) : as === 'text' || as === 'address' ? (
        <textarea
          id={id}
          name={name}
          class={as === 'address' ? 'input inert-input' : 'input'}
          rows={3}
          maxLength={most[as]}
          required={required}
          autoComplete="off"
          spellcheck={as === 'text'}
          aria-describedby={described}
        />
      ) : (
        <input
          id={id}
          name={name}
          class="input"
          required={required}
          autoComplete="off"
          {...inputOf(field)}
          aria-describedby={described}
        />
      )}
    </Labelled>
  );
}

/** Preact types an input by its `type`, which is known only here. */
function inputOf({ as, start }: FieldSpec): Readonly<Record<string, unknown>> {
  if (as === 'time') return { type: 'datetime-local', defaultValue: localMinute(new Date()) };
  if (as === 'day') return { type: 'date' };
  return { type: 'text', maxLength: most.line, defaultValue: start };
}
