/** One report on the live page: which computer, how long ago, what has been done, and the next tap. */
import { useState } from 'preact/hooks';
import { ago, phaseOf, pressedEarlier, stepsOf } from '../../../shared/board.ts';
import { inertText } from '../../../shared/inert-text.ts';
import type { Outcome, ReportAction, ReportView } from '../../../shared/staff-api.ts';
import { Problem } from '../frame/Field.tsx';
import { useOnce } from '../frame/use-once.ts';
import type { Standing } from '../standing.ts';
import { agoText, clockTime, exactTime, word } from '../words.ts';
import type { Live } from './live.ts';
import { StateTags } from './StateTags.tsx';
import { useShown } from './use-shown.ts';

type CardProps = {
  report: ReportView;
  now: number;
  standing: Standing;
  act: Live['act'];
  isNew?: boolean;
  /** 1 on the report's own page, where there is no way to itself; 3 below a group's own heading. */
  level?: 1 | 2 | 3;
};

export function deviceOf(report: Pick<ReportView, 'device' | 'entry'>): string {
  if (report.device !== undefined) return inertText(report.device);
  return word(report.entry ? 'report.an-entry' : 'report.a-computer');
}

export function placeOf(report: Pick<ReportView, 'room' | 'group'>): string {
  return [report.room, report.group]
    .filter((part) => part !== undefined)
    .map(inertText)
    .join(' · ');
}

export function ReportCard({ report, now, standing, act, isNew, level = 2 }: CardProps) {
  const phase = phaseOf(report);
  useShown(report.id, phase === 'waiting');
  const earlier = report.entry ? undefined : pressedEarlier(report);
  const place = placeOf(report);
  const Title = `h${level}` as const;
  const looks = ['card', phase === 'waiting' && !report.unverified && 'card-waiting', isNew && 'card-new'];
  return (
    <article class={looks.filter(Boolean).join(' ')}>
      <header class="card-head">
        <Title class="card-title">
          {level === 1 ? deviceOf(report) : <a href={`/reports/${report.id}`}>{deviceOf(report)}</a>}
        </Title>
        <time class="card-when" dateTime={report.receivedAt} title={exactTime(report.receivedAt)}>
          {agoText(ago(report.receivedAt, now))}
        </time>
        {place !== '' && <p class="card-place">{place}</p>}
      </header>
      <StateTags report={report} />
      {earlier && <p class="small quiet">{word('report.pressed-at', { time: clockTime(earlier) })}</p>}
      <Actions report={report} standing={standing} act={act} />
    </article>
  );
}

function Actions({ report, standing, act }: Pick<CardProps, 'report' | 'standing' | 'act'>) {
  const { busy, once } = useOnce<Outcome | ReportAction>();
  const [problem, setProblem] = useState<string>();
  const steps = new Set(stepsOf(report).filter((step) => standing.actions.has(step)));
  if (steps.size === 0) return null;

  const button = (label: string, kind: string, action: ReportAction, outcome?: Outcome) => (
    <button
      type="button"
      class={`button ${kind}`}
      aria-disabled={busy !== undefined}
      onClick={() =>
        once(outcome ?? action, async () => {
          const answer = await act(report.id, action, outcome);
          setProblem(answer.ok ? undefined : answer.failure.sentence);
        })
      }
    >
      {busy === (outcome ?? action) ? word('working') : label}
    </button>
  );

  return (
    <>
      {steps.has('acknowledge') &&
        button(word(report.unverified ? 'action.look' : 'action.acknowledge'), 'button-main', 'acknowledge')}
      {steps.has('outcome') && (
        <div class="actions" role="group" aria-label={word('action.outcome')}>
          {button(word('action.nothing-unsuitable'), '', 'outcome', 'nothing-unsuitable')}
          {button(word('action.unsuitable'), 'button-grave', 'outcome', 'unsuitable')}
        </div>
      )}
      <Problem sentence={problem} />
      <div class="actions-quiet">
        {steps.has('not-mine') && button(word('action.not-mine'), 'button-plain button-small', 'not-mine')}
        {steps.has('release') && button(word('action.release'), 'button-plain button-small', 'release')}
        {steps.has('escalate') && button(word('action.escalate'), 'button-plain button-small', 'escalate')}
      </div>
    </>
  );
}
