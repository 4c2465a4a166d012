/** Routes of concerns about an adult of the school: open to every member of staff to raise, to hardly anyone to see. */
import { Hono } from 'hono';
import * as v from 'valibot';
import {
  concernEventSchema,
  concernRequestSchema,
  concernSchema,
  concernSummarySchema,
} from '../../shared/concern-api.ts';
import { addToConcern, findConcern, listConcerns, raiseConcern } from '../concerns/concern.ts';
import type { Desk } from '../incidents/list.ts';
import { hasDuty } from '../people/duties.ts';
import { staffOf } from '../people/persons.ts';
import { readJson } from '../people/read-json.ts';
import { profileView } from '../profiles/confirm.ts';
import type { Rules } from '../profiles/load.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

type Parts = Desk & { rules: Rules; nameOf: (id: string) => Promise<string | undefined> };

const privately = { headers: { 'Cache-Control': 'no-store' } };
const bodyBytes = 64 * 1024;
const firstSchema = v.object({
  contacts: v.array(v.looseObject({})),
  people: v.array(v.object({ id: v.string(), name: v.string() })),
});
const firstContacts = new Set(['lado', 'lado-any', 'whistleblowing']);

export function concernRoutes(desk: Parts): Hono<SignedIn> {
  const now = () => new Date(desk.now()).toISOString();
  return new Hono<SignedIn>()
    .get(
      '/concerns/first',
      describe({
        summary: 'What stands before anything is typed: whom else one can turn to, and who works here',
        tag: 'staff',
        answers: { 200: ['The contacts', json(firstSchema)] },
        refusals: { 401: 'Not signed in', 404: 'Not for a connected browser' },
      }),
      async (c) => {
        const person = c.get('person');
        if (!hasDuty(person, 'concern')) return problem(404, say('unknown'));
        const { contacts } = await profileView(desk.store.read, person.school, desk.rules);
        const people = (await staffOf(desk.store.read, person.school, now())).map(({ id, name }) => ({ id, name }));
        return Response.json({ contacts: contacts.filter(({ id }) => firstContacts.has(id)), people }, privately);
      },
    )
    .get(
      '/concerns',
      describe({
        summary: 'Concerns that this person may know of',
        tag: 'staff',
        answers: { 200: ['They', json(v.object({ concerns: v.array(concernSummarySchema) }))] },
        refusals: { 401: 'Not signed in' },
      }),
      async (c) => Response.json({ concerns: await listConcerns(desk, c.get('person')) }, privately),
    )
    .post(
      '/concerns',
      describe({
        summary: 'Raise a concern about an adult here: to the headteacher, or about the headteacher to the chair alone',
        tag: 'staff',
        body: json(concernRequestSchema),
        answers: { 201: ['Raised', json(v.object({ id: v.string() }))] },
        refusals: { 401: 'Not signed in', 404: 'Not for a connected browser' },
      }),
      async (c) => {
        const person = c.get('person');
        if (!hasDuty(person, 'concern')) return problem(404, say('unknown'));
        const read = await readJson(c.req.raw, concernRequestSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const id = await raiseConcern(desk, desk.rules.profile, person, read.value);
        return Response.json({ id }, { status: 201, ...privately });
      },
    )
    .get(
      '/concerns/:id',
      describe({
        summary: 'One concern',
        tag: 'staff',
        answers: { 200: ['The concern', json(v.object({ concern: concernSchema }))] },
        refusals: { 401: 'Not signed in', 404: 'None for this person' },
      }),
      async (c) => {
        const concern = await findConcern(desk, c.get('person'), c.req.param('id'));
        return concern ? Response.json({ concern }, privately) : problem(404, say('unknown'));
      },
    )
    .post(
      '/concerns/:id/events',
      describe({
        summary: 'Add to a concern: a note, the LADO’s reference, whom it is opened to, its end',
        tag: 'staff',
        body: json(concernEventSchema),
        answers: { 201: ['Added', json(v.object({ ok: v.literal(true) }))] },
        refusals: { 401: 'Not signed in', 404: 'None for this person', 409: 'Not as it stands' },
      }),
      async (c) => {
        const [person, id] = [c.get('person'), c.req.param('id')];
        if (!(await listConcerns(desk, person)).some((concern) => concern.id === id))
          return problem(404, say('unknown'));
        const read = await readJson(c.req.raw, concernEventSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const end = await addToConcern(desk, person, id, read.value);
        if (end === 'unknown') return problem(404, say('unknown'));
        if (end === 'refused') return problem(409, say('event.stands'));
        return Response.json({ ok: true }, { status: 201, ...privately });
      },
    );
}
