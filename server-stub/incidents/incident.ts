/** Owns the state of one covering: how it begins, and how it is read back after a change. */
import { insertNew } from '../storage/ready.ts';
import type { Tx } from '../storage/store.ts';
import type { IncidentRow } from './report.ts';
import { incidentDigest } from './row-digest.ts';

/** Begins a covering if it has not begun; gives its state. */
export async function beginIncident(tx: Tx, school: string, id: string): Promise<IncidentRow> {
  const fresh: IncidentRow = {
    school,
    id,
    state: 'stored',
    acknowledged_by: null,
    acknowledged_name: null,
    acknowledged_at: null,
    released_at: null,
    released_by: null,
    released_locally: 0,
    outcome: null,
    outcome_by: null,
    outcome_at: null,
    escalated_at: null,
  };
  return (await insertNew(tx, 'incident', fresh)) ? fresh : incidentOf(tx, school, id);
}

async function incidentOf(tx: Tx, school: string, id: string): Promise<IncidentRow> {
  return tx
    .selectFrom('incident')
    .selectAll()
    .where('school', '=', school)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

/** What the chain says of the state after a change, so that a later change behind its back shows. */
export async function stateDigest(tx: Tx, school: string, id: string): Promise<string> {
  return incidentDigest(await incidentOf(tx, school, id));
}
