/** Something fetched for a page: on its way, there, or failed with a sentence. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Answer } from '../api.ts';

/** `load` must be stable (a module function or `useCallback`); `again` fetches anew and keeps showing what is there. */
export function useAnswer<T>(load: () => Promise<Answer<T>>): { answer: Answer<T> | undefined; again: () => void } {
  const [answer, setAnswer] = useState<Answer<T>>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    const fetchIt = async () => {
      const next = await load();
      if (wanted) setAnswer(next);
    };
    void fetchIt();
    return () => {
      wanted = false;
    };
  }, [load, round]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  return { answer, again };
}
