/** Puts together who is here, where they are, and what is live. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { meSchema } from '../../shared/staff-api.ts';
import { anything, call } from './api.ts';
import { AuditPage } from './audit/AuditPage.tsx';
import { DevicesPage } from './devices/DevicesPage.tsx';
import { FleetDevicePage } from './devices/FleetDevicePage.tsx';
import { EntryPage } from './entry/EntryPage.tsx';
import { Doorway, Frame } from './frame/Frame.tsx';
import { useRoute } from './frame/use-route.ts';
import { Announcer } from './live/Announcer.tsx';
import { LivePage } from './live/LivePage.tsx';
import { useLive } from './live/use-live.ts';
import { AccountPage } from './people/AccountPage.tsx';
import { DevicePage } from './people/DevicePage.tsx';
import { JoinPage } from './people/JoinPage.tsx';
import { SignInPage } from './people/SignInPage.tsx';
import { ReportPage } from './report/ReportPage.tsx';
import type { Route } from './route.ts';
import { standingOf, type Standing } from './standing.ts';
import { word } from './words.ts';

type Who =
  | { readonly kind: 'asking' }
  | { readonly kind: 'nobody'; readonly notice?: string }
  | { readonly kind: 'offline'; readonly sentence: string }
  | { readonly kind: 'person'; readonly standing: Standing };

function useWho() {
  const [who, setWho] = useState<Who>({ kind: 'asking' });
  const askWho = useCallback(async () => {
    const answer = await call('/me', meSchema);
    if (answer.ok) setWho({ kind: 'person', standing: standingOf(answer.value) });
    else if (answer.failure.kind === 'offline') setWho({ kind: 'offline', sentence: answer.failure.sentence });
    else setWho({ kind: 'nobody' });
  }, []);
  useEffect(() => void askWho(), [askWho]);
  /** The server has forgotten the session while the page was open. */
  const signedOut = useCallback(() => setWho({ kind: 'nobody', notice: word('failure.signed-out') }), []);
  const signOut = useCallback(async () => {
    await call('/session', anything, { method: 'DELETE' });
    setWho({ kind: 'nobody' });
  }, []);
  return { who, askWho, signedOut, signOut };
}

export function App() {
  const { route, path, go } = useRoute();
  const { who, askWho, signedOut, signOut } = useWho();
  const standing = who.kind === 'person' ? who.standing : undefined;
  const live = useLive(standing, signedOut);

  useEffect(() => {
    // Signed in already: the sign-in page has nothing to say.
    if (standing && route.page === 'sign-in') go(route.next);
  }, [standing, route, go]);

  if (route.page === 'join') {
    const done = () => void askWho().then(() => go('/'));
    return <JoinPage key={route.code} code={route.code} done={done} />;
  }
  if (who.kind === 'asking') return <p class="unseen">{word('loading')}</p>;
  if (who.kind === 'offline')
    return (
      <Doorway title={word('connection.offline')}>
        <p>{who.sentence}</p>
        <button type="button" class="button button-main" onClick={() => void askWho()}>
          {word('again')}
        </button>
      </Doorway>
    );
  if (!standing)
    return <SignInPage done={() => void askWho()} notice={who.kind === 'nobody' ? who.notice : undefined} />;
  if (standing.reports && !live) return null;
  return (
    <Frame standing={standing} path={path} connection={live?.view.connection}>
      <Announcer view={live?.view} standing={standing} page={route.page} />
      <Page route={route} standing={standing} live={live} go={go} signOut={signOut} />
    </Frame>
  );
}

type PageProps = {
  route: Route;
  standing: Standing;
  live: ReturnType<typeof useLive>;
  go: (path: string) => void;
  signOut: () => Promise<void>;
};

function Page({ route, standing, live, go, signOut }: PageProps) {
  const account = <AccountPage standing={standing} signOut={signOut} />;
  switch (route.page) {
    case 'live':
      return live ? <LivePage view={live.view} standing={standing} act={live.live.act} /> : account;
    case 'report':
      return live ? (
        <ReportPage key={route.id} id={route.id} standing={standing} live={live.live} view={live.view} />
      ) : (
        <NoPage />
      );
    case 'entry':
      return live && standing.entry ? <EntryPage live={live.live} go={go} /> : <NoPage />;
    case 'audit':
      return standing.audit ? <AuditPage /> : <NoPage />;
    case 'devices':
      return standing.devices ? <DevicesPage /> : <NoPage />;
    case 'fleet-device':
      return standing.devices ? <FleetDevicePage key={route.id} id={route.id} /> : <NoPage />;
    case 'device':
      return <DevicePage key={route.code} code={route.code} go={go} />;
    case 'account':
      return account;
    case 'sign-in':
    case 'join':
      return null; // Handled by App before a page is drawn.
    case 'unknown':
      return <NoPage />;
  }
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
