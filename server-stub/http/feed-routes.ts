/** Route of the live feed for staff: what changed, as each person may see it (contract §3). */
import { Hono } from 'hono';
import type { Feed, FeedEvent } from '../incidents/feed.ts';
import { glance, type Desk } from '../incidents/list.ts';
import type { Person } from '../people/person.ts';
import { say } from '../text/say.ts';
import { describe } from './describe.ts';
import { eventStream } from './event-stream.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

type Parts = {
  desk: Desk;
  feed: Feed;
  personOf: (request: Request) => Promise<Person | undefined>;
  closing: AbortSignal;
  /** Told when a stream opens and as long as it is read: this person can be reached. */
  isHere: (person: Person) => Promise<void>;
};

/** Events replayed at most; whoever was away for longer lists the reports anew. */
const mostReplayed = 1000;

export function feedRoutes({ desk, feed, personOf, closing, isHere }: Parts): Hono<SignedIn> {
  return new Hono<SignedIn>().get(
    '/events',
    describe({
      summary: 'Reports, acknowledgements, releases and escalations as they happen',
      tag: 'staff',
      parameters: [{ name: 'Last-Event-ID', in: 'header', description: 'Id of the last event that was read' }],
      answers: { 200: ['A stream; each event’s data is {report}', { type: 'text/event-stream' }] },
      refusals: { 400: 'Last-Event-ID is not one', 401: 'Not signed in' },
    }),
    (c) => {
      const request = c.req.raw;
      const last = c.req.header('Last-Event-ID');
      if (last !== undefined && !/^\d{1,15}$/.test(last)) return problem(400, say('lastEvent'));
      let person = c.get('person');
      return eventStream({
        closing,
        // A role taken away or a session ended ends the stream too.
        stillAllowed: async () => {
          const still = await personOf(request);
          if (still) {
            person = still;
            isHere(still).catch(() => undefined);
          }
          return still !== undefined;
        },
        open: async ({ send, mark, end }) => {
          let sent = 0;
          const tell = async ({ seq, school, report, name }: FeedEvent) => {
            if (seq <= sent || school !== person.school) return;
            sent = seq;
            const view = await glance(desk, person, report);
            if (view) send({ id: String(seq), name, data: { report: view } });
          };
          let turn: Promise<void> = Promise.resolve();
          const queue = (event: FeedEvent) => {
            turn = turn.then(() => tell(event)).catch(end);
          };
          // Events that come while the missed ones are looked up stand behind them; the same one is told once.
          let early: FeedEvent[] | undefined = [];
          const leave = await feed.subscribe((event) => (early ? early.push(event) : queue(event)));
          const missed = last === undefined ? [] : await feed.since(person.school, Number(last), mostReplayed);
          const here = last === undefined || missed.length === mostReplayed;
          sent = here ? await feed.head() : Number(last);
          mark(String(sent));
          for (const event of [...missed, ...early]) queue(event);
          early = undefined;
          // Whether it could be written down or not, this page is told.
          isHere(person).catch(() => undefined);
          return leave;
        },
      });
    },
  );
}
