/** The staff panel: is this browser connected, which computers need someone, and hide my own screen. */
import { useEffect, useState } from 'preact/hooks';
import { phaseOf } from '../../shared/board.ts';
import { message } from '../locales/catalogue.ts';
import { ask, listen, type StaffView } from '../platform/messages.ts';
import { Mark } from './Mark.tsx';
import { ReportCard } from './ReportCard.tsx';
import { SignIn } from './SignIn.tsx';

/** Seconds are shown for the first minute: a child is waiting. */
const tickMs = 5000;

function useView(): StaffView | 'broken' | undefined {
  const [view, setView] = useState<StaffView | 'broken'>();
  useEffect(() => {
    // Listen first: a change between the question and its answer must not be lost.
    const stop = listen('staff.changed', setView);
    void ask('staff.opened', {}).then((reply) => setView((now) => now ?? (reply.ok ? reply.value : 'broken')));
    return stop;
  }, []);
  return view;
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function Panel() {
  const view = useView();
  const now = useNow();
  if (view === undefined) return null;
  if (view === 'broken')
    return (
      <p class="note note-bad" role="alert">
        {message('staff.failure.broken')}
      </p>
    );
  return <PanelView view={view} now={now} />;
}

/** Everything the panel shows for one view at one moment (ms since 1970). */
export function PanelView({ view, now }: { view: StaffView; now: number }) {
  const signedIn = view.connection !== 'not-connected' && view.connection !== 'signing-in';
  return (
    <div class="panel">
      <header class="panel-head">
        <Mark />
        <div>
          <h1>{view.schoolName ?? message('staff.title')}</h1>
          <span class={`connection connection-${view.connection}`}>
            {message(
              view.connection === 'signing-in'
                ? 'staff.connection.not-connected'
                : `staff.connection.${view.connection}`,
            )}
          </span>
        </div>
      </header>
      <main class="panel-main">
        {view.connection === 'offline' && (
          <p class="note" role="status">
            {message('staff.connection.offline-why')}
          </p>
        )}
        {view.failure !== undefined && (
          <p class="note note-bad" role="alert">
            {view.failure}
          </p>
        )}
        {signedIn ? <Reports view={view} now={now} /> : <SignIn view={view} />}
      </main>
      <footer class="panel-foot">
        <HideButton />
        {signedIn && (
          <div class="card-head">
            <span class="small quiet">{view.name}</span>
            <button
              type="button"
              class="button button-plain button-small"
              onClick={() => void ask('staff.signOut', {})}
            >
              {message('staff.sign-out')}
            </button>
          </div>
        )}
      </footer>
    </div>
  );
}

function Reports({ view, now }: { view: StaffView; now: number }) {
  const current = view.reports.filter((report) => phaseOf(report) !== 'closed' && !report.unverified);
  const earlier = view.reports.filter((report) => phaseOf(report) === 'closed' || report.unverified);
  const waiting = current.filter((report) => phaseOf(report) === 'waiting').length;
  const counted =
    waiting === 0
      ? message(current.length === 0 ? 'staff.none' : 'staff.outcome-missing')
      : message(waiting === 1 ? 'staff.waiting.one' : 'staff.waiting.many', { count: waiting });
  return (
    <>
      <p role="status" class={current.length === 0 ? 'unseen' : 'panel-count'}>
        {counted}
      </p>
      {current.length === 0 && view.connection === 'live' && (
        <div class="empty">
          <Mark />
          <strong>{message('staff.none')}</strong>
          <span>{message('staff.none-why')}</span>
        </div>
      )}
      <ul class="stack">
        {current.map((report) => (
          <li key={report.id}>
            <ReportCard report={report} now={now} />
          </li>
        ))}
      </ul>
      {earlier.length > 0 && (
        <details>
          <summary>{message('staff.earlier')}</summary>
          <ul class="stack">
            {earlier.map((report) => (
              <li key={report.id}>
                <ReportCard report={report} now={now} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function HideButton() {
  return (
    <button
      type="button"
      class="button"
      title={message('staff.hide-why')}
      onClick={() => {
        void ask('staff.press', {});
        window.close();
      }}
    >
      {message('staff.hide')}
    </button>
  );
}
