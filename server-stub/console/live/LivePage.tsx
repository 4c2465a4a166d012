/** The live page: every computer that needs someone, newest first. */
import { useState } from 'preact/hooks';
import type { ReportView } from '../../../shared/staff-api.ts';
import { Mark } from '../frame/Mark.tsx';
import { useNow } from '../frame/use-now.ts';
import type { Standing } from '../standing.ts';
import { word } from '../words.ts';
import { chime, isSoundOn, setSound } from './chime.ts';
import { groupsOf } from './groups.ts';
import type { Live, LiveView } from './live.ts';
import { ReportCard } from './ReportCard.tsx';

type LivePageProps = { view: LiveView; standing: Standing; act: Live['act'] };

/** Earlier reports shown at first; the rest on request. */
const firstEarlier = 10;

export function LivePage({ view, standing, act }: LivePageProps) {
  const now = useNow();
  const [earlierShown, setEarlierShown] = useState(firstEarlier);
  const groups = groupsOf(view.reports, standing.name);
  const arrived = new Set(view.arrived);
  const list = (reports: readonly ReportView[], level: 2 | 3 = 3) => (
    <ul class="stack">
      {reports.map((report) => (
        <li key={report.id}>
          <ReportCard
            report={report}
            now={now}
            standing={standing}
            act={act}
            isNew={arrived.has(report.id)}
            level={level}
          />
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <div class="page-head">
        <h1>{word('live.title')}</h1>
        <SoundSwitch />
      </div>
      {!view.loaded && view.connection !== 'offline' && <p class="quiet">{word('loading')}</p>}
      {view.loaded && groups.now.length === 0 && (
        <div class="empty">
          <Mark />
          <strong>{word('live.none')}</strong>
          <span>{word('live.none-why')}</span>
        </div>
      )}
      {groups.now.length > 0 && list(groups.now, 2)}
      {groups.passedOn.length > 0 && (
        <section class="stack group">
          <h2>{word('live.passed-on')}</h2>
          {list(groups.passedOn)}
        </section>
      )}
      {groups.unverified.length > 0 && (
        <section class="stack group group-apart">
          <h2>{word('live.unverified')}</h2>
          <p class="quiet small">{word('live.unverified-why')}</p>
          {list(groups.unverified)}
        </section>
      )}
      {groups.earlier.length > 0 && (
        <section class="stack group">
          <h2>{word('live.earlier')}</h2>
          {list(groups.earlier.slice(0, earlierShown))}
          {groups.earlier.length > earlierShown && (
            <button type="button" class="button" onClick={() => setEarlierShown((count) => count + 50)}>
              {word('live.more')}
            </button>
          )}
        </section>
      )}
    </>
  );
}

function SoundSwitch() {
  const [on, setOn] = useState(isSoundOn);
  return (
    <label class="switch">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => {
          const wanted = event.currentTarget.checked;
          setSound(wanted);
          setOn(wanted);
          // Heard at once, so that nobody wonders; and a page may make a sound only after a person's own act.
          if (wanted) chime();
        }}
      />
      {word('live.sound')}
    </label>
  );
}
