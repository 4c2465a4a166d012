/** Owns collecting what decides an incident's keeping: its reports, its lanes, its children, and what a lead has said. */
import { childViews } from '../incidents/checklists.ts';
import type { CaseRow } from '../incidents/casework.ts';
import { writtenOf, type Written } from '../incidents/written.ts';
import type { Keys } from '../storage/keys.ts';
import type { Store, Tx } from '../storage/store.ts';
import type { Keepable } from './period.ts';

type Read = Store['read'] | Tx;
export type Kept = Keepable & {
  id: string;
  /** Every report of it: itself, what was merged into it, their follow-ups. */ reports: string[];
};

const columns = ['report.id', 'report.kind', 'report.received_at', 'report.practice', 'report.unverified'] as const;

/** An incident by the id of its own first report; `undefined` where that was merged into another, which speaks for it. */
export async function keptOf(read: Read, keys: Keys, school: string, id: string): Promise<Kept | undefined> {
  const row = await read
    .selectFrom('report')
    .leftJoin('incident', (join) =>
      join.onRef('incident.school', '=', 'report.school').onRef('incident.id', '=', 'report.id'),
    )
    .select([...columns, 'incident.outcome', 'incident.outcome_at'])
    .where('report.school', '=', school)
    .where('report.id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const cases: CaseRow[] = await read
    .selectFrom('casework')
    .selectAll()
    .where('school', '=', school)
    .where((where) => where.or([where('id', '=', id), where('merged_into', '=', id)]))
    .execute();
  if (cases.some((one) => one.id === id && one.merged_into !== null)) return undefined;
  const presses = [id, ...cases.filter((one) => one.id !== id).map((one) => one.id)];
  const followUps = await read
    .selectFrom('report')
    .select('id')
    .where('press_id', 'in', presses)
    .where('attached', '=', 1)
    .execute();
  const written = await writtenOf(read, keys, school, presses);
  const keptUntil = untilOf(written);
  return {
    id,
    reports: [...presses, ...followUps.map((followUp) => followUp.id)],
    receivedAt: row.received_at,
    practice: row.practice === 1,
    unverified: row.unverified !== null || row.kind === 'follow-up',
    outcome: row.outcome ?? null,
    outcomeAt: row.outcome_at ?? null,
    cases,
    children: presses
      .flatMap((press) => childViews(written.filter(({ subject }) => subject === press)))
      .map(({ born }) => (typeof born === 'string' ? { born } : {})),
    ...(keptUntil === undefined ? {} : { keptUntil }),
  };
}

/** The last word of a lead on how long it stays. */
function untilOf(written: readonly Written[]): string | undefined {
  const until = written.findLast(({ kind }) => kind === 'retention.kept')?.content['until'];
  return typeof until === 'string' ? until : undefined;
}
