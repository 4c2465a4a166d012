/** Routes of keeping: what is held, what reaches the end of its time, and what is decided about it. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { retentionDecisionSchema, retentionSchema } from '../../shared/retention-api.ts';
import { hasDuty } from '../people/duties.ts';
import { readJson } from '../people/read-json.ts';
import { decideKeeping, retentionOf, type Decided, type Keeping } from '../retention/decide.ts';
import { say, type Said } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

const privately = { headers: { 'Cache-Control': 'no-store' } };
const bodyBytes = 16 * 1024;

export function retentionRoutes(keeping: Keeping): Hono<SignedIn> {
  return new Hono<SignedIn>()
    .get(
      '/retention',
      describe({
        summary: 'What is held, and what reaches the end of its keeping time; ids and days only',
        tag: 'staff',
        answers: { 200: ['The lists', json(retentionSchema)] },
        refusals: { 401: 'Not signed in', 404: 'Not for this role' },
      }),
      async (c) => {
        const person = c.get('person');
        if (!hasDuty(person, 'retention')) return problem(404, say('unknown'));
        return Response.json(await retentionOf(keeping, person), privately);
      },
    )
    .post(
      '/retention/:id',
      describe({
        summary: 'Keep an incident until a day, or erase it now that its time is over',
        tag: 'staff',
        body: json(retentionDecisionSchema),
        answers: { 200: ['Decided', json(v.object({ ok: v.literal(true) }))] },
        refusals: { 401: 'Not signed in', 404: 'None for this person', 409: 'Not as it stands; the sentence says why' },
      }),
      async (c) => {
        const person = c.get('person');
        if (!hasDuty(person, 'decide')) return problem(404, say('unknown'));
        const read = await readJson(c.req.raw, retentionDecisionSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const end = await decideKeeping(keeping, person, c.req.param('id'), read.value);
        if (end === 'unknown') return problem(404, say('noReport'));
        if (end !== 'done') return problem(409, say(sentences[end]));
        return Response.json({ ok: true }, privately);
      },
    );
}

const sentences: Readonly<Record<Exclude<Decided, 'done' | 'unknown'>, Said>> = {
  held: 'retention.held',
  'not-yet': 'retention.not-yet',
  past: 'retention.past',
  'too-far': 'retention.too-far',
};
