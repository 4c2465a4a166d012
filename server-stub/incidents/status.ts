/** Owns the status of one press, as its own device may read it. */
import type { Store } from '../storage/store.ts';
import type { Status } from '../../shared/answer.ts';
import { opensStatus } from './receipt.ts';

/** Shown to whoever holds the press's key; `undefined` for everyone else, in the same time. */
export async function statusOf(
  { store, showNames }: { store: Store; showNames: (school: string) => Promise<boolean> },
  id: string,
  bearer: string,
): Promise<Status | undefined> {
  const row = await store.read
    .selectFrom('report')
    .leftJoin('incident', (join) =>
      join.onRef('incident.school', '=', 'report.school').onRef('incident.id', '=', 'report.id'),
    )
    .select([
      'report.school',
      'report.read_key_hash',
      'report.received_at',
      'incident.state',
      'incident.acknowledged_at',
      'incident.acknowledged_name',
      'incident.released_at',
    ])
    .where('report.id', '=', id)
    .where('report.kind', '=', 'press')
    .executeTakeFirst();
  if (!opensStatus(bearer, row?.read_key_hash) || !row) return undefined;
  const name = row.acknowledged_name;
  const by = name !== null && (await showNames(row.school)) ? { by: name } : {};
  if (row.state === 'acknowledged') return { state: row.state, at: row.acknowledged_at ?? row.received_at, ...by };
  if (row.state === 'released') return { state: row.state, at: row.released_at ?? row.received_at, ...by };
  return { state: 'stored', at: row.received_at };
}
