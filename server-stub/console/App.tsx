/** Puts together who is here, where they are, and what is live. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { meSchema } from '../../shared/staff-api.ts';
import { anything, call } from './api.ts';
import { Doorway, Frame } from './frame/Frame.tsx';
import { placesFor } from './frame/places.ts';
import { useFacts } from './frame/use-facts.ts';
import { useRoute } from './frame/use-route.ts';
import { Announcer } from './live/Announcer.tsx';
import { useLive } from './live/use-live.ts';
import { JoinPage } from './people/JoinPage.tsx';
import { SignInPage } from './people/SignInPage.tsx';
import { Page } from './Page.tsx';
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
  const facts = useFacts(standing, live?.view, path);

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
    <Frame places={placesFor(standing, facts)} path={path} connection={live?.view.connection}>
      <Announcer view={live?.view} standing={standing} page={route.page} />
      <Page route={route} standing={standing} facts={facts} live={live} go={go} signOut={signOut} />
    </Frame>
  );
}
