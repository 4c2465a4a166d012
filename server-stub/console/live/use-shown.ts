/** Tells the server, once, that a waiting report is on this screen: without that, alerts go on to the next adult sooner. */
import { useEffect } from 'preact/hooks';
import { anything, call } from '../api.ts';

const told = new Set<string>();

/** A page in the background shows nobody anything: then it waits until it is looked at. */
export function useShown(id: string, isWaiting: boolean): void {
  useEffect(() => {
    if (!isWaiting || told.has(id)) return undefined;
    const tell = () => {
      if (document.visibilityState !== 'visible' || told.has(id)) return;
      told.add(id);
      // Lost on the way: the next showing says it again.
      void call(`/reports/${encodeURIComponent(id)}/shown`, anything, { body: {} }).then(
        ({ ok }) => ok || told.delete(id),
      );
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [id, isWaiting]);
}
