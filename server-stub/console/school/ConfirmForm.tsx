/** Confirming something of the profile: as it is printed with one tap, or in the school's own words. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { inertText } from '../../../shared/inert-text.ts';
import { anything, call } from '../api.ts';
import { Problem } from '../frame/Field.tsx';
import { useOnce } from '../frame/use-once.ts';
import { exactTime, word } from '../words.ts';

type ConfirmFormProps = {
  /** What it is called, for those who hear the buttons one by one. */
  title: string;
  path: string;
  /** The item's own members that can be put right. */
  names: readonly string[];
  item: Readonly<Record<string, unknown>> & { confirmed?: { by: string; at: string } | undefined };
  may: boolean;
  again: () => void;
  children: ComponentChildren;
};

export function ConfirmForm({ title, path, names, item, may, again, children }: ConfirmFormProps) {
  const { busy, once } = useOnce<'as-is' | 'own'>();
  const [problem, setProblem] = useState<string>();
  const { confirmed } = item;
  const send = (name: 'as-is' | 'own', body: Record<string, unknown>) =>
    once(name, async () => {
      const sent = await call(`/profile/${path}`, anything, { body });
      setProblem(sent.ok ? undefined : sent.failure.sentence);
      if (sent.ok) again();
    });
  return (
    <div class="confirm">
      {confirmed && (
        <p class="small">
          <span class="tag tag-good">{word('confirm.done')}</span>{' '}
          {word('confirm.by', { name: inertText(confirmed.by), at: exactTime(confirmed.at) })}
        </p>
      )}
      {may && !confirmed && (
        <button
          type="button"
          class="button button-small"
          aria-disabled={busy !== undefined}
          aria-label={`${word('confirm.as-is')}: ${title}`}
          onClick={() => send('as-is', {})}
        >
          {word(busy === 'as-is' ? 'working' : 'confirm.as-is')}
        </button>
      )}
      {may && (
        <details class="inner">
          <summary>{word('confirm.change')}</summary>
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              send('own', ownWords(event.currentTarget, names, item));
            }}
          >
            {children}
            <p>
              <button type="submit" class="button" aria-disabled={busy !== undefined}>
                {word(busy === 'own' ? 'working' : 'confirm.own')}
              </button>
            </p>
          </form>
        </details>
      )}
      <Problem sentence={problem} />
    </div>
  );
}

/** What the school says otherwise than it stands; a number stays a number. */
function ownWords(form: HTMLFormElement, names: readonly string[], item: Readonly<Record<string, unknown>>) {
  const values = [...new FormData(form).values()].map((value) => (typeof value === 'string' ? value.trim() : ''));
  return Object.fromEntries(
    names.flatMap((name, index): [string, string | number][] => {
      const value = values[index] ?? '';
      if (value === '') return [];
      return [[name, typeof item[name] === 'number' && /^\d+$/.test(value) ? Number(value) : value]];
    }),
  );
}
