/** Other reports of the same page: a person puts them together, or leaves them. */
import { useState } from 'preact/hooks';
import { Problem } from '../frame/Field.tsx';
import { useOnce } from '../frame/use-once.ts';
import { exactTime, word } from '../words.ts';
import type { StepProps } from './StepBody.tsx';

export function SamePage({ incident, append, done }: StepProps) {
  const { busy, once } = useOnce<string>();
  const [problem, setProblem] = useState<string>();
  return (
    <>
      <p class="quiet">{word('why.same')}</p>
      <Problem sentence={problem} />
      <ul class="rows">
        {(incident.suggestions ?? []).map(({ id, receivedAt }) => (
          <li key={id}>
            <a href={`/incidents/${id}`}>{exactTime(receivedAt)}</a>
            <button
              type="button"
              class="button button-small"
              aria-disabled={busy !== undefined}
              aria-label={word('same.join-one', { at: exactTime(receivedAt) })}
              onClick={() =>
                once(id, async () => {
                  const refused = await append({ kind: 'incident.merged', into: incident.id }, id);
                  setProblem(refused);
                  if (refused === undefined) done();
                })
              }
            >
              {word(busy === id ? 'working' : 'same.join')}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
