/** One incident: where it stands, what comes next for this person, and all that has happened. */
import type { IncidentView } from '../../../shared/incident-api.ts';
import type { ReportView } from '../../../shared/staff-api.ts';
import { Problem } from '../frame/Field.tsx';
import { useNow } from '../frame/use-now.ts';
import type { Live, LiveView } from '../live/live.ts';
import { ReportCard } from '../live/ReportCard.tsx';
import { Addresses } from '../report/Addresses.tsx';
import { Facts } from '../report/Facts.tsx';
import type { Standing } from '../standing.ts';
import { word } from '../words.ts';
import { Lanes } from './Lanes.tsx';
import { Members } from './Members.tsx';
import { PrintSheet } from './PrintSheet.tsx';
import { StepLists } from './StepLists.tsx';
import { isCase } from './steps.ts';
import { CaseTimeline } from './Timeline.tsx';
import { useCase } from './use-case.ts';

type CasePageProps = { id: string; standing: Standing; live: Live; view: LiveView };

export function CasePage({ id, standing, live, view }: CasePageProps) {
  const streamed = view.reports.find((report) => report.id === id);
  const { answer, append } = useCase(id, streamed);
  const now = useNow();
  const back = standing.duties.has('narrative')
    ? ({ href: '/incidents', key: 'case.back' } as const)
    : ({ href: '/', key: 'report.back' } as const);
  const way = (
    <p class="no-print">
      <a href={back.href}>{word(back.key)}</a>
    </p>
  );
  if (!answer) return <p class="quiet">{word('loading')}</p>;
  if (!answer.ok)
    return (
      <>
        <h1>{word('report.title')}</h1>
        <Problem sentence={answer.failure.sentence} />
        {way}
      </>
    );
  const incident = answer.value;
  const [first] = incident.views;
  if (!first) return null;
  const report = currentOf(first, streamed);
  return (
    <>
      {way}
      <ReportCard report={report} now={now} standing={standing} level={1} act={live.act} />
      {incident.locked && <Locked incident={incident} address={first.url !== undefined} />}
      {hasLanes(incident) && <Lanes lanes={incident.lanes} />}
      <StepLists incident={incident} standing={standing} append={append} act={live.act} />
      <Addresses report={report} page={incident.page} corrected={correctedOf(incident)} folded={isIllegal(incident)} />
      <CaseTimeline incident={incident} />
      <PrintSheet incident={incident} />
      <Members incident={incident} append={append} />
      <Facts report={report} />
    </>
  );
}

/** A press that turned out to be nothing is no case, and has no lanes to look at. */
function hasLanes(incident: IncidentView): boolean {
  const { technical } = incident.lanes;
  return technical !== undefined && (isCase(incident) || technical !== 'none');
}

/** What the stream says now, with the addresses that were read. */
function currentOf(read: ReportView, streamed: ReportView | undefined): ReportView {
  if (!streamed) return read;
  const { url, others } = read;
  return { ...streamed, ...(url !== undefined && { url }), ...(others !== undefined && { others }) };
}

function correctedOf({ timeline }: IncidentView): string | undefined {
  const url = timeline.findLast(({ kind, content }) => kind === 'url.corrected' && content)?.content?.['url'];
  return typeof url === 'string' ? url : undefined;
}

function isIllegal({ locked, lanes }: IncidentView): boolean {
  return locked === true && lanes.external !== undefined && lanes.external !== 'not-applicable';
}

function Locked({ incident, address }: { incident: IncidentView; address: boolean }) {
  const illegal = isIllegal(incident);
  return (
    <p class="note note-bad">
      {word(illegal ? 'locked.illegal' : 'locked.lead')}
      <span class="quiet small">{word(address ? 'locked.yours' : 'locked.hidden')}</span>
    </p>
  );
}
