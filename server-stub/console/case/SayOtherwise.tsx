/** The latest outcome stands: somebody says that it was something else than was said before. */
import { useState } from 'preact/hooks';
import type { Outcome } from '../../../shared/staff-api.ts';
import { Problem } from '../frame/Field.tsx';
import { useOnce } from '../frame/use-once.ts';
import { word } from '../words.ts';
import type { StepProps } from './StepBody.tsx';

export function SayOtherwise({ incident, act, done }: StepProps) {
  const { busy, once } = useOnce<Outcome>();
  const [problem, setProblem] = useState<string>();
  const other: Outcome = incident.outcome === 'unsuitable' ? 'nothing-unsuitable' : 'unsuitable';
  return (
    <>
      <p class="quiet">{word('why.outcome')}</p>
      <Problem sentence={problem} />
      <p>
        <button
          type="button"
          class={other === 'unsuitable' ? 'button button-grave' : 'button'}
          aria-disabled={busy !== undefined}
          onClick={() =>
            once(other, async () => {
              const answer = await act(incident.id, 'outcome', other);
              setProblem(answer.ok ? undefined : answer.failure.sentence);
              if (answer.ok) done();
            })
          }
        >
          {word(busy ? 'working' : `action.${other}`)}
        </button>
      </p>
    </>
  );
}
