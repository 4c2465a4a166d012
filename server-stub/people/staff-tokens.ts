/** Connected browsers: long-lived, revocable tokens of the staff extension, of which only a digest is kept. */
import { randomUUID } from 'node:crypto';
import { appendAudit } from '../storage/audit.ts';
import type { Store } from '../storage/store.ts';
import { staffTokenIdleDays, staffTokenTouchMinutes } from './limits.ts';
import { roleOf } from './persons.ts';
import { randomCode, sameDigest, type Secrets } from './secrets.ts';

export type StaffToken = { id: string; label: string; createdAt: string; lastUsedAt: string };

export type StaffTokens = {
  /** Gives the token itself, once. */
  issue: (holder: { personId: string; school: string }, label: string) => Promise<string>;
  /** Whose token it is, while it is good. */
  holderOf: (token: string) => Promise<{ tokenId: string; personId: string } | undefined>;
  listOf: (personId: string) => Promise<StaffToken[]>;
  /** False when this person has no such token in use. */
  revoke: (personId: string, tokenId: string) => Promise<boolean>;
};

const prefix = 'dolphin_staff_';
const shape = /^dolphin_staff_[A-Za-z0-9_-]{43}$/;

/** Whether a bearer token is (or pretends to be) one of ours rather than a session's. */
export function looksLikeStaffToken(token: string): boolean {
  return token.startsWith(prefix);
}

export function createStaffTokens(store: Store, secrets: Secrets, now: () => number): StaffTokens {
  const iso = (ms: number) => new Date(ms).toISOString();
  const oldest = () => iso(now() - staffTokenIdleDays * 24 * 60 * 60 * 1000);
  const touchMs = staffTokenTouchMinutes * 60 * 1000;

  return {
    issue: async ({ personId, school }, label) => {
      const token = prefix + randomCode(32);
      const id = randomUUID();
      const at = iso(now());
      await store.write(async (tx) => {
        await tx
          .insertInto('staff_tokens')
          .values({
            id,
            school,
            person_id: personId,
            token_hash: secrets.digest('staff-token', token),
            label,
            created_at: at,
            last_used_at: at,
            revoked_at: null,
          })
          .execute();
        const actorRole = await roleOf(tx, personId, at);
        await appendAudit(tx, { school, actor: personId, actorRole, kind: 'browser.connected', subject: id }, at);
      });
      return token;
    },
    holderOf: async (token) => {
      if (!shape.test(token)) return undefined;
      const hash = secrets.digest('staff-token', token);
      const row = await store.read
        .selectFrom('staff_tokens')
        .selectAll()
        .where('token_hash', '=', hash)
        .where('revoked_at', 'is', null)
        .where('last_used_at', '>', oldest())
        .executeTakeFirst();
      if (!row || !sameDigest(row.token_hash, hash)) return undefined;
      const at = now();
      if (at - Date.parse(row.last_used_at) >= touchMs)
        await store.write((tx) =>
          tx
            .updateTable('staff_tokens')
            .set({ last_used_at: iso(at) })
            .where('id', '=', row.id)
            .execute(),
        );
      return { tokenId: row.id, personId: row.person_id };
    },
    listOf: async (personId) => {
      const rows = await store.read
        .selectFrom('staff_tokens')
        .select(['id', 'label', 'created_at as createdAt', 'last_used_at as lastUsedAt'])
        .where('person_id', '=', personId)
        .where('revoked_at', 'is', null)
        .where('last_used_at', '>', oldest())
        .orderBy('created_at', 'desc')
        .execute();
      return rows;
    },
    revoke: (personId, tokenId) =>
      store.write(async (tx) => {
        const at = iso(now());
        const row = await tx
          .updateTable('staff_tokens')
          .set({ revoked_at: at })
          .where('id', '=', tokenId)
          .where('person_id', '=', personId)
          .where('revoked_at', 'is', null)
          .returning('school')
          .executeTakeFirst();
        if (!row) return false;
        const actorRole = await roleOf(tx, personId, at);
        await appendAudit(
          tx,
          { school: row.school, actor: personId, actorRole, kind: 'browser.disconnected', subject: tokenId },
          at,
        );
        return true;
      }),
  };
}
