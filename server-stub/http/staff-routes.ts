/** Routes by which staff see reports, act on them and enter their own (contract §3). */
import { Hono } from 'hono';
import * as v from 'valibot';
import { statusStates } from '../../shared/answer.ts';
import {
  outcomeRequestSchema,
  reportListSchema,
  reportViewSchema,
  staffEntrySchema,
  type ReportAction,
} from '../../shared/staff-api.ts';
import { act, type Act, type Acted } from '../incidents/act.ts';
import { enter } from '../incidents/enter.ts';
import { findReport, isCursor, listReports, type Desk } from '../incidents/list.ts';
import { readJson } from '../people/read-json.ts';
import { say, type Said } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

type Parts = Desk & { uuid: () => string };

const oneSchema = v.object({ report: reportViewSchema });
/** An entry's own answer: `report` is absent where the person may enter but not see. */
const enteredSchema = v.object({ id: v.string(), report: v.optional(reportViewSchema) });
const bodyBytes = 64 * 1024;

const querySchema = v.object({
  state: v.optional(v.picklist(statusStates, 'query.state')),
  address: v.optional(v.literal('none', 'query.address')),
  since: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/, 'query.since'),
      v.check((text) => !Number.isNaN(Date.parse(text)), 'query.since'),
      v.transform((text) => new Date(text).toISOString()),
    ),
  ),
  before: v.optional(v.pipe(v.string(), v.check(isCursor, 'query.before'))),
});

const privately = { headers: { 'Cache-Control': 'no-store' } };

export function staffRoutes(desk: Parts): Hono<SignedIn> {
  const routes = new Hono<SignedIn>()
    .get(
      '/reports',
      describe({
        summary: 'Reports this person may see, newest first',
        tag: 'staff',
        parameters: [
          { name: 'state', in: 'query', description: 'stored, acknowledged or released' },
          { name: 'since', in: 'query', description: 'Only what was received since this ISO 8601 time' },
          { name: 'before', in: 'query', description: 'next of the page before' },
          { name: 'address', in: 'query', description: 'none leaves out url and others; their reading is on record' },
        ],
        answers: { 200: ['One page; next leads to the one after', json(reportListSchema)] },
        refusals: { 400: 'The question is not right', 401: 'Not signed in' },
      }),
      async (c) => {
        // `state=` says as little as no state at all.
        const asked = Object.entries(c.req.query()).filter(([, value]) => value !== '');
        const query = v.safeParse(querySchema, Object.fromEntries(asked));
        if (!query.success) return problem(400, say(query.issues[0].message as Said));
        return Response.json(await listReports(desk, c.get('person'), query.output), privately);
      },
    )
    .post(
      '/reports',
      describe({
        summary: 'Enter a concern without a press',
        tag: 'staff',
        body: json(staffEntrySchema),
        answers: { 201: ['Entered', json(enteredSchema)] },
        refusals: { 400: 'The entry is not right', 401: 'Not signed in', 403: 'Not for this role' },
      }),
      async (c) => {
        const read = await readJson(c.req.raw, staffEntrySchema, bodyBytes);
        if (!read.ok) return read.answer;
        const entered = await enter(desk, c.get('person'), read.value);
        if (!entered.ok) return problem(403, say('notAllowed'));
        const { id, report } = entered;
        return Response.json(report ? { id, report } : { id }, { status: 201, ...privately });
      },
    )
    .get(
      '/reports/:id',
      describe({
        summary: 'One report as this person may see it',
        tag: 'staff',
        answers: { 200: ['The report', json(oneSchema)] },
        refusals: { 401: 'Not signed in', 404: 'None for this person' },
      }),
      async (c) => {
        const report = await findReport(desk, c.get('person'), c.req.param('id'));
        return report ? Response.json({ report }, privately) : problem(404, say('noReport'));
      },
    );
  for (const [action, summary] of Object.entries(plainActions) as [keyof typeof plainActions, string][])
    routes.post(
      `/reports/:id/${action}`,
      describe({
        summary,
        tag: 'staff',
        answers: { 200: ['Done, now or before', json(oneSchema)] },
        refusals: { 401: 'Not signed in', 403: 'Not for this role', 404: 'None for this person' },
      }),
      async (c) => acted(await act(desk, c.get('person'), c.req.param('id'), { action })),
    );
  return routes.post(
    '/reports/:id/outcome',
    describe({
      summary: 'Say what it was; the latest outcome stands, all are on record',
      tag: 'staff',
      body: json(outcomeRequestSchema),
      answers: { 200: ['Done, now or before', json(oneSchema)] },
      refusals: {
        400: 'No such outcome',
        401: 'Not signed in',
        403: 'Not for this role',
        404: 'None for this person',
        415: 'Not JSON',
      },
    }),
    async (c) => {
      const read = await readJson(c.req.raw, outcomeRequestSchema, bodyBytes);
      if (!read.ok) return read.answer;
      const what: Act = { action: 'outcome', outcome: read.value.outcome };
      return acted(await act(desk, c.get('person'), c.req.param('id'), what));
    },
  );
}

const plainActions = {
  acknowledge: 'I am coming; the first to say so stands',
  release: 'Lift the cover',
  'not-mine': 'Not in my room: pass it on',
  escalate: 'Bring the safeguarding lead',
} as const satisfies Record<Exclude<ReportAction, 'outcome'>, string>;

function acted(result: Acted): Response {
  if (result.ok) return Response.json({ report: result.report }, privately);
  return result.reason === 'forbidden' ? problem(403, say('notAllowed')) : problem(404, say('noReport'));
}
