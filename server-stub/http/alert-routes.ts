/** Routes of alerts: what a device has shown, who would be told now, who is away, browsers that can be woken. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { uuidSchema } from '../../shared/report.ts';
import { absenceOf, alertsOf, boardOf, setAbsence } from '../alerts/here.ts';
import { flaggedOf } from '../alerts/flagged.ts';
import { isOpen, nextOpening } from '../alerts/hours.ts';
import { keepSubscription, looksLikePhone, subscriptionRequestSchema, vapidKeys } from '../alerts/push.ts';
import { markShown } from '../alerts/shown.ts';
import { act } from '../incidents/act.ts';
import { actorOf, glance, type Desk } from '../incidents/list.ts';
import { hasDuty } from '../people/duties.ts';
import { may } from '../people/permissions.ts';
import { readJson } from '../people/read-json.ts';
import type { Rules } from '../profiles/load.ts';
import { appendAudit } from '../storage/audit.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

const privately = { headers: { 'Cache-Control': 'no-store' } };
const bodyBytes = 64 * 1024;
const doneSchema = v.object({ ok: v.literal(true) });
const done = () => Response.json({ ok: true }, privately);
const absenceSchema = v.strictObject({
  until: v.nullable(v.pipe(v.string('must be a time'), v.isoTimestamp('must be an ISO 8601 time'))),
});
const releaseSchema = v.strictObject({ except: v.optional(v.pipe(v.array(uuidSchema), v.maxLength(1000))) });
const alertSchema = v.object({
  id: v.string(),
  kind: v.string(),
  openedAt: v.string(),
  /** Only those this person may see. */
  reports: v.array(v.string()),
  waiting: v.boolean(),
  /** Of these: how many screens are still covered, and how many nobody has acknowledged. */
  count: v.number(),
  covered: v.number(),
  unanswered: v.number(),
});
const reachSchema = v.object({ name: v.string(), reachable: v.boolean() });
const boardSchema = v.object({
  classes: v.array(v.object({ group: v.string(), told: v.array(reachSchema), red: v.boolean() })),
  leads: v.array(reachSchema),
  away: v.array(v.string()),
  undelivered: v.number(),
  /** By the school's own clock: outside its hours there is one quiet notice, and the ladder begins at opening. */
  open: v.boolean(),
  opensAt: v.optional(v.string()),
  closedDays: v.array(v.string()),
});

