/** Where much is dismissed of late: a reason to look and to talk, never a ranking; nobody sees their own. */
import { inertText } from '../../../shared/inert-text.ts';
import { dismissalsSchema } from '../../../shared/incident-api.ts';
import { call } from '../api.ts';
import { Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { word } from '../words.ts';

const load = () => call('/dismissals', dismissalsSchema);

export function DismissalsPage() {
  const { answer } = useAnswer(load);
  return (
    <>
      <h1>{word('dismissals.title')}</h1>
      {!answer && <p class="quiet">{word('loading')}</p>}
      {answer && !answer.ok && <Problem sentence={answer.failure.sentence} />}
      {answer?.ok && (
        <>
          <p class="quiet">{word('dismissals.why', { days: answer.value.days })}</p>
          {answer.value.byRoom.length + answer.value.byAdult.length === 0 && (
            <p class="card">{word('dismissals.none')}</p>
          )}
          <Counts
            title={word('dismissals.rooms')}
            linked
            rows={answer.value.byRoom.map(({ room, count }) => [room, count])}
          />
          <Counts
            title={word('dismissals.adults')}
            rows={answer.value.byAdult.map(({ name, count }) => [name, count])}
          />
        </>
      )}
    </>
  );
}

function Counts({ title, rows, linked }: { title: string; rows: [string, number][]; linked?: boolean }) {
  if (rows.length === 0) return null;
  return (
    <section class="stack stack-tight">
      <h2>{title}</h2>
      <ul class="rows">
        {rows.map(([name, count]) => (
          <li key={name}>
            {linked ? (
              <a href={`/incidents?show=dismissed&q=${encodeURIComponent(name)}`}>{inertText(name)}</a>
            ) : (
              <span>{inertText(name)}</span>
            )}
            <span>{word('dismissals.count', { count })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
