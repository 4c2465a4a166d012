/** Owns telling people: who is chosen for a step, a delivery for each channel, and what the chain says of it. */
import type { Audience, Channel, Profile } from '../../shared/profile.ts';
import { announce } from '../incidents/keep.ts';
import type { Person } from '../people/person.ts';
import { appendAudit } from '../storage/audit.ts';
import { insertNew } from '../storage/ready.ts';
import type { Tx } from '../storage/store.ts';
import type { Tables } from '../storage/tables.ts';
import { isAmong, presentStaff, type Place, type Reach } from './audience.ts';
import { enqueue } from './outbox.ts';
import { takeEarlyShown } from './shown.ts';

/** What every step works with: its transaction, the school's rules, and its moment. */
export type Ladder = { tx: Tx; profile: Profile; school: string; at: string };
export type Alert = Tables['alert'];
type Told = { step: string; tell: readonly Audience[]; by: readonly Channel[]; also?: readonly string[]; why?: string };

/** Who said that it is not in their room. */
export async function notTheirs({ tx, school }: Ladder, alert: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('response')
    .innerJoin('alert_report', (join) =>
      join.onRef('alert_report.school', '=', 'response.school').onRef('alert_report.report', '=', 'response.report'),
    )
    .select('response.person')
    .where('response.school', '=', school)
    .where('alert_report.alert', '=', alert)
    .where('response.action', '=', 'not-mine')
    .execute();
  return rows.map(({ person }) => person);
}

/** Chooses the people, writes a delivery for each channel, and puts into the chain who was told and who could not be. */
export async function tellStep(ladder: Ladder, alert: Alert, told: Told): Promise<void> {
  const { tx, school, at } = ladder;
  const reports = await reportsOf(ladder, alert.id);
  const [first] = reports;
  if (!first) return;
  const place: Place = { group: first.class_group, room: first.room };
  const { here, away } = await presentStaff(tx, school, at);
  const passed = new Set(await notTheirs(ladder, alert.id));
  const { people, nobody } = chosen(here, told, place, passed);
  for (const { person, reachable } of people)
    for (const channel of told.by) await deliver(ladder, alert, told.step, person, channel, reachable);
  const handedOn = away.filter((person) => isAmong(person, told.tell, place)).map(({ id }) => id);
  const payload = {
    alert: alert.id,
    step: told.step,
    people: people.map(({ person }) => person.id),
    ...(handedOn.length > 0 ? { handedOn } : {}),
    ...(nobody ? { nobody: true } : {}),
    ...(told.why ? { why: told.why } : {}),
    ...(reports.length > 1 ? { reports: reports.length } : {}),
  };
  const kind = alert.step > 0 || told.why ? 'alert.escalated' : 'alert.queued';
  await appendAudit(tx, { school, actor: 'system', actorRole: 'system', kind, subject: first.id, payload }, at);
  const whom = { alert: alert.id, reports: reports.map(({ id }) => id) };
  await takeEarlyShown(
    tx,
    people.map(({ person }) => person),
    whom,
    at,
  );
  // The report's coming and a person's own asking were told to the pages when they happened.
  if (kind === 'alert.queued' || told.why === 'asked' || told.why === 'closed') return;
  for (const { id } of reports) await announce(tx, school, id, 'escalated', at);
}

/** Where nobody of the class can be reached, or the machine has no room, office and leads are told with the first. */
function chosen(here: readonly Reach[], told: Told, place: Place, passed: ReadonlySet<string>) {
  const wanted = (audience: readonly Audience[]) =>
    here.filter(({ person }) => !passed.has(person.id) && isAmong(person, audience, place));
  const people = new Map(wanted(told.tell).map((reach) => [reach.person.id, reach]));
  const add = (more: readonly Reach[]) => {
    for (const reach of more) people.set(reach.person.id, reach);
  };
  if (told.also) add(here.filter(({ person }) => told.also?.includes(person.id)));
  const nobody = ![...people.values()].some(({ reachable }) => reachable);
  if (told.tell.includes('class') && place.room === null) add(wanted(['office']));
  if (nobody) add(wanted(['office', 'dsl', 'deputy']));
  return { people: [...people.values()], nobody };
}

async function reportsOf({ tx, school }: Ladder, alert: string) {
  const reports = await tx
    .selectFrom('alert_report')
    .innerJoin('report', (join) =>
      join.onRef('report.school', '=', 'alert_report.school').onRef('report.id', '=', 'alert_report.report'),
    )
    .select(['report.id', 'report.class_group', 'report.room', 'report.received_at'])
    .where('alert_report.school', '=', school)
    .where('alert_report.alert', '=', alert)
    .execute();
  // Sorted here: asked to sort, SQLite would walk every report of the school by time instead.
  return reports.toSorted((one, other) => (one.received_at < other.received_at ? -1 : 1));
}

async function deliver(
  { tx, school, at }: Ladder,
  alert: Alert,
  step: string,
  person: Person,
  channel: Channel,
  reachable: boolean,
): Promise<void> {
  const id = `${alert.id}.${step}.${channel}.${person.id}`;
  const sent = channel === 'stream' && reachable;
  const fresh = await insertNew(tx, 'delivery', {
    school,
    id,
    alert: alert.id,
    step,
    person: person.id,
    channel,
    state: sent ? 'sent' : 'queued',
    queued_at: at,
    sent_at: sent ? at : null,
    shown_at: null,
    result: null,
  });
  if (fresh && channel !== 'stream') await enqueue(tx, { school, kind: 'deliver', key: id, dueAt: at, subject: id });
}
