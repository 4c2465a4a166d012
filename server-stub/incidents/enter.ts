/** Owns a staff member's own entry: a report without a press. */
import { may } from '../people/permissions.ts';
import type { Person } from '../people/person.ts';
import type { staffEntrySchema, ReportView } from '../../shared/staff-api.ts';
import type { InferOutput } from 'valibot';
import { digestOfBody } from './intake.ts';
import { keep } from './keep.ts';
import { actorOf, glance, type Desk } from './list.ts';
import { rowOfEntry } from './row.ts';

export type StaffEntry = InferOutput<typeof staffEntrySchema>;
export type Entered = { ok: true; id: string; report?: ReportView } | { ok: false; reason: 'forbidden' };

/** Keeps the entry as a report with the server's own id. `report` is absent where the person may not see it. */
export async function enter(desk: Desk & { uuid: () => string }, person: Person, entry: StaffEntry): Promise<Entered> {
  if (!may(person, 'entry')) return { ok: false, reason: 'forbidden' };
  const receivedAt = new Date(desk.now()).toISOString();
  const id = desk.uuid();
  const { occurredAt = receivedAt, ...rest } = entry;
  const digest = digestOfBody(JSON.stringify(entry));
  const row = rowOfEntry(desk.keys, { id, digest, occurredAt, ...rest }, { school: person.school, receivedAt });
  const { actor, actorRole } = actorOf(person);
  await desk.store.write((tx) => keep(tx, { row, actor, actorRole }));
  desk.ring();
  const report = await glance(desk, person, id);
  return report ? { ok: true, id, report } : { ok: true, id };
}
