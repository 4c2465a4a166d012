/** Owns the daily look through everything kept: what is due is warned of, and a day after the last warning erased. One page is one transaction. */
import type { Profile } from '../../shared/profile.ts';
import { notify } from '../alerts/notice.ts';
import { enqueue } from '../alerts/outbox.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Keys } from '../storage/keys.ts';
import { insertNew } from '../storage/ready.ts';
import type { Tx } from '../storage/store.ts';
import { erase, itself } from './erase.ts';
import { keptOf, type Kept } from './keepable.ts';
import type { Ledger } from './ledger.ts';
import { verdictOf, type Verdict } from './period.ts';

export type Sweep = { tx: Tx; keys: Keys; profile: Profile; school: string; at: string; ledger?: Ledger | undefined };
type Due = Extract<Verdict, { dueAt: string }>;

/** Marks of what was erased cost hardly anything; what is still here is looked at in full. */
const pageRows = 500;
const examinedAtOnce = 50;
export const warningDays = [30, 7, 1] as const;
const dayMs = 24 * 60 * 60 * 1000;
/** The last warning must be so old; the daily look may come an hour early when the clocks change. */
const restMs = 20 * 60 * 60 * 1000;

/** Days that something dismissed is kept: as the school confirmed, else as its profile proposes. */
export async function nothingDaysOf(tx: Tx, school: string, profile: Profile): Promise<number> {
  const row = await tx
    .selectFrom('confirmation')
    .select('value')
    .where('school', '=', school)
    .where('item', '=', 'gap/retentionDays')
    .executeTakeFirst();
  const own = row ? (JSON.parse(row.value) as { value?: unknown }).value : undefined;
  const days = own ?? profile.gaps.retentionDays.value;
  return typeof days === 'number' && days >= 1 ? days : 30;
}

/** @param subject `day#time#id`: where the page before ended */
export async function sweepPage(sweep: Sweep, subject: string): Promise<void> {
  const { tx, school, profile, at } = sweep;
  const [day = '', time = '', last = ''] = subject.split('#');
  const rows = await tx
    .selectFrom('report')
    .select(['id', 'received_at', 'kind', 'attached', 'press_id'])
    .select(({ eb }) => eb.or([eb('box', 'is not', null), eb('sealed', 'is not', null)]).as('there'))
    .where('school', '=', school)
    .where((where) =>
      where.or([where('received_at', '>', time), where.and([where('received_at', '=', time), where('id', '>', last)])]),
    )
    .orderBy('received_at')
    .orderBy('id')
    .limit(pageRows)
    .execute();
  const nothingDays = await nothingDaysOf(tx, school, profile);
  const warned = new Map<number, string[]>();
  const examined = rows.filter(({ there }) => there).slice(0, examinedAtOnce);
  const full = examined.length === examinedAtOnce;
  const end = full ? examined.at(-1) : rows.at(-1);
  for (const row of examined) {
    const kept = await keptOfRow(sweep, row);
    const verdict = kept && verdictOf(profile, nothingDays, kept, at);
    if (!kept || !verdict || verdict.held !== undefined) continue;
    const warning = await warn(sweep, kept, verdict);
    if (warning !== undefined) warned.set(warning, [...(warned.get(warning) ?? []), kept.id]);
    if (!(await mayErase(sweep, kept, verdict))) continue;
    await erase(tx, sweep.ledger, itself(school), { reports: kept.reports, as: verdict.as }, at);
  }
  await tellOf(sweep, day, warned);
  if (end && (full || rows.length === pageRows)) {
    const next = `${day}#${end.received_at}#${end.id}`;
    await enqueue(tx, { school, kind: 'retention', key: next, dueAt: at, subject: next });
  }
}

type Row = { id: string; kind: string; attached: 0 | 1; press_id: string | null };

/** A follow-up goes with its press; one that came after its press was erased goes alone. */
async function keptOfRow({ tx, keys, school }: Sweep, row: Row): Promise<Kept | undefined> {
  if (row.kind !== 'follow-up' || row.attached === 0 || row.press_id === null) return keptOf(tx, keys, school, row.id);
  const press = await tx
    .selectFrom('report')
    .select('id')
    .where('school', '=', school)
    .where('id', '=', row.press_id)
    .where('box', 'is', null)
    .executeTakeFirst();
  return press && keptOf(tx, keys, school, row.id);
}

/** Writes down the next warning that is due; practice goes without one. */
async function warn({ tx, school, at }: Sweep, kept: Kept, { dueAt, as }: Due): Promise<number | undefined> {
  if (as === 'practice') return undefined;
  const left = (Date.parse(dueAt) - Date.parse(at)) / dayMs;
  const days = warningDays.findLast((one) => left <= one);
  if (days === undefined) return undefined;
  const fresh = await insertNew(tx, 'erasure_warning', { school, incident: kept.id, due_at: dueAt, days, at });
  return fresh ? days : undefined;
}

async function mayErase({ tx, school, at }: Sweep, kept: Kept, { dueAt, as, review }: Due): Promise<boolean> {
  if (dueAt > at || review) return false;
  if (as === 'practice') return true;
  const last = await tx
    .selectFrom('erasure_warning')
    .select('at')
    .where('school', '=', school)
    .where('incident', '=', kept.id)
    .where('due_at', '=', dueAt)
    .where('days', '=', 1)
    .executeTakeFirst();
  return last !== undefined && Date.parse(at) - Date.parse(last.at) >= restMs;
}

/** One entry and one notice for all of a page, without a word of what they are. */
async function tellOf({ tx, school, profile, at }: Sweep, day: string, warned: Map<number, string[]>): Promise<void> {
  for (const [days, incidents] of warned) {
    const entry = { ...itself(school), kind: 'retention.warned', subject: day, payload: { days, incidents } };
    await appendAudit(tx, entry, at);
  }
  if (warned.size > 0)
    await notify(tx, { school, kind: 'retention', key: day, tell: profile.retention.warn, subject: day, at });
}
