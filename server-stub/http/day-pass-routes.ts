/** Routes of day passes, for whoever stands in for a day. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { issuedPassSchema, newPassSchema, passSchema } from '../../shared/people-api.ts';
import { localDay, momentOf } from '../alerts/hours.ts';
import { issuePass, passesOf, passPicture } from '../people/day-pass.ts';
import { readJson } from '../people/read-json.ts';
import { leave } from '../people/register.ts';
import { deriveSecrets } from '../people/secrets.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { onlyWith, type PeoplePlace } from './people-routes.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

const privately = { headers: { 'Cache-Control': 'no-store' } };
const bodyBytes = 8 * 1024;
const refusals = { 401: 'Not signed in', 404: 'Not for this role, or none such' } as const;
/** By the school's own clock; what is handed out later ends with the day. */
const evenings = ['18:00', '23:59'] as const;

export function eveningOf(zone: string, now: number): string {
  const day = localDay(zone, now);
  const ends = evenings.map((time) => momentOf(zone, day, time));
  return new Date(ends.find((end) => end > now) ?? now + 60_000).toISOString();
}

export function dayPassRoutes({ store, keys, now, profile, origin }: PeoplePlace): Hono<SignedIn> {
  const secrets = deriveSecrets(keys.secretFor('people'));
  const at = () => new Date(now()).toISOString();
  return new Hono<SignedIn>()
    .get(
      '/day-passes',
      onlyWith('day-pass'),
      describe({
        summary: 'Passes that are good now',
        tag: 'staff',
        answers: { 200: ['They', json(v.object({ passes: v.array(passSchema) }))] },
        refusals,
      }),
      async (c) => Response.json({ passes: await passesOf(store.read, c.get('person').school, at()) }, privately),
    )
    .post(
      '/day-passes',
      onlyWith('day-pass'),
      describe({
        summary: 'A named pass for an assistant or supply teacher, ending this evening; its picture is shown once',
        tag: 'staff',
        body: json(newPassSchema),
        answers: { 201: ['Issued', json(issuedPassSchema)] },
        refusals,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, newPassSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const until = eveningOf(profile.hours.zone, now());
        const issued = await store.write((tx) =>
          issuePass(tx, secrets, c.get('person'), { ...read.value, until }, at()),
        );
        if (!issued.ok) return problem(400, issued.reason);
        const link = new URL(`/pass/${issued.code}`, origin()).href;
        return Response.json({ id: issued.id, until, link, svg: passPicture(link) }, { status: 201, ...privately });
      },
    )
    .delete(
      '/day-passes/:id',
      onlyWith('day-pass'),
      describe({
        summary: 'End a pass now',
        tag: 'staff',
        answers: { 200: ['Ended', json(v.object({ ok: v.literal(true) }))] },
        refusals,
      }),
      async (c) => {
        const person = c.get('person');
        const ended = await store.write(async (tx) => {
          const pass = (await passesOf(tx, person.school, at())).find(({ id }) => id === c.req.param('id'));
          return pass ? (await leave(tx, person, pass.id, at())).ok : false;
        });
        return ended ? Response.json({ ok: true }, privately) : problem(404, say('unknown'));
      },
    );
}
