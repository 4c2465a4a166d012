/** Owns the audit chain: every entry carries the hash of the one before, so nothing can be changed or left out unseen. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { AuditTables } from './audit-tables.ts';
import { insert, ready } from './ready.ts';
import type { Tx } from './store.ts';
import type { Tables } from './tables.ts';

export type AuditEntry = {
  school: string;
  /** Person id, `device`, `system` or `command`. */
  actor: string;
  actorRole: string;
  kind: string;
  /** What it is about: an id. */
  subject: string;
  /** Never an address, never the name of a child. */
  payload?: Record<string, unknown>;
};

export type AuditRow = AuditTables['audit'];

/** What the first entry of a school follows. */
export function chainStart(school: string): string {
  return createHash('sha256').update(`dolphin-audit-v1\n${school}`).digest('hex');
}

/** SHA-256 over every member of an entry and the hash before it; hexadecimal, so that it can be typed after an option. */
function hashOf(row: Omit<AuditRow, 'hash'>): string {
  const { school, seq, at, actor, actor_role, kind, subject, payload, prev_hash } = row;
  const text = JSON.stringify([school, seq, at, actor, actor_role, kind, subject, payload, prev_hash]);
  return createHash('sha256').update(text).digest('hex');
}

const lastEntry = ready((db) =>
  db.selectFrom('audit').select(['seq', 'hash']).where('school', '=', '').orderBy('seq', 'desc').limit(1),
);

/** Appends an entry in the transaction of the change it tells of; gives its number in the school's chain. */
export async function appendAudit(tx: Tx, entry: AuditEntry, at: string): Promise<number> {
  const [last] = await lastEntry(tx, [entry.school, 1]);
  const row = {
    school: entry.school,
    seq: (last?.seq ?? 0) + 1,
    at,
    actor: entry.actor,
    actor_role: entry.actorRole,
    kind: entry.kind,
    subject: entry.subject,
    payload: JSON.stringify(entry.payload ?? {}),
    prev_hash: last?.hash ?? chainStart(entry.school),
  };
  await insert(tx, 'audit', { ...row, hash: hashOf(row) });
  return row.seq;
}

export type ChainCheck =
  { ok: true; entries: number; head: string } | { ok: false; seq: number; reason: 'missing' | 'link' | 'hash' };

const pageRows = 1000;

/**
 * Recomputes a school's whole chain and names the first entry that does not hold. `onEntry` sees every sound entry in
 * order, for whoever wants to compare the chain with what it tells of.
 */
export async function verifyChain(
  read: Kysely<Tables>,
  school: string,
  onEntry?: (row: AuditRow) => void,
): Promise<ChainCheck> {
  let head = chainStart(school);
  let seq = 0;
  for (;;) {
    const rows = await read
      .selectFrom('audit')
      .selectAll()
      .where('school', '=', school)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(pageRows)
      .execute();
    for (const row of rows) {
      if (row.seq !== seq + 1) return { ok: false, seq: seq + 1, reason: 'missing' };
      if (row.prev_hash !== head) return { ok: false, seq: row.seq, reason: 'link' };
      if (hashOf(row) !== row.hash) return { ok: false, seq: row.seq, reason: 'hash' };
      onEntry?.(row);
      ({ seq, hash: head } = row);
    }
    if (rows.length < pageRows) return { ok: true, entries: seq, head };
  }
}
