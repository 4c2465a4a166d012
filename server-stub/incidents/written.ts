/** Owns what people write about an incident: kept under a key of its own, tied to its entry in the audit chain. */
import { createHash } from 'node:crypto';
import { appendAudit, type AuditEntry } from '../storage/audit.ts';
import type { Keys } from '../storage/keys.ts';
import { insert } from '../storage/ready.ts';
import type { Store, Tx } from '../storage/store.ts';

/** A box moved to another incident does not open. */
function eventName(school: string, subject: string): string {
  return `event/${school}/${subject}`;
}

export function contentDigest(box: Uint8Array): string {
  return createHash('sha256').update(box).digest('base64url');
}

/** Appends an entry whose content is for those alone who may read it; without content it is the entry alone. */
export async function appendWritten(
  tx: Tx,
  keys: Keys,
  entry: AuditEntry,
  content: Record<string, unknown>,
  at: string,
): Promise<number> {
  if (Object.keys(content).length === 0) return appendAudit(tx, entry, at);
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  const { box, dataKey } = keys.lock(eventName(entry.school, entry.subject), bytes);
  const payload = { ...entry.payload, content: contentDigest(box) };
  const seq = await appendAudit(tx, { ...entry, payload }, at);
  const { school, subject, kind } = entry;
  await insert(tx, 'case_event', { school, seq, subject, kind, box, data_key: dataKey });
  return seq;
}

export type Written = { seq: number; subject: string; kind: string; content: Record<string, unknown> };

/** What was written about these subjects, in order; what was erased has no content. */
export async function writtenOf(
  read: Store['read'] | Tx,
  keys: Keys,
  school: string,
  subjects: readonly string[],
): Promise<Written[]> {
  const rows = await read
    .selectFrom('case_event')
    .selectAll()
    .where('school', '=', school)
    .where('subject', 'in', subjects)
    .orderBy('seq')
    .execute();
  return rows.map(({ seq, subject, kind, box, data_key }) => {
    const bytes = data_key && keys.unlock(eventName(school, subject), { box, dataKey: data_key });
    const content: unknown = bytes ? JSON.parse(new TextDecoder().decode(bytes)) : {};
    return { seq, subject, kind, content: typeof content === 'object' && content !== null ? { ...content } : {} };
  });
}
