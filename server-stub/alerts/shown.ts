/** Owns what devices have put on their screens: it counts whether it comes after the telling or, on a quick page, before it. */
import { changeCase } from '../incidents/casework.ts';
import { actorOf } from '../incidents/list.ts';
import type { Person } from '../people/person.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Tx } from '../storage/store.ts';

/** A page learns of a press when it is committed, and the ladder begins a moment later. */
const earlyMs = 10_000;

/** A device of this person has put the report on its screen. The first time of each person is in the chain. */
export async function markShown(tx: Tx, person: Person, report: string, at: string): Promise<void> {
  const { school, id, name } = person;
  await tx
    .insertInto('response')
    .values({ school, report, person: id, name, action: 'shown', at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await tx
    .selectFrom('alert_report')
    .select('alert')
    .where('school', '=', school)
    .where('report', '=', report)
    .executeTakeFirst();
  if (row) await count(tx, person, { alert: row.alert, report }, at);
}

/** Those who are being told and whose screens had it a moment before. */
export async function takeEarlyShown(
  tx: Tx,
  people: readonly Person[],
  { alert, reports }: { alert: string; reports: readonly string[] },
  at: string,
): Promise<void> {
  const [first] = people;
  if (!first) return;
  const early = await tx
    .selectFrom('response')
    .select(['report', 'person'])
    .where('school', '=', first.school)
    .where('report', 'in', reports)
    .where('action', '=', 'shown')
    .where('at', '>', new Date(Date.parse(at) - earlyMs).toISOString())
    .execute();
  for (const { report, person } of early) {
    const told = people.find(({ id }) => id === person);
    if (told) await count(tx, told, { alert, report }, at);
  }
}

async function count(
  tx: Tx,
  person: Person,
  { alert, report }: { alert: string; report: string },
  at: string,
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('delivery')
    .set({ state: 'shown', shown_at: at })
    .where('school', '=', person.school)
    .where('alert', '=', alert)
    .where('person', '=', person.id)
    .where('state', '!=', 'shown')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  const { digest } = await changeCase(tx, person.school, report, { signals: ['alert.shown'] });
  const payload = { alert, case: digest };
  await appendAudit(tx, { ...actorOf(person), kind: 'alert.shown', subject: report, payload }, at);
}
