/** Routes of notices: what adults should know that is about no report. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { dealtWith, noticesFor } from '../alerts/notice.ts';
import type { Desk } from '../incidents/list.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

const privately = { headers: { 'Cache-Control': 'no-store' } };
const noticeSchema = v.object({
  id: v.string(),
  kind: v.string(),
  text: v.string(),
  /** An id or a day. */
  subject: v.string(),
  openedAt: v.string(),
});

export function noticeRoutes({ store, now }: Desk): Hono<SignedIn> {
  return new Hono<SignedIn>()
    .get(
      '/notices',
      describe({
        summary: 'What this person should know and nobody has dealt with, newest first',
        tag: 'staff',
        answers: { 200: ['They', json(v.object({ notices: v.array(noticeSchema) }))] },
        refusals: { 401: 'Not signed in' },
      }),
      async (c) => Response.json({ notices: await noticesFor(store.read, c.get('person')) }, privately),
    )
    .post(
      '/notices/:id/done',
      describe({
        summary: 'It is dealt with',
        tag: 'staff',
        answers: { 200: ['Kept, now or before', json(v.object({ ok: v.literal(true) }))] },
        refusals: { 401: 'Not signed in', 404: 'None for this person' },
      }),
      async (c) => {
        const at = new Date(now()).toISOString();
        const done = await store.write((tx) => dealtWith(tx, c.get('person'), c.req.param('id'), at));
        return done ? Response.json({ ok: true }, privately) : problem(404, say('unknown'));
      },
    );
}
