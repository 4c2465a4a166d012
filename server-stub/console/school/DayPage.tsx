/** One day for the safeguarding lead: what was dismissed, what was reported, what nobody has said anything of. */
import { useCallback, useState } from 'preact/hooks';
import { digestSchema } from '../../../shared/incident-api.ts';
import { call } from '../api.ts';
import { Labelled, Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { IncidentRows } from '../register/IncidentRows.tsx';
import { dayText, word } from '../words.ts';

const today = () => new Date().toISOString().slice(0, 10);
const groups = ['open', 'reported', 'dismissed'] as const;

export function DayPage() {
  const [day, setDay] = useState(today);
  const load = useCallback(() => call(`/digest?day=${encodeURIComponent(day)}`, digestSchema), [day]);
  const { answer } = useAnswer(load);
  const shown = answer?.ok && answer.value.day === day ? answer.value : undefined;
  return (
    <>
      <h1>{word('day.title')}</h1>
      <p class="quiet">{word('day.why')}</p>
      <Labelled id="day" label={word('day.which')}>
        <input
          id="day"
          class="input"
          type="date"
          value={day}
          max={today()}
          onChange={(event) => event.currentTarget.value && setDay(event.currentTarget.value)}
        />
      </Labelled>
      {answer && !answer.ok && <Problem sentence={answer.failure.sentence} />}
      {!shown && (!answer || answer.ok) && <p class="quiet">{word('loading')}</p>}
      {shown && groups.every((group) => shown[group].length === 0) && (
        <p class="card">{word('day.none', { day: dayText(day) })}</p>
      )}
      {shown &&
        groups.map(
          (group) =>
            shown[group].length > 0 && (
              <section key={group} class="stack stack-tight">
                <h2>{word(`day.${group}`, { count: shown[group].length })}</h2>
                <IncidentRows incidents={shown[group]} />
              </section>
            ),
        )}
    </>
  );
}
