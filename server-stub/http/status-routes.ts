/** Routes by which a device reads the status of its own press (contract §2). */
import { Hono, type Context } from 'hono';
import { statusSchema, statusStates, type Status } from '../../shared/answer.ts';
import type { Feed } from '../incidents/feed.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { eventStream } from './event-stream.ts';
import { problem } from './problem.ts';

type Parts = {
  feed: Feed;
  statusOf: (id: string, bearer: string) => Promise<Status | undefined>;
  closing: AbortSignal;
};

const unknown = () => problem(404, say('status.unknown'));

function bearerOf(c: Context): string {
  return /^Bearer ([\x21-\x7e]{1,200})$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? '';
}

/** States only ever go forward, so a state's place is its event id: it says nothing about other presses. */
function placeOf({ state }: Status): number {
  return statusStates.indexOf(state) + 1;
}

export function statusRoutes({ feed, statusOf, closing }: Parts): Hono {
  return new Hono()
    .get(
      '/reports/:id/status',
      describe({
        summary: 'Where a press stands, for its own device',
        tag: 'devices',
        key: 'statusKey',
        answers: { 200: ['The status', json(statusSchema)] },
        refusals: { 404: 'Unknown id or wrong key' },
      }),
      async (c) => {
        const status = await statusOf(c.req.param('id'), bearerOf(c));
        return status ? Response.json(status, { headers: { 'Cache-Control': 'no-store' } }) : unknown();
      },
    )
    .get(
      '/reports/:id/events',
      describe({
        summary: 'The same as it changes',
        tag: 'devices',
        key: 'statusKey',
        answers: { 200: ['A stream of statuses', { type: 'text/event-stream' }] },
        parameters: [{ name: 'Last-Event-ID', in: 'header', description: 'Id of the last event that was read' }],
        refusals: { 404: 'Unknown id or wrong key' },
      }),
      async (c) => {
        const [id, bearer] = [c.req.param('id'), bearerOf(c)];
        if (!(await statusOf(id, bearer))) return unknown();
        const last = c.req.header('Last-Event-ID') ?? '';
        let seen = /^[1-3]$/.test(last) ? Number(last) : 0;
        return eventStream({
          closing,
          open: async ({ send }) => {
            const tell = async () => {
              const status = await statusOf(id, bearer);
              if (!status || placeOf(status) <= seen) return;
              seen = placeOf(status);
              send({ id: String(seen), data: status });
            };
            const leave = await feed.subscribe((event) => {
              // What could not be read now is read with the next event or the next connection.
              if (event.report === id) tell().catch(() => undefined);
            });
            await tell();
            return leave;
          },
        });
      },
    );
}
