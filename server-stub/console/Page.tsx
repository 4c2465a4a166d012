/** The page behind each address, for whom it is there. */
import type { VNode } from 'preact';
import { AuditPage } from './audit/AuditPage.tsx';
import { CasePage } from './case/CasePage.tsx';
import { ConcernPage } from './concern/ConcernPage.tsx';
import { ConcernsPage } from './concern/ConcernsPage.tsx';
import { RaisePage } from './concern/RaisePage.tsx';
import { DevicesPage } from './devices/DevicesPage.tsx';
import { FleetDevicePage } from './devices/FleetDevicePage.tsx';
import { EntryPage } from './entry/EntryPage.tsx';
import { schoolPlacesFor, type Facts } from './frame/places.ts';
import { LivePage } from './live/LivePage.tsx';
import type { useLive } from './live/use-live.ts';
import { AccountPage } from './people/AccountPage.tsx';
import { DevicePage } from './people/DevicePage.tsx';
import { RegisterPage } from './register/RegisterPage.tsx';
import { ReportPage } from './report/ReportPage.tsx';
import type { Route } from './route.ts';
import { BoardPage } from './school/BoardPage.tsx';
import { DayPage } from './school/DayPage.tsx';
import { DismissalsPage } from './school/DismissalsPage.tsx';
import { ProfilePage } from './school/ProfilePage.tsx';
import { SchoolPage } from './school/SchoolPage.tsx';
import type { Standing } from './standing.ts';
import { word } from './words.ts';

type PageProps = {
  route: Route;
  standing: Standing;
  facts: Facts;
  live: ReturnType<typeof useLive>;
  go: (path: string) => void;
  signOut: () => Promise<void>;
};

export function Page(props: PageProps) {
  const { route, standing, facts, live, go, signOut } = props;
  const { duties } = standing;
  switch (route.page) {
    case 'live':
      if (!live) return <AccountPage standing={standing} signOut={signOut} />;
      return <LivePage view={live.view} standing={standing} act={live.live.act} />;
    case 'report': {
      if (!live) return <NoPage />;
      const One = duties.has('incidents') ? CasePage : ReportPage;
      return <One key={route.id} id={route.id} standing={standing} live={live.live} view={live.view} />;
    }
    case 'incidents':
      if (!duties.has('narrative') && !duties.has('technical')) return <NoPage />;
      return <RegisterPage show={route.show} q={route.q} standing={standing} go={go} />;
    case 'entry':
      return live && standing.entry ? <EntryPage live={live.live} standing={standing} go={go} /> : <NoPage />;
    case 'audit':
      return standing.audit ? <AuditPage /> : <NoPage />;
    case 'school':
      return duties.has('board') ? <SchoolPage places={schoolPlacesFor(standing, facts)} /> : <NoPage />;
    case 'board':
      return duties.has('board') ? <BoardPage /> : <NoPage />;
    case 'day':
      return duties.has('narrative') ? <DayPage /> : <NoPage />;
    case 'dismissals':
      return duties.has('narrative') ? <DismissalsPage /> : <NoPage />;
    case 'profile':
      return <ProfilePage standing={standing} />;
    case 'raise':
      return <RaisePage />;
    case 'concerns':
      // For whoever is not shown any, there is no such page.
      return <Known standing={standing} facts={facts} page={() => <ConcernsPage />} />;
    case 'concern':
      return <Known standing={standing} facts={facts} page={() => <ConcernPage key={route.id} id={route.id} />} />;
    case 'devices':
      return standing.devices ? <DevicesPage /> : <NoPage />;
    case 'fleet-device':
      return standing.devices ? <FleetDevicePage key={route.id} id={route.id} /> : <NoPage />;
    case 'device':
      return <DevicePage key={route.code} code={route.code} go={go} />;
    case 'account':
      return <AccountPage standing={standing} signOut={signOut} />;
    case 'sign-in':
    case 'join':
      return null; // Handled by App before a page is drawn.
    case 'unknown':
      return <NoPage />;
  }
}

type KnownProps = Pick<PageProps, 'standing' | 'facts'> & { page: () => VNode };

function Known({ standing: { roles }, facts: { concerns }, page }: KnownProps) {
  if (concerns || roles.has('head') || roles.has('chair')) return page();
  return concerns === undefined ? <p class="unseen">{word('loading')}</p> : <NoPage />;
}

function NoPage() {
  return (
    <div class="empty">
      <h1>{word('no-page.title')}</h1>
      <p>
        <a href="/">{word('no-page.back')}</a>
      </p>
    </div>
  );
}
