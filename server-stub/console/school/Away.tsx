/** Saying that one is away, and for how long; and that one is back. */
import { useState } from 'preact/hooks';
import * as v from 'valibot';
import { anything, call } from '../api.ts';
import { localMinute } from '../entry/entry.ts';
import { Labelled, Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useOnce } from '../frame/use-once.ts';
import { exactTime, word } from '../words.ts';

const absenceSchema = v.object({ until: v.nullable(v.string()) });
const load = () => call('/absence', absenceSchema);

/** `changed` is told when it has been said. */
export function Away({ changed }: { changed?: () => void }) {
  const { answer, again } = useAnswer(load);
  const { busy, once } = useOnce<'send'>();
  const [problem, setProblem] = useState<string>();
  const [evening] = useState(eveningOf);
  if (!answer?.ok) return null;
  const { until } = answer.value;
  const send = (next: string | null) =>
    once('send', async () => {
      const sent = await call('/absence', anything, { body: { until: next } });
      setProblem(sent.ok ? undefined : sent.failure.sentence);
      again();
      changed?.();
    });
  if (until !== null)
    return (
      <section class="card stack">
        <h2>{word('away.title')}</h2>
        <p>{word('away.until', { at: exactTime(until) })}</p>
        <Problem sentence={problem} />
        <p>
          <button
            type="button"
            class="button button-main"
            aria-disabled={busy !== undefined}
            onClick={() => send(null)}
          >
            {word(busy ? 'working' : 'away.back')}
          </button>
        </p>
      </section>
    );
  return (
    <details class="step">
      <summary>{word('away.title')}</summary>
      <form
        class="step-body stack"
        onSubmit={(event) => {
          event.preventDefault();
          const given = new FormData(event.currentTarget).get('until');
          const date = new Date(typeof given === 'string' ? given : '');
          if (!Number.isNaN(date.getTime())) send(date.toISOString());
        }}
      >
        <p class="quiet">{word('away.why')}</p>
        <Labelled id="until" label={word('away.when')}>
          <input id="until" name="until" class="input" type="datetime-local" required defaultValue={evening} />
        </Labelled>
        <Problem sentence={problem} />
        <p>
          <button type="submit" class="button" aria-disabled={busy !== undefined}>
            {word(busy ? 'working' : 'away.go')}
          </button>
        </p>
      </form>
    </details>
  );
}

/** The rest of the day is what most people mean. */
function eveningOf(): string {
  const evening = new Date();
  evening.setHours(evening.getHours() < 18 ? 18 : 23, evening.getHours() < 18 ? 0 : 59, 0, 0);
  return localMinute(evening);
}
