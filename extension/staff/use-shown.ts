/** Says, once, that a waiting report is on this screen: without that, alerts go on to the next adult sooner. */
import { useEffect } from 'preact/hooks';
import { ask } from '../platform/messages.ts';

/** A panel in the background shows nobody anything: then it waits until it is looked at. */
export function useShown(id: string, isWaiting: boolean): void {
  useEffect(() => {
    if (!isWaiting) return undefined;
    const say = () => {
      if (document.visibilityState !== 'visible') return;
      document.removeEventListener('visibilitychange', say);
      void ask('staff.shown', { id });
    };
    document.addEventListener('visibilitychange', say);
    say();
    return () => document.removeEventListener('visibilitychange', say);
  }, [id, isWaiting]);
}
