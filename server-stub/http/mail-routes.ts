/** Routes of the mail with an address: what comes back of it, and sending it after a lock is gone. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { askAgain, isSigned, readReturned, takeReturned } from '../alerts/mail-returns.ts';
import { actorOf, glance, type Desk } from '../incidents/list.ts';
import { hasDuty } from '../people/duties.ts';
import type { Profile } from '../../shared/profile.ts';
import { findSchool, getSetting, unlockSecret } from '../storage/schools.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import { readBody } from './read-body.ts';
import type { SignedIn } from './signed-in.ts';

const mostBytes = 1024 * 1024;

/** For the school's mail gateway; there only once `mail.inbound-secret` is set. */
export function mailGatewayRoute(desk: Desk): Hono {
  return new Hono().post(
    '/mail',
    describe({
      summary: 'A message that came for Dolphin’s own mail address, whole, signed by the school’s mail gateway',
      tag: 'server',
      body: { type: 'message/rfc822' },
      parameters: [
        {
          name: 'Dolphin-Signature',
          in: 'header',
          description:
            't=<seconds>,v1=<hex HMAC-SHA-256 with mail.inbound-secret over "t.body">, at most five minutes old',
        },
      ],
      answers: { 200: ['Looked at', json(v.object({ known: v.number() }))] },
      refusals: { 401: 'Not signed', 404: 'Not set up', 413: 'Too long' },
      open: true,
    }),
    async (c) => {
      const school = await findSchool(desk.store);
      const locked = school && (await getSetting(desk.store, school.id, 'mail.inbound-secret'));
      const secret = locked && unlockSecret(desk.keys, school.id, 'mail.inbound-secret', locked);
      if (!school || !secret) return problem(404, say('unknown'));
      const body = await readBody(c.req.raw, mostBytes);
      if (body === undefined) return problem(413, say('report.long'));
      const bytes = Buffer.from(body, 'latin1');
      if (!isSigned(secret, c.req.header('Dolphin-Signature') ?? '', bytes, desk.now()))
        return problem(401, say('mail.signature'));
      const returned = readReturned(bytes.toString('utf8'));
      const at = new Date(desk.now()).toISOString();
      const known = await desk.store.write((tx) => takeReturned(tx, school.id, returned, at));
      desk.ring();
      return Response.json({ known }, { headers: { 'Cache-Control': 'no-store' } });
    },
  );
}

export function urlMailRoute(desk: Desk, { urlMail }: Profile): Hono<SignedIn> {
  return new Hono<SignedIn>().post(
    '/incidents/:id/url-mail',
    describe({
      summary: 'Send the address to whoever blocks it, after a lock had held the mail back',
      tag: 'staff',
      answers: { 200: ['It will be sent', json(v.object({ ok: v.literal(true) }))] },
      refusals: { 401: 'Not signed in', 404: 'None for this person', 409: 'Not as it stands, or not in this profile' },
    }),
    async (c) => {
      const [person, id] = [c.get('person'), c.req.param('id')];
      if (!hasDuty(person, 'decide') || !(await glance(desk, person, id))) return problem(404, say('noReport'));
      if (!urlMail) return problem(409, say('mail.not-here'));
      const at = new Date(desk.now()).toISOString();
      const asked = await desk.store.write((tx) => askAgain(tx, actorOf(person), id, at));
      desk.ring();
      return asked
        ? Response.json({ ok: true }, { headers: { 'Cache-Control': 'no-store' } })
        : problem(409, say('mail.not-unsuitable'));
    },
  );
}
