/** Routes by which technicians see the school's devices, approve them and take them away, and change the site code. */
import { Hono } from 'hono';
import * as v from 'valibot';
import {
  approvalRequestSchema,
  approvalSchema,
  approvedSchema,
  approveWaitingSchema,
  deviceFilters,
  deviceListSchema,
  deviceViewSchema,
  rotateRequestSchema,
  siteCodeSchema,
} from '../../shared/fleet-api.ts';
import { rotateSiteCode } from '../deploy/site-code.ts';
import { approveWaiting, approvalUntil, decide, setApproval, settleGaps } from '../devices/approval.ts';
import { siteCodeView } from '../devices/codes.ts';
import { findDevice, listDevices, readCursor } from '../devices/list.ts';
import { actorOf, type Desk } from '../incidents/list.ts';
import { hasDuty } from '../people/duties.ts';
import { readJson } from '../people/read-json.ts';
import type { School } from '../storage/schools.ts';
import { say, type Said } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

type Parts = Desk & { version: string; nameOf: (id: string) => Promise<string | undefined> };

const bodyBytes = 4096;
const privately = { headers: { 'Cache-Control': 'no-store' } };
const doneSchema = v.object({ ok: v.literal(true) });
const notForRole = { 401: 'Not signed in', 404: 'Not for this role' } as const;
const notOne = { 401: 'Not signed in', 404: 'None such, or not for this role' } as const;

const querySchema = v.object({
  state: v.optional(v.picklist(deviceFilters, 'query.device-state'), 'all'),
  search: v.optional(v.pipe(v.string(), v.maxLength(200, 'query.search'))),
  after: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(2000, 'query.after'),
      v.check((text) => readCursor(text) !== undefined, 'query.after'),
    ),
  ),
});

export function fleetRoutes(desk: Parts): Hono<SignedIn> {
  const at = () => new Date(desk.now()).toISOString();
  const done = () => Response.json({ ok: true }, privately);
  const routes = new Hono<SignedIn>();
  // What a role may not do is not there.
  for (const path of ['/devices', '/devices/*', '/site-code', '/site-code/*', '/installations/*'])
    routes.use(path, async (c, next) => {
      if (!hasDuty(c.get('person'), 'devices')) return problem(404, say('unknown'));
      await next();
      return undefined;
    });
  routes
    .get(
      '/devices',
      describe({
        summary: 'The school’s devices, fifty at a time, with counts of every kind',
        tag: 'staff',
        parameters: [
          { name: 'state', in: 'query', description: deviceFilters.join(', ') },
          { name: 'search', in: 'query', description: 'Words of the label, the room or the class' },
          { name: 'after', in: 'query', description: 'next of the page before' },
        ],
        answers: { 200: ['One page', json(deviceListSchema)] },
        refusals: { 400: 'The question is not right', ...notForRole },
      }),
      async (c) => {
        const asked = Object.entries(c.req.query()).filter(([, value]) => value !== '');
        const query = v.safeParse(querySchema, Object.fromEntries(asked));
        if (!query.success) return problem(400, say(query.issues[0].message as Said));
        return Response.json(await listDevices(desk, c.get('person').school, query.output), privately);
      },
    )
    .post(
      '/devices/approval',
      describe({
        summary: 'For so many minutes, take every device that enrols without a further look; 0 ends it',
        tag: 'staff',
        body: json(approvalRequestSchema),
        answers: { 200: ['Until when', json(approvalSchema)] },
        refusals: notForRole,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, approvalRequestSchema, bodyBytes);
        if (!read.ok) return read.answer;
        await setApproval(desk, c.get('person'), read.value.minutes);
        const until = await approvalUntil(desk.store.read, c.get('person').school, at());
        return Response.json(until === undefined ? {} : { approvalUntil: until }, privately);
      },
    )
    .post(
      '/devices/approve-waiting',
      describe({
        summary: 'Approve all devices that had asked by a time',
        tag: 'staff',
        body: json(approveWaitingSchema),
        answers: { 200: ['How many', json(approvedSchema)] },
        refusals: notForRole,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, approveWaitingSchema, bodyBytes);
        if (!read.ok) return read.answer;
        return Response.json({ approved: await approveWaiting(desk, c.get('person'), read.value.upTo) }, privately);
      },
    )
    .get(
      '/devices/:id',
      describe({
        summary: 'One device: its health, its self-check, the numbers of its reports that are missing',
        tag: 'staff',
        answers: { 200: ['The device', json(v.object({ device: deviceViewSchema }))] },
        refusals: notOne,
      }),
      async (c) => {
        const device = await findDevice(desk, c.get('person').school, c.req.param('id'));
        if (!device) return problem(404, say('noDevice'));
        const decidedBy = device.decidedBy && (await desk.nameOf(device.decidedBy));
        return Response.json({ device: { ...device, ...(decidedBy ? { decidedBy } : {}) } }, privately);
      },
    )
    .post(
      '/devices/:id/gaps-settled',
      describe({
        summary: 'The class was asked about missing reports',
        tag: 'staff',
        answers: { 200: ['Noted', json(doneSchema)] },
        refusals: notOne,
      }),
      async (c) =>
        (await settleGaps(desk, c.get('person'), { device: c.req.param('id') }))
          ? done()
          : problem(404, say('noDevice')),
    )
    .post(
      '/installations/:id/gaps-settled',
      describe({
        summary: 'The same for an installation without a key of its own',
        tag: 'staff',
        answers: { 200: ['Noted', json(doneSchema)] },
        refusals: notOne,
      }),
      async (c) =>
        (await settleGaps(desk, c.get('person'), { gen: c.req.param('id') })) ? done() : problem(404, say('noDevice')),
    );
  for (const [name, state, summary] of decisions)
    routes.post(
      `/devices/:id/${name}`,
      describe({
        summary,
        tag: 'staff',
        answers: { 200: ['Done, now or before', json(doneSchema)] },
        refusals: notOne,
      }),
      async (c) =>
        (await decide(desk, c.get('person'), c.req.param('id'), state)) ? done() : problem(404, say('noDevice')),
    );
  return siteCodeRoutes(routes, desk);
}

const decisions = [
  ['approve', 'active', 'Approve a device, or take it back in'],
  ['revoke', 'revoked', 'Take a device away: nothing that it signs counts as confirmed from now on'],
] as const;

function siteCodeRoutes(routes: Hono<SignedIn>, desk: Parts): Hono<SignedIn> {
  const view = async (school: School) =>
    Response.json(await siteCodeView({ ...desk, school }, new Date(desk.now()).toISOString()), privately);
  const schoolOf = (id: string) =>
    desk.store.read.selectFrom('school').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  return routes
    .get(
      '/site-code',
      describe({
        summary: 'The setup code for new kits, and earlier site codes that are still taken',
        tag: 'staff',
        answers: { 200: ['The codes', json(siteCodeSchema)] },
        refusals: notForRole,
      }),
      async (c) => view(await schoolOf(c.get('person').school)),
    )
    .post(
      '/site-code/rotate',
      describe({
        summary: 'Make a new site code; the old one is taken for so many days more, then set apart',
        tag: 'staff',
        body: json(rotateRequestSchema),
        answers: { 200: ['The codes', json(siteCodeSchema)] },
        refusals: notForRole,
      }),
      async (c) => {
        const person = c.get('person');
        const read = await readJson(c.req.raw, rotateRequestSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const school = await schoolOf(person.school);
        const at = new Date(desk.now()).toISOString();
        await rotateSiteCode({ ...desk, school }, { days: read.value.days, at, actor: actorOf(person) });
        return view(school);
      },
    );
}
