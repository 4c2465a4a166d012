/** Owns what a technician decides about devices: the approval window, approving, taking away, and gaps looked into. */
import type { Kysely } from 'kysely';
import { actorOf } from '../incidents/list.ts';
import type { Person } from '../people/person.ts';
import { appendAudit } from '../storage/audit.ts';
import { putSetting } from '../storage/schools.ts';
import type { Store } from '../storage/store.ts';
import type { Tables } from '../storage/tables.ts';
import { missingOf } from './numbering.ts';

type Parts = { store: Store; now: () => number };

const settingKey = 'device-approval';

/** Until when devices that enrol are taken without a further look; `undefined` when they are not. */
export async function approvalUntil(db: Kysely<Tables>, school: string, at: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('school', '=', school)
    .where('key', '=', settingKey)
    .executeTakeFirst();
  return row && row.value > at ? row.value : undefined;
}

/** Opens the window anew for so many minutes from now, or closes it with 0; gives when it ends. */
export async function setApproval({ store, now }: Parts, person: Person, minutes: number): Promise<string | undefined> {
  const at = new Date(now()).toISOString();
  const until = minutes > 0 ? new Date(now() + minutes * 60_000).toISOString() : undefined;
  const { school } = person;
  await store.write(async (tx) => {
    if (until === undefined && (await approvalUntil(tx, school, at)) === undefined) return;
    await putSetting(tx, { school, key: settingKey, value: until ?? '' }, at);
    const kind = until === undefined ? 'device-approval.closed' : 'device-approval.opened';
    const payload = until === undefined ? {} : { until };
    await appendAudit(tx, { ...actorOf(person), kind, subject: school, payload }, at);
  });
  return until;
}

/** False when there is no such device. Deciding the same again changes nothing. */
export async function decide(
  { store, now }: Parts,
  person: Person,
  id: string,
  state: 'active' | 'revoked',
): Promise<boolean> {
  const at = new Date(now()).toISOString();
  const { school } = person;
  return store.write(async (tx) => {
    const device = await tx
      .selectFrom('device')
      .select('state')
      .where('school', '=', school)
      .where('id', '=', id)
      .executeTakeFirst();
    if (!device) return false;
    if (device.state === state) return true;
    await tx
      .updateTable('device')
      .set({ state, decided_at: at, decided_by: person.id })
      .where('school', '=', school)
      .where('id', '=', id)
      .execute();
    const kind = state === 'active' ? 'device.approved' : 'device.revoked';
    await appendAudit(tx, { ...actorOf(person), kind, subject: id, payload: { before: device.state } }, at);
    return true;
  });
}

/** Approves every device that asked by `upTo`; gives their number. */
export async function approveWaiting({ store, now }: Parts, person: Person, upTo: string): Promise<number> {
  const at = new Date(now()).toISOString();
  const { school } = person;
  return store.write(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('device')
      .set({ state: 'active', decided_at: at, decided_by: person.id })
      .where('school', '=', school)
      .where('state', '=', 'pending')
      .where('enrolled_at', '<=', new Date(upTo).toISOString())
      .executeTakeFirstOrThrow();
    const approved = Number(numUpdatedRows);
    const payload = { approved, upTo };
    if (approved > 0)
      await appendAudit(tx, { ...actorOf(person), kind: 'devices.approved', subject: school, payload }, at);
    return approved;
  });
}

/** The class was asked about what is missing: it no longer shows, until more is missing. False when there is nothing. */
export async function settleGaps({ store, now }: Parts, person: Person, where: GapsOf): Promise<boolean> {
  const at = new Date(now()).toISOString();
  const { school } = person;
  return store.write(async (tx) => {
    const rows = await tx
      .selectFrom('numbering')
      .selectAll()
      .where('school', '=', school)
      .where('device' in where ? 'device' : 'gen', '=', 'device' in where ? where.device : where.gen)
      .execute();
    for (const row of rows) {
      const missing = missingOf(row);
      if (missing === 0) continue;
      await tx
        .updateTable('numbering')
        .set({ settled: row.highest - row.received })
        .where('school', '=', school)
        .where('gen', '=', row.gen)
        .execute();
      const payload = { missing, ...('device' in where ? { gen: row.gen } : {}) };
      const subject = 'device' in where ? where.device : row.gen;
      await appendAudit(tx, { ...actorOf(person), kind: 'device-gaps.settled', subject, payload }, at);
    }
    return rows.length > 0;
  });
}
type GapsOf = { device: string } | { gen: string };
