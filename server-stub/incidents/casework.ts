/** Owns where an incident's lanes stand in the database: how its row begins, moves, and is tied to the audit chain. */
import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import { moveLanes, startOfLanes, type Signal } from '../../shared/lanes.ts';
import { insert } from '../storage/ready.ts';
import type { Store, Tx } from '../storage/store.ts';
import type { Tables } from '../storage/tables.ts';

export type CaseRow = Selectable<Tables['casework']>;

/** SHA-256 over where an incident stands; base64url. */
export function caseDigest(row: CaseRow): string {
  const columns = [
    [row.school, row.id, row.opened_at, row.classroom, row.safeguarding, row.technical, row.external],
    [row.risk, row.procedure, row.page, row.merged_into, row.url_lock, row.url_reader, row.hold],
    [row.transferred_at, row.closed_at],
  ];
  return createHash('sha256').update(JSON.stringify(columns)).digest('base64url');
}

export async function findCase(read: Store['read'] | Tx, school: string, id: string): Promise<CaseRow | undefined> {
  return read.selectFrom('casework').selectAll().where('school', '=', school).where('id', '=', id).executeTakeFirst();
}

/** The row of an incident, or what it would be: it is made only when something is first said of it. */
export function freshCase(school: string, id: string, openedAt: string): CaseRow {
  return {
    school,
    id,
    opened_at: openedAt,
    ...startOfLanes,
    risk: null,
    procedure: null,
    page: null,
    merged_into: null,
    url_lock: null,
    url_reader: null,
    hold: 0,
    transferred_at: null,
    closed_at: null,
  };
}

/** Where an incident stands before a change; made from what its report was before there were lanes. */
async function currentCase(tx: Tx, school: string, id: string): Promise<{ row: CaseRow; there: boolean }> {
  const row = await findCase(tx, school, id);
  if (row) return { row, there: true };
  const report = await tx
    .selectFrom('report')
    .leftJoin('incident', (join) =>
      join.onRef('incident.school', '=', 'report.school').onRef('incident.id', '=', 'report.id'),
    )
    .select(['report.received_at', 'incident.state', 'incident.outcome'])
    .where('report.school', '=', school)
    .where('report.id', '=', id)
    .executeTakeFirstOrThrow();
  return { row: learnt(freshCase(school, id, report.received_at), report.state, report.outcome), there: false };
}

/** What an incident of the time before lanes already says about them. */
export function learnt(row: CaseRow, state: string | null, outcome: string | null): CaseRow {
  const signals: Signal[] = [
    ...(state === 'acknowledged' ? (['alert.acked'] as const) : []),
    ...(outcome ? (['outcome.set', `outcome.${outcome}` as Signal] as const) : []),
    ...(state === 'released' ? (['cover.released'] as const) : []),
  ];
  return signals.reduce((one, signal) => ({ ...one, ...moveLanes(one, signal) }), row);
}

type Change = Partial<Omit<CaseRow, 'school' | 'id'>>;

/** Changes where an incident stands; gives what the chain is to say of it. */
export async function changeCase(
  tx: Tx,
  school: string,
  id: string,
  { signals = [], change = {} }: { signals?: readonly Signal[]; change?: Change },
): Promise<{ before: CaseRow; after: CaseRow; digest: string }> {
  const { row: before, there } = await currentCase(tx, school, id);
  const lanes = signals.reduce<CaseRow>((one, signal) => ({ ...one, ...moveLanes(one, signal) }), before);
  const after = { ...lanes, ...change };
  if (there) await tx.updateTable('casework').set(after).where('school', '=', school).where('id', '=', id).execute();
  else await insert(tx, 'casework', after);
  return { before, after, digest: caseDigest(after) };
}
