/** Keeps a burst of events from becoming a burst of work. */
import { sleep } from './attempt.ts';

/**
 * Runs `act` for a key at once, then no more often than every `everyMs`: whatever is asked in between is one further run.
 * Gives a promise that settles after the last run asked for.
 */
export function createCalm<K>(act: (key: K) => Promise<void>, everyMs: number): (key: K) => Promise<void> {
  const running = new Map<K, { again: boolean; done: Promise<void> }>();
  const run = async (key: K, turn: { again: boolean }): Promise<void> => {
    while (turn.again) {
      turn.again = false;
      await act(key).catch(() => undefined);
      await sleep(everyMs);
    }
    running.delete(key);
  };
  return (key) => {
    const known = running.get(key);
    if (known) {
      known.again = true;
      return known.done;
    }
    const turn = { again: true, done: Promise.resolve() };
    running.set(key, turn);
    turn.done = run(key, turn);
    return turn.done;
  };
}
