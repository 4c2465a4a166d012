/** The reports that people have put together into one incident; each can be taken out again. */
import { useState } from 'preact/hooks';
import type { IncidentView } from '../../../shared/incident-api.ts';
import { Problem } from '../frame/Field.tsx';
import { useOnce } from '../frame/use-once.ts';
import { deviceOf, placeOf } from '../live/ReportCard.tsx';
import { exactTime, word } from '../words.ts';
import type { Append } from './use-case.ts';

export function Members({ incident, append }: { incident: IncidentView; append: Append }) {
  const { busy, once } = useOnce<string>();
  const [problem, setProblem] = useState<string>();
  const members = incident.views.slice(1);
  if (members.length === 0) return null;
  return (
    <section class="stack stack-tight">
      <h2>{word('members.title')}</h2>
      <Problem sentence={problem} />
      <ul class="rows">
        {members.map((report) => (
          <li key={report.id}>
            <span>{[deviceOf(report), placeOf(report), exactTime(report.receivedAt)].filter(Boolean).join(' · ')}</span>
            {incident.may.includes('incident.split') && (
              <button
                type="button"
                class="button button-small no-print"
                aria-disabled={busy !== undefined}
                onClick={() =>
                  once(report.id, async () => setProblem(await append({ kind: 'incident.split' }, report.id)))
                }
              >
                {word(busy === report.id ? 'working' : 'members.split')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
