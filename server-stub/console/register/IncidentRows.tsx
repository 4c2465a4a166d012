/** Incidents as rows: which computer, where, when, and where each stands. */
import { inertText } from '../../../shared/inert-text.ts';
import type { IncidentSummary } from '../../../shared/incident-api.ts';
import { laneWord } from '../case/Lanes.tsx';
import { deviceOf, placeOf } from '../live/ReportCard.tsx';
import { stampTime, word } from '../words.ts';

export function IncidentRows({ incidents }: { incidents: readonly IncidentSummary[] }) {
  return (
    <ul class="register">
      {incidents.map((incident) => (
        <Row key={incident.id} incident={incident} />
      ))}
    </ul>
  );
}

function Row({ incident }: { incident: IncidentSummary }) {
  const place = placeOf(incident);
  return (
    <li>
      <p class="register-what">
        <a href={`/incidents/${incident.id}`}>{deviceOf(incident)}</a>
        {place !== '' && <span class="quiet"> {place}</span>}
        {incident.host !== undefined && (
          <span class="register-host" dir="ltr" translate={false}>
            {inertText(incident.host)}
          </span>
        )}
      </p>
      <p class="card-state">
        {tagsOf(incident).map(({ text, look }) => (
          <span key={text} class={look ? `tag tag-${look}` : 'tag'}>
            {text}
          </span>
        ))}
      </p>
      <time class="quiet small" dateTime={incident.openedAt}>
        {stampTime(incident.openedAt)}
      </time>
    </li>
  );
}

type Tag = { text: string; look?: 'waiting' | 'coming' | 'good' | 'grave' };

/** Where it stands, in a few words; the gravest first. Pure. */
export function tagsOf({ lanes, outcome, locked, practice, entry, procedure, reports }: IncidentSummary): Tag[] {
  const tags: Tag[] = [];
  if (practice) return [{ text: word('state.practice') }];
  if (locked) tags.push({ text: word('tag.locked'), look: 'grave' });
  if (outcome === 'unsuitable') tags.push({ text: word('state.unsuitable'), look: 'grave' });
  if (outcome === 'nothing-unsuitable') tags.push({ text: word('state.nothing-unsuitable'), look: 'good' });
  if (outcome === undefined && !entry) tags.push({ text: word('tag.no-outcome'), look: 'waiting' });
  if (entry) tags.push({ text: word('state.entry') });
  const { safeguarding, technical } = lanes;
  if (safeguarding !== undefined && outcome !== 'nothing-unsuitable' && safeguarding !== 'untriaged')
    tags.push({
      text: laneWord('safeguarding', safeguarding),
      ...(safeguarding === 'closed' ? { look: 'good' as const } : { look: 'coming' as const }),
    });
  if (technical !== undefined && technical !== 'none') tags.push({ text: laneWord('technical', technical) });
  if (procedure !== undefined) tags.push({ text: procedure });
  if (reports.length > 1) tags.push({ text: word('tag.reports', { count: reports.length }) });
  return tags;
}
