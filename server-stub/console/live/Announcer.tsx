/** Tells a new report to those who do not look at the page: by the tab's title, and to a screen reader. */
import { useEffect } from 'preact/hooks';
import type { Route } from '../route.ts';
import type { Standing } from '../standing.ts';
import { word, type Word } from '../words.ts';
import { groupsOf, titleWith } from './groups.ts';
import type { LiveView } from './live.ts';
import { deviceOf, placeOf } from './ReportCard.tsx';

/** Concerns have no title of their own: a tab must not say what is on it. */
const titles: Partial<Record<Route['page'], Word>> = {
  incidents: 'nav.incidents',
  school: 'nav.school',
  board: 'board.title',
  profile: 'profile.title',
  day: 'day.title',
  dismissals: 'dismissals.title',
  entry: 'nav.entry',
  audit: 'nav.audit',
  account: 'nav.account',
  device: 'device.title',
  report: 'report.title',
};

export function Announcer(props: { view: LiveView | undefined; standing: Standing; page: Route['page'] }) {
  const { view, standing, page } = props;
  const waiting = view ? groupsOf(view.reports, standing.name).waiting : 0;
  const key = titles[page];
  const title = key ? `${word(key)} – ${word('brand')}` : word('brand');
  useEffect(() => {
    document.title = titleWith(waiting, title);
  }, [waiting, title]);
  const newest = view?.reports.find(({ id }) => id === view.arrived.at(-1));
  return (
    <p class="unseen" role="status">
      {newest &&
        newest.state === 'stored' &&
        [word('live.arrived'), deviceOf(newest), placeOf(newest)].filter(Boolean).join(': ')}
    </p>
  );
}
