/** The live list for as long as a person is signed in: shown on every page's title and spoken to screen readers. */
import { useEffect, useState } from 'preact/hooks';
import { call, openEvents } from '../api.ts';
import type { Standing } from '../standing.ts';
import { chime, isSoundOn } from './chime.ts';
import { createLive, type Live, type LiveView } from './live.ts';

/** The page is looked at again, or the network is back: the moment to try at once. */
function onReturn(again: () => void): () => void {
  const shown = () => {
    if (document.visibilityState === 'visible') again();
  };
  window.addEventListener('online', again);
  document.addEventListener('visibilitychange', shown);
  return () => {
    window.removeEventListener('online', again);
    document.removeEventListener('visibilitychange', shown);
  };
}

/** `undefined` for people who see no reports. */
export function useLive(
  standing: Standing | undefined,
  signedOut: () => void,
): { live: Live; view: LiveView } | undefined {
  const [live, setLive] = useState<Live>();
  const [view, setView] = useState<LiveView>();
  const wanted = standing?.reports ?? false;
  useEffect(() => {
    if (!wanted) return undefined;
    const next = createLive({ call, openEvents, random: Math.random, signedOut, onReturn });
    let heard = 0;
    next.onChange(() => {
      const now = next.view();
      if (now.arrived.length > heard && isSoundOn()) chime();
      heard = now.arrived.length;
      setView(now);
    });
    setLive(next);
    setView(next.view());
    return () => {
      next.stop();
      setLive(undefined);
      setView(undefined);
    };
  }, [wanted, signedOut]);
  return live && view ? { live, view } : undefined;
}
