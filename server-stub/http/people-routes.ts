/** Routes of who has access: the register, roles, leavers, signatures, and the review of all that. */
import { Hono, type Context } from 'hono';
import * as v from 'valibot';
import {
  accessReviewSchema,
  answerRequestSchema,
  aupSchema,
  changedSchema,
  newPersonSchema,
  registerSchema,
  reviewSchema,
  roleRequestsSchema,
  rolesRequestSchema,
} from '../../shared/people-api.ts';
import type { Profile } from '../../shared/profile.ts';
import type { Desk } from '../incidents/list.ts';
import { hasDuty, type Duty } from '../people/duties.ts';
import { readJson } from '../people/read-json.ts';
import {
  addPerson,
  changeRoles,
  inviteAgain,
  leave,
  record,
  registerOf,
  reviewOf,
  sentences,
  signAup,
  type Changed,
} from '../people/register.ts';
import { answerRequest, openRequests } from '../people/second-person.ts';
import { deriveSecrets } from '../people/secrets.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

export type PeoplePlace = Desk & { profile: Profile; origin: () => string };

const privately = { headers: { 'Cache-Control': 'no-store' } };
const bodyBytes = 16 * 1024;
const doneSchema = v.object({ ok: v.literal(true) });
const done = () => Response.json({ ok: true }, privately);
const refusals = { 401: 'Not signed in', 404: 'Not for this role, or nobody such' } as const;
const changes = { ...refusals, 409: 'Not as it stands; the sentence says why' } as const;

/** Whoever has no such duty finds nothing there. */
export function onlyWith(duty: Duty) {
  return async (c: Context<SignedIn>, next: () => Promise<void>) => {
    if (!hasDuty(c.get('person'), duty)) return problem(404, say('unknown'));
    await next();
    return undefined;
  };
}

export function peopleRoutes({ store, keys, now, ring, profile, origin }: PeoplePlace): Hono<SignedIn> {
  const secrets = deriveSecrets(keys.secretFor('people'));
  const at = () => new Date(now()).toISOString();
  const changed = (end: Changed) => {
    // Whoever was told of a request should see it at once.
    ring();
    if (!end.ok)
      return end.reason === 'unknown'
        ? problem(404, say('unknown'))
        : problem(409, end.reason === 'wrong' ? end.sentence : sentences[end.reason]);
    const { id, inviteCode, waits } = end;
    const inviteLink = inviteCode === undefined ? {} : { inviteLink: new URL(`/join/${inviteCode}`, origin()).href };
    return Response.json({ id, ...inviteLink, ...(waits === undefined ? {} : { waits }) }, privately);
  };
  const review = (school: string) => reviewOf(store.read, school, profile.access.byRoleWithReviews, at());

  return new Hono<SignedIn>()
    .get(
      '/people',
      onlyWith('register'),
      describe({
        summary: 'The register: who has access, given by whom, and what they have signed',
        tag: 'staff',
        answers: { 200: ['They', json(registerSchema)] },
        refusals,
      }),
      async (c) => Response.json({ people: await registerOf(store.read, c.get('person').school, at()) }, privately),
    )
    .post(
      '/people',
      onlyWith('accounts'),
      describe({
        summary: 'Add somebody; the link is shown once. Guarded roles wait for a second person',
        tag: 'staff',
        body: json(newPersonSchema),
        answers: { 200: ['Added', json(changedSchema)] },
        refusals: changes,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, newPersonSchema, bodyBytes);
        if (!read.ok) return read.answer;
        return changed(await store.write((tx) => addPerson(tx, secrets, c.get('person'), read.value, now())));
      },
    )
    .post(
      '/people/:id/roles',
      onlyWith('accounts'),
      describe({
        summary: 'Give somebody other roles, or none',
        tag: 'staff',
        body: json(rolesRequestSchema),
        answers: { 200: ['Given, or waiting', json(changedSchema)] },
        refusals: changes,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, rolesRequestSchema, bodyBytes);
        if (!read.ok) return read.answer;
        return changed(
          await store.write((tx) => changeRoles(tx, c.get('person'), c.req.param('id'), read.value, at())),
        );
      },
    )
    .post(
      '/people/:id/leave',
      onlyWith('accounts'),
      describe({
        summary: 'Close an account at once; its history stays',
        tag: 'staff',
        answers: { 200: ['Closed', json(changedSchema)] },
        refusals: changes,
      }),
      async (c) => changed(await store.write((tx) => leave(tx, c.get('person'), c.req.param('id'), at()))),
    )
    .post(
      '/people/:id/invite',
      onlyWith('accounts'),
      describe({
        summary: 'A new invitation, for a forgotten password too; for a guarded role a second person agrees first',
        tag: 'staff',
        answers: { 200: ['The link, or what it waits for', json(changedSchema)] },
        refusals: changes,
      }),
      async (c) =>
        changed(await store.write((tx) => inviteAgain(tx, secrets, c.get('person'), c.req.param('id'), now()))),
    )
    .get(
      '/role-requests',
      onlyWith('consent-roles'),
      describe({
        summary: 'Roles that wait for a second person',
        tag: 'staff',
        answers: { 200: ['They', json(roleRequestsSchema)] },
        refusals,
      }),
      async (c) => Response.json({ requests: await openRequests(store.read, c.get('person').school) }, privately),
    )
    .post(
      '/role-requests/:id',
      onlyWith('consent-roles'),
      describe({
        summary: 'The second word; whoever asked, and whom it is about, cannot give it',
        tag: 'staff',
        body: json(answerRequestSchema),
        answers: { 200: ['Decided', json(doneSchema)] },
        refusals: changes,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, answerRequestSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const end = await store.write((tx) =>
          answerRequest(tx, c.get('person'), c.req.param('id'), read.value.agree, at()),
        );
        if (end === 'done') return done();
        return end === 'self' ? problem(409, say('role.second')) : problem(404, say('unknown'));
      },
    )
    .post(
      '/aup',
      describe({
        summary: 'Sign the acceptable use policy, or note that somebody signed it on paper',
        tag: 'staff',
        body: json(aupSchema),
        answers: { 200: ['Kept', json(doneSchema)] },
        refusals,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, aupSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const person = c.get('person');
        const about = read.value.person ?? person.id;
        if (person.scope !== 'full' || (about !== person.id && !hasDuty(person, 'accounts')))
          return problem(404, say('unknown'));
        return (await store.write((tx) => signAup(tx, person, about, at()))) ? done() : problem(404, say('unknown'));
      },
    )
    .get(
      '/access-review',
      onlyWith('register'),
      describe({
        summary: 'When access was last looked through and must be again',
        tag: 'staff',
        answers: { 200: ['When', json(accessReviewSchema)] },
        refusals,
      }),
      async (c) => Response.json(await review(c.get('person').school), privately),
    )
    .post(
      '/access-review',
      onlyWith('review-access'),
      describe({
        summary: 'Sign that everybody listed should have the access they have',
        tag: 'staff',
        body: json(reviewSchema),
        answers: { 200: ['Signed', json(accessReviewSchema)] },
        refusals: changes,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, reviewSchema, bodyBytes);
        if (!read.ok) return read.answer;
        const person = c.get('person');
        const signed = await store.write(async (tx) => {
          const people = (await registerOf(tx, person.school, at())).filter(({ leftAt }) => !leftAt);
          if (people.length !== read.value.people) return false;
          await record(tx, person, 'access.reviewed', person.school, at(), {
            people: people.map(({ id, roles }) => ({ id, roles })),
          });
          return true;
        });
        return signed ? Response.json(await review(person.school), privately) : problem(409, say('review.changed'));
      },
    );
}