export function alertRoutes(desk: Desk, { profile }: Rules): Hono<SignedIn> {
  const now = () => new Date(desk.now()).toISOString();
  const visible = async (person: SignedIn['Variables']['person']) => {
    const alerts = await alertsOf(desk.store, profile, person.school, now());
    const seen = await Promise.all(
      alerts.map(async (alert) => {
        const views = await Promise.all(alert.reports.map((id) => glance(desk, person, id)));
        const shown = views.filter((view) => view !== undefined);
        return {
          ...alert,
          reports: shown.map(({ id }) => id),
          count: shown.length,
          covered: shown.filter(({ state, entry }) => state !== 'released' && !entry).length,
          unanswered: shown.filter(({ state }) => state === 'stored').length,
        };
      }),
    );
    return seen.filter(({ reports }) => reports.length > 0);
  };
  return new Hono<SignedIn>()
    .post(
      '/reports/:id/shown',
      describe({
        summary: 'This person’s device has the report on its screen',
        tag: 'staff',
        answers: { 200: ['Kept, now or before', json(doneSchema)] },
        refusals: { 401: 'Not signed in', 404: 'None for this person' },
      }),
      async (c) => {
        const [person, id] = [c.get('person'), c.req.param('id')];
        if (!(await glance(desk, person, id))) return problem(404, say('noReport'));
        await desk.store.write((tx) => markShown(tx, person, id, now()));
        return done();
      },
    )
    .get(
      '/alerts',
      describe({
        summary: 'Alerts of the last day, with the reports they hold',
        tag: 'staff',
        answers: { 200: ['The alerts', json(v.object({ alerts: v.array(alertSchema) }))] },
        refusals: { 401: 'Not signed in' },
      }),
      async (c) => Response.json({ alerts: await visible(c.get('person')) }, privately),
    )
    .post(
      '/alerts/:id/release',
      describe({
        summary: 'Release every screen of a grouped alert, but those kept for the safeguarding lead',
        tag: 'staff',
        body: json(releaseSchema),
        answers: {
          200: [
            'Released, and kept because somebody flagged it',
            json(v.object({ released: v.array(v.string()), kept: v.array(v.string()) })),
          ],
        },
        refusals: { 401: 'Not signed in', 403: 'Not for this role', 404: 'None for this person' },
      }),
      async (c) => {
        const person = c.get('person');
        const alert = (await visible(person)).find(({ id }) => id === c.req.param('id'));
        if (!alert) return problem(404, say('noReport'));
        if (!may(person, 'release')) return problem(403, say('notAllowed'));
        const read = await readJson(c.req.raw, releaseSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const flagged = new Set([
          ...(read.value.except ?? []),
          ...(await flaggedOf(desk.store.read, person.school, alert)),
        ]);
        const wanted = alert.reports.filter((id) => !flagged.has(id));
        const ends = await Promise.all(wanted.map((id) => act(desk, person, id, { action: 'release' })));
        const released = wanted.filter((_, at) => ends[at]?.ok);
        return Response.json({ released, kept: alert.reports.filter((id) => flagged.has(id)) }, privately);
      },
    )
    .get(
      '/alerts/board',
      describe({
        summary: 'Who would be told at this moment, class by class',
        tag: 'staff',
        answers: { 200: ['The board', json(boardSchema)] },
        refusals: { 401: 'Not signed in', 404: 'Not for this role' },
      }),
      async (c) => {
        const person = c.get('person');
        if (!hasDuty(person, 'board')) return problem(404, say('unknown'));
        const at = desk.now();
        const open = isOpen(profile.hours, at);
        const hours = {
          open,
          ...(open ? {} : { opensAt: new Date(nextOpening(profile.hours, at)).toISOString() }),
          closedDays: profile.hours.closedDays.filter((day) => day >= now().slice(0, 10)),
        };
        return Response.json({ ...(await boardOf(desk.store, person.school, now())), ...hours }, privately);
      },
    )
    .get(
      '/absence',
      describe({
        summary: 'Until when one has said to be away; null while here',
        tag: 'staff',
        answers: { 200: ['The time', json(v.object({ until: v.nullable(v.string()) }))] },
        refusals: { 401: 'Not signed in' },
      }),
      async (c) => Response.json({ until: await absenceOf(desk.store, c.get('person'), now()) }, privately),
    )
    .post(
      '/absence',
      describe({
        summary: 'Say until when one is away, or null for being back; alerts are handed on',
        tag: 'staff',
        body: json(absenceSchema),
        answers: { 200: ['Kept', json(doneSchema)] },
        refusals: { 401: 'Not signed in' },
      }),
      async (c) => {
        const read = await readJson(c.req.raw, absenceSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const until = read.value.until === null ? null : new Date(read.value.until).toISOString();
        await desk.store.write((tx) => setAbsence(tx, c.get('person'), until, now()));
        return done();
      },
    )
    .get(
      '/push/key',
      describe({
        summary: 'The public key for web push',
        tag: 'staff',
        answers: { 200: ['The key', json(v.object({ publicKey: v.string() }))] },
        refusals: { 401: 'Not signed in' },
      }),
      async (c) => {
        const { publicKey } = await vapidKeys(desk.store, desk.keys, c.get('person').school, now());
        return Response.json({ publicKey }, privately);
      },
    )
    .post(
      '/push/subscriptions',
      describe({
        summary: 'Let this browser be woken; it must belong to the school while personal phones are not allowed',
        tag: 'staff',
        body: json(subscriptionRequestSchema),
        answers: { 201: ['Kept', json(v.object({ id: v.string() }))] },
        refusals: { 401: 'Not signed in', 409: 'A phone that nobody says is the school’s' },
      }),
      async (c) => {
        const person = c.get('person');
        const read = await readJson(c.req.raw, subscriptionRequestSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const { schoolOwned = false, ...subscription } = read.value;
        if (!profile.alerts.personalPhones && !schoolOwned && looksLikePhone(c.req.raw.headers))
          return problem(409, say('push.personal'));
        const at = now();
        const id = await desk.store.write(async (tx) => {
          const whose = { school: person.school, person: person.id };
          const kept = await keepSubscription(tx, desk.keys, whose, subscription, at);
          await appendAudit(
            tx,
            { ...actorOf(person), kind: 'push.subscribed', subject: person.id, payload: { schoolOwned } },
            at,
          );
          return kept;
        });
        return Response.json({ id }, { status: 201, ...privately });
      },
    );
}
