/** Owns how an arrival, opened or not, becomes a row. */
import type { Report } from '../../shared/report.ts';
import type { Keys } from '../storage/keys.ts';
import { readKeyHash } from './receipt.ts';
import { boxName, type ReportRow } from './report.ts';
import type { Unsealed } from './unseal.ts';

/** A request as it came, well-formed but not yet opened. Numbers are the device's own words. */
export type Arrival = {
  id: string;
  body: string;
  digest: string;
  siteCode?: string | undefined;
  /** Where it came from; only its keyed digest is stored. */
  source: string;
  seq?: number | undefined;
  gen?: string | undefined;
  attempt?: number | undefined;
  /** Device time of sending, ms since 1970. */
  sentMs?: number | undefined;
};

/** A row before the database has decided whether adults were told. */
export type NewRow = Omit<ReportRow, 'told' | 'proof' | 'attached'>;

const bare = {
  seq: null,
  gen: null,
  attempt: null,
  sent_ms: null,
  occurred_at: null,
  press_id: null,
  unverified: null,
  read_key_hash: null,
  host: null,
  device: null,
  class_group: null,
  room: null,
  tier: null,
  tab_kind: null,
  practice: 0,
  confirmed: 0,
  signed_by: null,
  box: null,
  data_key: null,
  sealed: null,
} as const;

export type Place = { school: string; receivedAt: string };
type Judged = Place & { siteCodeOk: boolean; /** The active device that signed it. */ signedBy?: string | undefined };

/** The row of an arrival. What cannot be opened keeps its seal, to be opened when the key turns up. */
export function rowOfArrival(
  keys: Keys,
  arrival: Arrival,
  { school, receivedAt, siteCodeOk, signedBy }: Judged,
  unsealed: Unsealed,
): NewRow {
  const row: NewRow = {
    ...bare,
    school,
    id: arrival.id,
    kind: 'sealed',
    digest: arrival.digest,
    received_at: receivedAt,
    sent_ms: arrival.sentMs ?? null,
    seq: arrival.seq ?? null,
    gen: arrival.gen ?? null,
    attempt: arrival.attempt ?? null,
    source: keys.digest('source', arrival.source),
    site_code_ok: siteCodeOk ? 1 : 0,
    confirmed: signedBy === undefined ? 0 : 1,
    signed_by: signedBy ?? null,
  };
  return { ...row, ...opened(keys, row, unsealed, arrival.body) };
}

/** What changes in a row when its seal has been tried: at arrival, and again when a key turns up. */
export function opened(
  keys: Keys,
  { school, id, site_code_ok }: NewRow,
  unsealed: Unsealed,
  body: string,
): Partial<NewRow> {
  if (!unsealed.ok && unsealed.why !== 'content') return { unverified: unsealed.why, sealed: body };
  const { content } = unsealed;
  const { box, dataKey } = keys.lock(boxName(school, id), new TextEncoder().encode(JSON.stringify(content)));
  const kept = { box, data_key: dataKey, sealed: null };
  if (!unsealed.ok) return { ...kept, unverified: unsealed.why };
  return { ...kept, unverified: site_code_ok ? null : 'site-code', ...inClear(unsealed.report) };
}

function inClear(report: Report): Partial<NewRow> {
  const both = { occurred_at: report.occurredAt, read_key_hash: readKeyHash(report.statusKey) };
  if (report.kind === 'follow-up') return { ...both, kind: 'follow-up', press_id: report.pressId };
  return {
    ...both,
    kind: 'press',
    host: hostOf(report.url),
    device: label(report.device),
    class_group: label(report.group),
    room: label(report.room),
    tier: report.tier ?? null,
    tab_kind: report.tabKind ?? null,
    practice: report.practice ? 1 : 0,
  };
}

/** Text as the database can give it back: half of a surrogate pair would be another text, and another digest, after. */
function label(text: string | undefined): string | null {
  return text?.toWellFormed() ?? null;
}

export type Entry = {
  id: string;
  digest: string;
  occurredAt: string;
  url?: string | undefined;
  device?: string | undefined;
  group?: string | undefined;
  room?: string | undefined;
};

/** The row of what a member of staff entered. */
export function rowOfEntry(keys: Keys, entry: Entry, { school, receivedAt }: Place): NewRow {
  const { id, url } = entry;
  const { box, dataKey } = keys.lock(boxName(school, id), new TextEncoder().encode(JSON.stringify({ url })));
  return {
    ...bare,
    school,
    id,
    kind: 'entry',
    digest: entry.digest,
    received_at: receivedAt,
    occurred_at: entry.occurredAt,
    source: keys.digest('source', 'staff'),
    site_code_ok: 1,
    host: url === undefined ? null : hostOf(url),
    device: label(entry.device),
    class_group: label(entry.group),
    room: label(entry.room),
    box,
    data_key: dataKey,
  };
}

/** The host in ASCII, or null for an address without one. */
export function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname || null : null;
}
