/** Routes of access requests: find where a child is linked, decide what is given out, and the file. */
import { Hono, type MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import {
  accessDecisionSchema,
  accessRequestSchema,
  accessViewSchema,
  childMatchesSchema,
  childSearchSchema,
} from '../../shared/access-request-api.ts';
import { accessForms, exportRequest } from '../access-requests/export.ts';
import {
  decideRequest,
  findRequest,
  listRequests,
  openRequest,
  searchChild,
  type Asking,
} from '../access-requests/request.ts';
import { actorOf } from '../incidents/list.ts';
import { hasDuty } from '../people/duties.ts';
import { readJson } from '../people/read-json.ts';
import { appendAudit } from '../storage/audit.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

const privately = { headers: { 'Cache-Control': 'no-store' } };
const bodyBytes = 64 * 1024;
const types = {
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
} as const;
const listSchema = v.object({ requests: v.array(v.object({ id: v.string(), openedAt: v.string() })) });
const refusals = { 401: 'Not signed in', 404: 'Not for this role, or none' } as const;

export function accessRequestRoutes(asking: Asking): Hono<SignedIn> {
  return new Hono<SignedIn>()
    .use('/access-requests', onlyLeads)
    .use('/access-requests/*', onlyLeads)
    .post(
      '/access-requests/search',
      describe({
        summary: 'Where a child of that name is linked; the search is on record',
        tag: 'staff',
        body: json(childSearchSchema),
        answers: { 200: ['The places', json(childMatchesSchema)] },
        refusals,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, childSearchSchema, bodyBytes);
        if (!read.ok) return read.answer;
        return Response.json({ matches: await searchChild(asking, c.get('person'), read.value.name) }, privately);
      },
    )
    .get(
      '/access-requests',
      describe({
        summary: 'Access requests, newest first',
        tag: 'staff',
        answers: { 200: ['They', json(listSchema)] },
        refusals,
      }),
      async (c) => Response.json({ requests: await listRequests(asking, c.get('person').school) }, privately),
    )
    .post(
      '/access-requests',
      describe({
        summary: 'Somebody asks for what is kept about a child',
        tag: 'staff',
        body: json(accessRequestSchema),
        answers: { 201: ['Opened', json(v.object({ id: v.string() }))] },
        refusals: { ...refusals, 409: 'The child is not linked there' },
      }),
      async (c) => {
        const read = await readJson(c.req.raw, accessRequestSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const id = await openRequest(asking, c.get('person'), read.value);
        return id === undefined
          ? problem(409, say('event.no-child'))
          : Response.json({ id }, { status: 201, ...privately });
      },
    )
    .get(
      '/access-requests/:id',
      describe({
        summary: 'One request, with what waits for a decision; the reading is on record',
        tag: 'staff',
        answers: { 200: ['The request', json(accessViewSchema)] },
        refusals,
      }),
      async (c) => {
        const [person, id] = [c.get('person'), c.req.param('id')];
        const found = await findRequest(asking, person, id);
        if (!found) return problem(404, say('unknown'));
        const at = new Date(asking.now()).toISOString();
        await asking.store.write((tx) =>
          appendAudit(tx, { ...actorOf(person), kind: 'access-request.read', subject: id }, at),
        );
        const { parts: _, ...view } = found;
        return Response.json(view, privately);
      },
    )
    .post(
      '/access-requests/:id/decisions',
      describe({
        summary: 'Include or withhold one incident, with the entries that may be given out, and why',
        tag: 'staff',
        body: json(accessDecisionSchema),
        answers: { 200: ['Decided', json(v.object({ ok: v.literal(true) }))] },
        refusals: { ...refusals, 409: 'What may be illegal is never given out' },
      }),
      async (c) => {
        const read = await readJson(c.req.raw, accessDecisionSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const end = await decideRequest(asking, c.get('person'), c.req.param('id'), read.value);
        if (end === 'unknown') return problem(404, say('unknown'));
        return end === 'illegal' ? problem(409, say('access.illegal')) : Response.json({ ok: true }, privately);
      },
    )
    .get(
      '/access-requests/:id/export',
      describe({
        summary: 'The file to give out: no address, no other person’s name, nothing that is held',
        tag: 'staff',
        parameters: [{ name: 'as', in: 'query', description: 'json, text or html (a page to print)' }],
        answers: { 200: ['The file', { type: 'application/octet-stream' }] },
        refusals: { ...refusals, 400: 'The question is not right', 409: 'A decision is still open' },
      }),
      async (c) => {
        const as = v.safeParse(v.picklist(accessForms), c.req.query('as') ?? 'json');
        if (!as.success) return problem(400, say('query.access-as'));
        const end = await exportRequest(asking, c.get('person'), c.req.param('id'), as.output);
        if (!end.ok)
          return end.why === 'unknown' ? problem(404, say('unknown')) : problem(409, say('access.undecided'));
        const ending = as.output === 'text' ? 'txt' : as.output;
        return new Response(end.file, {
          headers: {
            'Content-Type': types[as.output],
            'Content-Disposition': `attachment; filename="dolphin-access-request.${ending}"`,
            'Cache-Control': 'no-store',
          },
        });
      },
    );
}

const onlyLeads: MiddlewareHandler<SignedIn> = async (c, next) => {
  if (!hasDuty(c.get('person'), 'access-request')) return problem(404, say('unknown'));
  await next();
  return undefined;
};
