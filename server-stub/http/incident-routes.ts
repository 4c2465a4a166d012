/** Routes of incidents: the lanes, the timeline, what a person appends (contract §3). */
import { Hono } from 'hono';
import * as v from 'valibot';
import {
  digestSchema,
  dismissalsSchema,
  eventRequestSchema,
  incidentListSchema,
  incidentSchema,
  shown,
} from '../../shared/incident-api.ts';
import { appendEvent } from '../incidents/append-event.ts';
import { digestOf, dismissalsOf, mayList } from '../incidents/incident-list.ts';
import { exportCase, exportForms } from '../incidents/export-case.ts';
import { findIncident } from '../incidents/incident-view.ts';
import { isCursor, type Desk } from '../incidents/list.ts';
import { registerPage } from '../incidents/register.ts';
import { hasDuty } from '../people/duties.ts';
import { readJson } from '../people/read-json.ts';
import type { Rules } from '../profiles/load.ts';
import { say, type Said } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

type Parts = Desk & { rules: Rules; nameOf: (id: string) => Promise<string | undefined> };

const types = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
} as const;
const privately = { headers: { 'Cache-Control': 'no-store' } };
const bodyBytes = 64 * 1024;
const querySchema = v.object({
  before: v.optional(v.pipe(v.string(), v.check(isCursor, 'query.before'))),
  show: v.optional(v.picklist(shown, 'query.show')),
  q: v.optional(v.pipe(v.string(), v.maxLength(100, 'query.q'))),
  day: v.optional(v.pipe(v.string(), v.isoDate('query.day'))),
});
const one = v.object({ incident: incidentSchema });

export function incidentRoutes(desk: Parts): Hono<SignedIn> {
  return new Hono<SignedIn>()
    .get(
      '/incidents',
      describe({
        summary: 'Incidents this person may see, newest first',
        tag: 'staff',
        parameters: [
          { name: 'show', in: 'query', description: shown.join(', ') },
          { name: 'q', in: 'query', description: 'A part of a room, class, computer, host or reference' },
          { name: 'before', in: 'query', description: 'next of the page before' },
        ],
        answers: { 200: ['One page; next may be there also after a page without a match', json(incidentListSchema)] },
        refusals: { 400: 'The question is not right', 401: 'Not signed in', 404: 'Not for this role' },
      }),
      async (c) => {
        const person = c.get('person');
        if (!mayList(person)) return problem(404, say('unknown'));
        const asked = Object.entries(c.req.query()).filter(([, value]) => value !== '');
        const query = v.safeParse(querySchema, Object.fromEntries(asked));
        if (!query.success) return problem(400, say(query.issues[0].message as Said));
        return Response.json(await registerPage(desk, person, query.output), privately);
      },
    )
    .get(
      '/incidents/:id',
      describe({
        summary: 'One incident: its lanes, its reports and what has happened',
        tag: 'staff',
        parameters: [
          { name: 'address', in: 'query', description: 'none leaves out every address; their reading is on record' },
        ],
        answers: { 200: ['The incident', json(one)] },
        refusals: { 401: 'Not signed in', 404: 'None for this person' },
      }),
      async (c) => {
        const withAddress = c.req.query('address') !== 'none';
        const incident = await findIncident(desk, c.get('person'), c.req.param('id'), withAddress);
        return incident ? Response.json({ incident }, privately) : problem(404, say('noReport'));
      },
    )
    .post(
      '/incidents/:id/events',
      describe({
        summary: 'Append an event: a note, a decision, a parent, a referral, a tick …',
        tag: 'staff',
        body: json(eventRequestSchema),
        answers: {
          201: ['Appended', json(v.object({ seq: v.number(), incident: v.optional(incidentSchema) }))],
          202: ['Waits for a second person’s word', json(v.object({ seq: v.number(), waits: v.literal(true) }))],
        },
        refusals: {
          400: 'No such event',
          401: 'Not signed in',
          403: 'Not for this role',
          404: 'None for this person',
          409: 'Not as things stand; the sentence says why',
        },
      }),
      async (c) => {
        const [person, id] = [c.get('person'), c.req.param('id')];
        if (!mayList(person)) return problem(404, say('noReport'));
        const read = await readJson(c.req.raw, eventRequestSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const done = await appendEvent(desk, desk.rules, person, id, read.value);
        if (!done.ok)
          return done.reason === 'refused'
            ? problem(409, say(done.why))
            : done.reason === 'forbidden'
              ? problem(403, say('notAllowed'))
              : problem(404, say('noReport'));
        const waits = done.waits ? { waits: true } : {};
        return Response.json({ seq: done.seq, ...waits }, { status: done.waits ? 202 : 201, ...privately });
      },
    )
    .get(
      '/incidents/:id/export',
      describe({
        summary: 'One case as a file for the school’s own records; addresses are made harmless',
        tag: 'staff',
        parameters: [{ name: 'as', in: 'query', description: 'json, csv, text, or html (a page to print)' }],
        answers: { 200: ['The file', { type: 'application/octet-stream' }] },
        refusals: { 400: 'The question is not right', 401: 'Not signed in', 404: 'None for this person' },
      }),
      async (c) => {
        const as = v.safeParse(v.picklist(exportForms), c.req.query('as') ?? 'json');
        if (!as.success) return problem(400, say('query.as'));
        const file = await exportCase(desk, c.get('person'), c.req.param('id'), as.output);
        if (file === undefined) return problem(404, say('noReport'));
        return new Response(file, {
          headers: {
            'Content-Type': types[as.output],
            'Content-Disposition': `attachment; filename="dolphin-case.${as.output === 'text' ? 'txt' : as.output}"`,
            'Cache-Control': 'no-store',
          },
        });
      },
    )
    .get(
      '/digest',
      describe({
        summary: 'One day for the safeguarding lead: dismissed, reported, still open',
        tag: 'staff',
        parameters: [{ name: 'day', in: 'query', description: 'Such as 2026-09-15; today without it' }],
        answers: { 200: ['The day', json(digestSchema)] },
        refusals: { 400: 'The question is not right', 401: 'Not signed in', 404: 'Not for this role' },
      }),
      async (c) => {
        const person = c.get('person');
        if (!hasDuty(person, 'narrative')) return problem(404, say('unknown'));
        const query = v.safeParse(querySchema, c.req.query());
        if (!query.success) return problem(400, say(query.issues[0].message as Said));
        const day = query.output.day ?? new Date(desk.now()).toISOString().slice(0, 10);
        return Response.json(await digestOf(desk, person, day), privately);
      },
    )
    .get(
      '/dismissals',
      describe({
        summary: 'Rooms and adults with many dismissals of late; never one’s own',
        tag: 'staff',
        answers: { 200: ['The counts', json(dismissalsSchema)] },
        refusals: { 401: 'Not signed in', 404: 'Not for this role' },
      }),
      async (c) => {
        const person = c.get('person');
        if (!hasDuty(person, 'narrative')) return problem(404, say('unknown'));
        return Response.json(await dismissalsOf(desk, person), privately);
      },
    );
}
