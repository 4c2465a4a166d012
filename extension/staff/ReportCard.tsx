/** One report on the panel: which computer, how long ago, what has been done, and the next tap. */
import { useRef, useState } from 'preact/hooks';
import { ago, phaseOf, pressedEarlier, stepsOf } from '../../shared/board.ts';
import { inertText } from '../../shared/inert-text.ts';
import type { Outcome, ReportAction, ReportView } from '../../shared/staff-api.ts';
import { message } from '../locales/catalogue.ts';
import { ask } from '../platform/messages.ts';
import { useShown } from './use-shown.ts';

const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

export function ReportCard({ report, now }: { report: ReportView; now: number }) {
  const [busy, setBusy] = useState<string>();
  const inFlight = useRef(false);
  const steps = new Set(stepsOf(report));
  const phase = phaseOf(report);
  useShown(report.id, phase === 'waiting');
  const { value, unit } = ago(report.receivedAt, now);
  const earlier = report.entry ? undefined : pressedEarlier(report);
  const place = [report.room, report.group].filter((part) => part !== undefined).map(inertText);

  /** A second tap while the first is on its way is the same tap. */
  async function act(action: ReportAction, outcome?: Outcome): Promise<void> {
    if (inFlight.current) return;
    inFlight.current = true;
    setBusy(outcome ?? action);
    await ask('staff.act', { id: report.id, action, ...(outcome && { outcome }) });
    inFlight.current = false;
    setBusy(undefined);
  }

  const button = (label: string, kind: string, action: ReportAction, outcome?: Outcome) => (
    <button
      type="button"
      class={`button ${kind}`}
      aria-disabled={busy !== undefined}
      onClick={() => void act(action, outcome)}
    >
      {busy === (outcome ?? action) ? message('staff.working') : label}
    </button>
  );

  return (
    <article class={`card ${phase === 'waiting' ? 'card-waiting card-new' : ''}`}>
      <header class="card-head">
        <h2 class="card-title">{nameOf(report)}</h2>
        <time class="card-when" dateTime={report.receivedAt}>
          {relative.format(-value, unit)}
        </time>
        {place.length > 0 && <p class="card-place">{place.join(' · ')}</p>}
      </header>
      <State report={report} />
      {earlier && <p class="small quiet">{message('staff.pressed-at', { time: clock.format(earlier) })}</p>}
      {steps.has('acknowledge') && button(message('staff.coming'), 'button-main', 'acknowledge')}
      {steps.has('outcome') && (
        <div class="actions" role="group" aria-label={message('staff.state.open')}>
          {button(message('staff.nothing'), '', 'outcome', 'nothing-unsuitable')}
          {button(message('staff.unsuitable'), 'button-grave', 'outcome', 'unsuitable')}
        </div>
      )}
      <div class="actions-quiet">
        {steps.has('not-mine') && button(message('staff.not-mine'), 'button-plain button-small', 'not-mine')}
        {steps.has('release') && button(message('staff.release'), 'button-plain button-small', 'release')}
        {steps.has('escalate') && button(message('staff.escalate'), 'button-plain button-small', 'escalate')}
      </div>
    </article>
  );
}

function nameOf(report: ReportView): string {
  if (report.device !== undefined) return inertText(report.device);
  return message(report.entry ? 'staff.an-entry' : 'staff.a-computer');
}

function State({ report }: { report: ReportView }) {
  const again = report.followUps?.some(({ pressedAgain }) => pressedAgain);
  return (
    <p class="card-state">
      {phaseOf(report) === 'waiting' && <span class="tag tag-waiting">{message('staff.state.waiting')}</span>}
      {report.state === 'acknowledged' && !report.outcome && (
        <span class="tag tag-coming">
          {report.acknowledgedBy === undefined
            ? message('staff.state.coming-someone')
            : message('staff.state.coming', { name: report.acknowledgedBy })}
        </span>
      )}
      {report.outcome === 'nothing-unsuitable' && (
        <span class="tag tag-good">{message('staff.state.nothing-unsuitable')}</span>
      )}
      {report.outcome === 'unsuitable' && <span class="tag tag-grave">{message('staff.state.unsuitable')}</span>}
      {report.state === 'released' && (
        <span class="tag">
          {message(report.releasedLocally ? 'staff.state.released-locally' : 'staff.state.released')}
        </span>
      )}
      {again && phaseOf(report) === 'waiting' && <span class="tag tag-waiting">{message('staff.again')}</span>}
      {report.escalated && <span class="tag">{message('staff.asked-lead')}</span>}
      {report.practice && <span class="tag">{message('staff.practice')}</span>}
      {report.unverified && <span class="tag">{message('staff.unverified')}</span>}
    </p>
  );
}
