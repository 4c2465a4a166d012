/** One report in full, for those who see reports and not what becomes of them. */
import { useCallback, useRef } from 'preact/hooks';
import * as v from 'valibot';
import { reportViewSchema, type ReportView } from '../../../shared/staff-api.ts';
import { call } from '../api.ts';
import { Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useNow } from '../frame/use-now.ts';
import type { Live, LiveView } from '../live/live.ts';
import { ReportCard } from '../live/ReportCard.tsx';
import type { Standing } from '../standing.ts';
import { exactTime, word } from '../words.ts';
import { Addresses } from './Addresses.tsx';
import { Facts } from './Facts.tsx';
import { timelineOf } from './timeline.ts';

type ReportPageProps = { id: string; standing: Standing; live: Live; view: LiveView };

const answerSchema = v.object({ report: reportViewSchema });

/** The read report as the stream has changed it since; the stream never carries addresses. */
function currentOf({ url, others }: ReportView, streamed: ReportView): ReportView {
  return { ...streamed, ...(url !== undefined && { url }), ...(others !== undefined && { others }) };
}

export function ReportPage({ id, standing, live, view }: ReportPageProps) {
  const load = useCallback(() => call(`/reports/${encodeURIComponent(id)}`, answerSchema), [id]);
  // Once: every fetch is a reading of the address, and recorded as one.
  const { answer } = useAnswer(load);
  const now = useNow();
  const streamed = view.reports.find((report) => report.id === id);
  const read = useRef<{ answer: typeof answer; streamed: typeof streamed } | undefined>(undefined);
  // What the stream had said before the report came is older than the report.
  if (read.current?.answer !== answer) read.current = { answer, streamed };

  if (!answer) return <p class="quiet">{word('loading')}</p>;
  if (!answer.ok)
    return (
      <>
        <h1>{word('report.title')}</h1>
        <Problem sentence={answer.failure.sentence} />
        <p>
          <a href="/">{word('report.back')}</a>
        </p>
      </>
    );
  const changed = streamed !== undefined && streamed !== read.current?.streamed;
  const report = changed ? currentOf(answer.value.report, streamed) : answer.value.report;
  return (
    <>
      <p>
        <a href="/">{word('report.back')}</a>
      </p>
      <ReportCard report={report} now={now} standing={standing} level={1} act={live.act} />
      <Addresses report={report} />
      <Timeline report={report} />
      <Facts report={report} />
    </>
  );
}

function Timeline({ report }: { report: ReportView }) {
  return (
    <section class="stack stack-tight">
      <h2>{word('timeline.title')}</h2>
      <ol class="timeline">
        {timelineOf(report).map(({ at, text }) => (
          <li key={at + text}>
            <span>{text}</span>
            <time class="quiet small" dateTime={at}>
              {exactTime(at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}
