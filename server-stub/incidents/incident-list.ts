/** Owns the lists of incidents: all that a person may see, the day's digest, and what is dismissed again and again. */
import type { Selectable } from 'kysely';
import type { IncidentSummary } from '../../shared/incident-api.ts';
import { visibleReport } from '../people/permissions.ts';
import { hasDuty } from '../people/duties.ts';
import type { Person } from '../people/person.ts';
import type { Tables } from '../storage/tables.ts';
import { freshCase, learnt, type CaseRow } from './casework.ts';
import { summaryOf } from './incident-view.ts';
import type { Desk } from './list.ts';
import { openReports, type ReportRow } from './report.ts';

type Range = { from: string; to: string; most: number };

/** Those of one time, newest first; what was merged into another stands there. */
async function listIncidents(desk: Desk, person: Person, { from, to, most }: Range): Promise<IncidentSummary[]> {
  const { read } = desk.store;
  const rows = await read
    .selectFrom('report')
    .selectAll()
    .where('school', '=', person.school)
    .where('kind', '!=', 'follow-up')
    .where('received_at', '>=', from)
    .where('received_at', '<', to)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('casework')
            .select('casework.id')
            .whereRef('casework.school', '=', 'report.school')
            .whereRef('casework.id', '=', 'report.id')
            .where('casework.merged_into', 'is not', null),
        ),
      ),
    )
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(most)
    .execute();
  return summariesOf(desk, person, rows);
}

export async function summariesOf(desk: Desk, person: Person, rows: readonly ReportRow[]): Promise<IncidentSummary[]> {
  if (rows.length === 0) return [];
  const { read } = desk.store;
  const opened = await openReports(read, desk.keys, rows, { withAddress: false });
  const ids = rows.map(({ id }) => id);
  const cases: Selectable<Tables['casework']>[] = await read
    .selectFrom('casework')
    .selectAll()
    .where('school', '=', person.school)
    .where((where) => where.or([where('id', 'in', ids), where('merged_into', 'in', ids)]))
    .execute();
  const rowsById = new Map<string, CaseRow>(cases.map((row) => [row.id, row]));
  return opened.flatMap((report) => {
    const view = visibleReport(person, report);
    if (!view) return [];
    const row =
      rowsById.get(report.id) ??
      learnt(freshCase(person.school, report.id, report.receivedAt), report.state, report.outcome ?? null);
    const members = cases.filter(({ merged_into }) => merged_into === report.id).map(({ id }) => id);
    return [summaryOf(person, row, [report.id, ...members], view)];
  });
}

/** The safeguarding lead's day: what was dismissed, what was reported, what nobody has decided. Practice is not counted. */
export async function digestOf(desk: Desk, person: Person, day: string) {
  const from = `${day}T00:00:00.000Z`;
  const to = new Date(Date.parse(from) + 24 * 60 * 60 * 1000).toISOString();
  const incidents = await listIncidents(desk, person, { from, to, most: 1000 });
  const real = incidents.filter(({ practice }) => !practice);
  return {
    day,
    dismissed: real.filter(({ outcome }) => outcome === 'nothing-unsuitable'),
    reported: real.filter(({ outcome }) => outcome === 'unsuitable'),
    open: real.filter(({ outcome }) => outcome === undefined),
  };
}

const dismissalDays = 28;
const manyDismissals = 3;

/** Rooms and adults with many dismissals of late; nobody is ever shown their own. */
export async function dismissalsOf(desk: Desk, person: Person) {
  const since = new Date(desk.now() - dismissalDays * 24 * 60 * 60 * 1000).toISOString();
  const rows = await desk.store.read
    .selectFrom('incident')
    .innerJoin('report', (join) =>
      join.onRef('report.school', '=', 'incident.school').onRef('report.id', '=', 'incident.id'),
    )
    .leftJoin('persons', 'persons.id', 'incident.outcome_by')
    .select(['report.room', 'report.class_group', 'incident.outcome_by', 'persons.name', 'incident.acknowledged_name'])
    .where('incident.school', '=', person.school)
    .where('incident.outcome', '=', 'nothing-unsuitable')
    .where('incident.outcome_by', '!=', person.id)
    .where('incident.outcome_at', '>=', since)
    .where('report.practice', '=', 0)
    .execute();
  const counts = (keyOf: (row: (typeof rows)[number]) => string | null) => {
    const found = new Map<string, number>();
    for (const row of rows) {
      const key = keyOf(row);
      if (key !== null) found.set(key, (found.get(key) ?? 0) + 1);
    }
    return [...found].filter(([, count]) => count >= manyDismissals).toSorted(([, a], [, b]) => b - a);
  };
  const names = new Map(rows.map(({ outcome_by, name }) => [outcome_by, name]));
  return {
    days: dismissalDays,
    byRoom: counts(({ room, class_group }) => room ?? class_group).map(([room, count]) => ({ room, count })),
    byAdult: counts(({ outcome_by }) => outcome_by).map(([id, count]) => ({ name: names.get(id) ?? id, count })),
  };
}

export function mayList(person: Person): boolean {
  return hasDuty(person, 'incidents');
}
