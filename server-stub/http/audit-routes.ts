/** Route of the audit chain, for those who may read it (contract §3). */
import { Hono } from 'hono';
import * as v from 'valibot';
import { actorOf, type Desk } from '../incidents/list.ts';
import { may } from '../people/permissions.ts';
import { appendAudit } from '../storage/audit.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import type { SignedIn } from './signed-in.ts';

const entrySchema = v.object({
  seq: v.number(),
  at: v.string(),
  actor: v.string(),
  /** Absent for what no person did. */
  actorName: v.optional(v.string()),
  actorRole: v.string(),
  kind: v.string(),
  subject: v.string(),
  payload: v.looseObject({}),
  hash: v.string(),
});
const auditSchema = v.object({ entries: v.array(entrySchema), next: v.optional(v.string()) });

const pageEntries = 100;

type Parts = { desk: Desk; nameOf: (id: string) => Promise<string | undefined> };

export function auditRoutes({ desk, nameOf }: Parts): Hono<SignedIn> {
  return new Hono<SignedIn>().get(
    '/audit',
    describe({
      summary: 'The audit chain, newest first',
      tag: 'staff',
      parameters: [{ name: 'before', in: 'query', description: 'next of the page before' }],
      answers: { 200: ['One page', json(auditSchema)] },
      refusals: { 400: 'The question is not right', 401: 'Not signed in', 404: 'Not for this role' },
    }),
    async (c) => {
      const person = c.get('person');
      if (!may(person, 'audit')) return problem(404, say('unknown'));
      const before = c.req.query('before');
      if (before !== undefined && !/^\d{1,15}$/.test(before)) return problem(400, say('query.before'));
      let query = desk.store.read
        .selectFrom('audit')
        .selectAll()
        .where('school', '=', person.school)
        .orderBy('seq', 'desc')
        .limit(pageEntries);
      if (before !== undefined) query = query.where('seq', '<', Number(before));
      const rows = await query.execute();
      const at = new Date(desk.now()).toISOString();
      await desk.store.write((tx) =>
        appendAudit(tx, { ...actorOf(person), kind: 'audit.read', subject: String(rows[0]?.seq ?? 0) }, at),
      );
      const names = new Map(
        await Promise.all(
          [...new Set(rows.map(({ actor }) => actor))].map(async (id) => [id, await nameOf(id)] as const),
        ),
      );
      const entries = rows.map(({ seq, at, actor, actor_role: actorRole, kind, subject, payload, hash }) => {
        const name = names.get(actor);
        const content = JSON.parse(payload) as Record<string, unknown>;
        return {
          seq,
          at,
          actor,
          ...(name ? { actorName: name } : {}),
          actorRole,
          kind,
          subject,
          payload: content,
          hash,
        };
      });
      const last = rows.at(-1)?.seq;
      const next = last !== undefined && last > 1 ? { next: String(last) } : {};
      return Response.json({ entries, ...next }, { headers: { 'Cache-Control': 'no-store' } });
    },
  );
}
