/** Owns who is here: connected pages, who is away, and what of all that the board shows. */
import type { Profile } from '../../shared/profile.ts';
import { actorOf } from '../incidents/list.ts';
import type { Person } from '../people/person.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Store, Tx } from '../storage/store.ts';
import { presentStaff, presenceMs, teaches } from './audience.ts';
import { isWaiting } from './ladder.ts';

/** A page or staff browser of this person is connected at this moment. Written at most twice in the time it holds for. */
export async function markPresent(store: Store, { school, id }: Person, at: string): Promise<void> {
  const half = new Date(Date.parse(at) - presenceMs / 2).toISOString();
  const known = await store.read
    .selectFrom('presence')
    .select('seen_at')
    .where('school', '=', school)
    .where('person', '=', id)
    .executeTakeFirst();
  if (known && known.seen_at > half) return;
  const row = { school, person: id, seen_at: at };
  await store.write((tx) =>
    tx
      .insertInto('presence')
      .values(row)
      .onConflict((conflict) => conflict.columns(['school', 'person']).doUpdateSet(row))
      .execute(),
  );
}

/** Says until when a person is away, or that they are back; what would reach them is handed on, and the chain says so. */
export async function setAbsence(tx: Tx, person: Person, until: string | null, at: string): Promise<void> {
  const { school, id } = person;
  if (until === null) await tx.deleteFrom('absence').where('school', '=', school).where('person', '=', id).execute();
  else {
    const row = { school, person: id, from_at: at, to_at: until };
    await tx
      .insertInto('absence')
      .values(row)
      .onConflict((conflict) => conflict.columns(['school', 'person']).doUpdateSet(row))
      .execute();
  }
  await appendAudit(tx, { ...actorOf(person), kind: 'person.absent', subject: id, payload: { until } }, at);
}

/** Until when a person has said to be away; null while they are here. */
export async function absenceOf(store: Store, { school, id }: Person, at: string): Promise<string | null> {
  const row = await store.read
    .selectFrom('absence')
    .select('to_at')
    .where('school', '=', school)
    .where('person', '=', id)
    .where('to_at', '>', at)
    .executeTakeFirst();
  return row?.to_at ?? null;
}

export type Board = {
  classes: { group: string; told: { name: string; reachable: boolean }[]; red: boolean }[];
  leads: { name: string; reachable: boolean }[];
  away: string[];
  /** Sendings that were given up. */
  undelivered: number;
};

/** Who would be told at this moment, class by class. */
export async function boardOf(store: Store, school: string, at: string): Promise<Board> {
  const { here, away } = await presentStaff(store.read, school, at);
  const taught = [...here.map(({ person }) => person), ...away].filter((person) =>
    teaches(person, { group: null, room: null }),
  );
  const since = new Date(Date.parse(at) - 60 * 24 * 60 * 60 * 1000).toISOString();
  const seen = await store.read
    .selectFrom('report')
    .select('class_group')
    .distinct()
    .where('school', '=', school)
    .where('received_at', '>', since)
    .where('class_group', 'is not', null)
    .limit(200)
    .execute();
  const groups = new Set([
    ...taught.flatMap((person) => person.groups),
    ...seen.flatMap((row) => row.class_group ?? []),
  ]);
  const shown = ({ person, reachable }: (typeof here)[number]) => ({ name: person.name, reachable });
  const classes = [...groups].toSorted().map((group) => {
    const told = here.filter(({ person }) => teaches(person, { group, room: null })).map(shown);
    return { group, told, red: !told.some(({ reachable }) => reachable) };
  });
  const leads = here
    .filter(({ person }) => person.roles.some((role) => role === 'dsl' || role === 'deputy'))
    .map(shown);
  const { count } = await store.read
    .selectFrom('job')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('school', '=', school)
    .where('result', 'like', 'dead %')
    .where('kind', '!=', 'concern')
    .where('result', 'not in', ['dead not-set', 'dead no-browser'])
    .executeTakeFirstOrThrow();
  return { classes, leads, away: away.map(({ name }) => name), undelivered: count };
}

export type OpenAlert = { id: string; kind: string; openedAt: string; reports: string[]; waiting: boolean };

/** Alerts of the last day with the reports they hold, newest first. */
export async function alertsOf(store: Store, profile: Profile, school: string, at: string): Promise<OpenAlert[]> {
  const since = new Date(Date.parse(at) - 24 * 60 * 60 * 1000).toISOString();
  return store.snapshot(async (read) => {
    const rows = await read
      .selectFrom('alert')
      .innerJoin('alert_report', (join) =>
        join.onRef('alert_report.school', '=', 'alert.school').onRef('alert_report.alert', '=', 'alert.id'),
      )
      .select(['alert.id', 'alert.kind', 'alert.opened_at', 'alert_report.report'])
      .where('alert.school', '=', school)
      .where('alert.opened_at', '>', since)
      .orderBy('alert.opened_at', 'desc')
      .limit(1000)
      .execute();
    const alerts = new Map<string, OpenAlert>();
    for (const { id, kind, opened_at, report } of rows) {
      const known = alerts.get(id) ?? { id, kind, openedAt: opened_at, reports: [], waiting: false };
      known.reports.push(report);
      alerts.set(id, known);
    }
    for (const alert of alerts.values())
      alert.waiting = await isWaiting({ tx: read as Tx, profile, school, at }, alert.id);
    return [...alerts.values()];
  });
}
