/** Owns handing on what was committed, in order, to whoever is listening: adults' pages and covers. */
import type { Store } from '../storage/store.ts';
import type { EventName } from '../../shared/staff-api.ts';

export type FeedEvent = { seq: number; school: string; report: string; name: EventName };

export type Feed = {
  /** Something was committed: look at once. */
  ring: () => void;
  /** Every event committed after this resolves, and perhaps a few before. Gives the way out. */
  subscribe: (listener: (event: FeedEvent) => void) => Promise<() => void>;
  /** Number of the newest event so far. */
  head: () => Promise<number>;
  /** Events after `seq`, at most `most`, oldest first. */
  since: (school: string, seq: number, most: number) => Promise<FeedEvent[]>;
  close: () => void;
};

/** How often another process's events are looked for, while somebody listens. */
const pollMs = 250;
const pageRows = 1000;

export function createFeed(store: Store): Feed {
  const listeners = new Set<(event: FeedEvent) => void>();
  let last: number | undefined;
  let looking: Promise<void> | undefined;
  let again = false;

  const select = () => store.read.selectFrom('feed').select(['seq', 'school', 'report', 'name']);

  async function head(): Promise<number> {
    const { seq } = await store.read
      .selectFrom('feed')
      .select(({ fn }) => fn.max('seq').as('seq'))
      .executeTakeFirstOrThrow();
    return seq ?? 0;
  }

  async function look(): Promise<void> {
    do {
      again = false;
      last ??= await head();
      const rows = await select().where('seq', '>', last).orderBy('seq').limit(pageRows).execute();
      for (const row of rows) {
        last = row.seq;
        for (const listener of listeners) listener(row as FeedEvent);
      }
      if (rows.length === pageRows) again = true;
    } while (again);
  }

  function ring(): void {
    if (listeners.size === 0) return;
    again = true;
    // A failed look costs nothing: the next ring or poll starts where this one stopped.
    looking ??= look()
      .catch(() => undefined)
      .finally(() => (looking = undefined));
  }

  const poll = setInterval(ring, pollMs);
  poll.unref();

  return {
    ring,
    head,
    subscribe: async (listener) => {
      listeners.add(listener);
      if (last === undefined) {
        // From here on, not from the last time that somebody listened.
        const now = await head();
        last ??= now;
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) last = undefined;
      };
    },
    since: async (school, seq, most) =>
      (await select()
        .where('school', '=', school)
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(most)
        .execute()) as FeedEvent[],
    close: () => clearInterval(poll),
  };
}
