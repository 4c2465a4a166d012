/** Routes of the school's profile: what holds here, and what a person has confirmed of it. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { confirmRequestSchema, profileViewSchema } from '../../shared/profile-api.ts';
import { actorOf, type Desk } from '../incidents/list.ts';
import { hasDuty } from '../people/duties.ts';
import { readJson } from '../people/read-json.ts';
import { confirm, profileView } from '../profiles/confirm.ts';
import type { Rules } from '../profiles/load.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

const bodyBytes = 4096;
const privately = { headers: { 'Cache-Control': 'no-store' } };
const kinds = ['contact', 'gap'] as const;

type Parts = Desk & { rules: Rules; nameOf: (id: string) => Promise<string | undefined> };

export function profileRoutes(desk: Parts): Hono<SignedIn> {
  const { rules, nameOf } = desk;
  const view = (school: string) => profileView(desk.store.read, school, rules);
  /** Who confirmed it, by name; whoever has left is not named. */
  const named = async <T extends { confirmed?: { by: string; at: string } }>(item: T): Promise<T> =>
    item.confirmed ? { ...item, confirmed: { ...item.confirmed, by: (await nameOf(item.confirmed.by)) ?? '' } } : item;
  const routes = new Hono<SignedIn>().get(
    '/profile',
    describe({
      summary: 'The school’s own rules, contacts and checklists, and what nobody has confirmed yet',
      tag: 'staff',
      answers: { 200: ['The profile', json(profileViewSchema)] },
      refusals: { 401: 'Not signed in', 404: 'Not for this role' },
    }),
    async (c) => {
      const person = c.get('person');
      if (!hasDuty(person, 'profile')) return problem(404, say('unknown'));
      const { contacts, gaps, ...rest } = await view(person.school);
      const shown = {
        ...rest,
        contacts: await Promise.all(contacts.map(named)),
        gaps: await Promise.all(gaps.map(named)),
      };
      return Response.json(shown, privately);
    },
  );
  for (const kind of kinds)
    routes.post(
      `/profile/${kind}/:id`,
      describe({
        summary: `Confirm a ${kind === 'contact' ? 'contact' : 'setting that no policy answers'}, as printed or in the school’s own words`,
        tag: 'staff',
        body: json(confirmRequestSchema),
        answers: { 200: ['Confirmed', json(v.object({ notYetConfirmed: v.number() }))] },
        refusals: { 401: 'Not signed in', 404: 'None such, or not for this role' },
      }),
      async (c) => {
        const person = c.get('person');
        if (!hasDuty(person, 'confirm-profile')) return problem(404, say('unknown'));
        const read = await readJson(c.req.raw, confirmRequestSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const item = `${kind}/${c.req.param('id')}`;
        const at = new Date(desk.now()).toISOString();
        const end = await desk.store.write((tx) => confirm(tx, rules, actorOf(person), item, read.value, at));
        if (end === 'unknown') return problem(404, say('unknown'));
        const { notYetConfirmed } = await view(person.school);
        return Response.json({ notYetConfirmed }, privately);
      },
    );
  return routes;
}
