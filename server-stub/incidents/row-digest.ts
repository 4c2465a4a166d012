/** Owns the digest that ties a report's row to the audit chain. */
import { createHash } from 'node:crypto';
import type { IncidentRow, ReportRow } from './report.ts';

/** SHA-256 over every column that never changes, the encrypted content included; base64url. */
export function rowDigest(row: Omit<ReportRow, 'attached' | 'source'>): string {
  const content = row.box ? createHash('sha256').update(row.box).digest('base64url') : null;
  const columns = [
    [row.school, row.id, row.kind, row.digest, row.received_at, row.sent_ms, row.occurred_at, row.seq, row.gen],
    [row.attempt, row.press_id, row.unverified, row.told, row.proof, row.read_key_hash, row.host, row.device],
    [row.class_group, row.room, row.tier, row.tab_kind, row.practice, row.confirmed, row.site_code_ok, content],
    // Rows of before there were devices keep their digest.
    ...(row.signed_by === null ? [] : [[row.signed_by]]),
  ];
  return createHash('sha256').update(JSON.stringify(columns)).digest('base64url');
}

/** SHA-256 over the state of a covering as it stands after a change; base64url. */
export function incidentDigest(row: IncidentRow): string {
  const columns = [
    [row.school, row.id, row.state, row.acknowledged_by, row.acknowledged_name, row.acknowledged_at, row.released_at],
    [row.released_by, row.released_locally, row.outcome, row.outcome_by, row.outcome_at, row.escalated_at],
  ];
  return createHash('sha256').update(JSON.stringify(columns)).digest('base64url');
}
