/** Owns whether a site code counts: the one in use, and an earlier one for as long as its date lasts. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { ready } from './ready.ts';
import type { Tables } from './tables.ts';

export function hashSiteCode(siteCode: string): string {
  return createHash('sha256').update(siteCode).digest('base64url');
}

/** Whether a code is taken at `at` (ISO, UTC). */
export function isTaken(
  { revoked_at, expires_at }: Pick<Tables['site_code'], 'revoked_at' | 'expires_at'>,
  at: string,
): boolean {
  return revoked_at === null && (expires_at === null || expires_at > at);
}

// Asked anew for every report, so that a code revoked by another process counts for nothing at once.
const codeRow = ready((db) =>
  db.selectFrom('site_code').select(['school', 'hash', 'revoked_at', 'expires_at']).where('hash', '=', ''),
);

export type FoundCode = { school: string; hash: string; taken: boolean };

/** Whose code it is; `undefined` for one that no school ever had. */
export async function findSiteCode(
  db: Kysely<Tables>,
  siteCode: string | undefined,
  at: string,
): Promise<FoundCode | undefined> {
  const row = siteCode === undefined ? undefined : (await codeRow(db, [hashSiteCode(siteCode)]))[0];
  return row && { school: row.school, hash: row.hash, taken: isTaken(row, at) };
}
