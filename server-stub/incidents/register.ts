/** Owns the register: pages of incidents, newest first, by what is asked of them; quick however many there are. */
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { IncidentSummary, Shown } from '../../shared/incident-api.ts';
import { hasDuty } from '../people/duties.ts';
import type { Person } from '../people/person.ts';
import type { Tables } from '../storage/tables.ts';
import { summariesOf } from './incident-list.ts';
import { cursorOf, readCursor, type Desk } from './list.ts';
import type { ReportRow } from './report.ts';

export type RegisterQuery = {
  show?: Shown | undefined;
  /** A part of a place, a computer, a host or a reference. */
  q?: string | undefined;
  /** `next` of the page before. */
  before?: string | undefined;
};

const pageIncidents = 50;
/** Rows looked through at a time, and how many times for one answer: a rare match must not hold the others up. */
const windowRows = 5000;
const mostWindows = 4;

/** One page; `next` is there while there may be more, also after a page without a match. */
export async function registerPage(
  desk: Desk,
  person: Person,
  { show, q, before }: RegisterQuery,
): Promise<{ incidents: IncidentSummary[]; next?: string }> {
  const incidents: IncidentSummary[] = [];
  const wanted = q?.trim().toLowerCase() ?? '';
  let from = before;
  for (let windows = 0; windows < mostWindows; windows += 1) {
    const rest = pageIncidents - incidents.length;
    const { rows, next } = await windowOf(desk, person, { show, q: wanted, before: from }, rest);
    const found = await summariesOf(desk, person, rows);
    incidents.push(...found.filter((incident) => matches(incident, wanted)));
    if (next === undefined) return { incidents };
    from = next;
    if (incidents.length >= pageIncidents) break;
  }
  return from === undefined ? { incidents } : { incidents, next: from };
}

/** Only what the person sees of it counts: a search must not tell what a page does not. */
function matches({ id, device, room, group, host }: IncidentSummary, wanted: string): boolean {
  if (wanted === '') return true;
  if (id.startsWith(wanted)) return true;
  return [device, room, group, host].some((part) => part?.toLowerCase().includes(wanted));
}

async function windowOf(
  { store }: Desk,
  person: Person,
  { show, q, before }: { show: Shown | undefined; q: string; before: string | undefined },
  most: number,
): Promise<{ rows: ReportRow[]; next?: string }> {
  const place = before === undefined ? undefined : readCursor(before);
  const rowsBefore = () => {
    const rows = store.read
      .selectFrom('report')
      .where('report.school', '=', person.school)
      .orderBy('report.received_at', 'desc')
      .orderBy('report.id', 'desc');
    if (!place) return rows;
    return rows.where((where) =>
      where.or([
        where('report.received_at', '<', place.received_at),
        where.and([where('report.received_at', '=', place.received_at), where('report.id', '<', place.id)]),
      ]),
    );
  };
  const end = await rowsBefore()
    .select(['report.received_at', 'report.id'])
    .offset(windowRows - 1)
    .limit(1)
    .executeTakeFirst();
  let found = rowsBefore()
    .leftJoin('casework', (join) =>
      join.onRef('casework.school', '=', 'report.school').onRef('casework.id', '=', 'report.id'),
    )
    .leftJoin('incident', (join) =>
      join.onRef('incident.school', '=', 'report.school').onRef('incident.id', '=', 'report.id'),
    )
    .selectAll('report')
    .where('report.kind', '!=', 'follow-up')
    .where('casework.merged_into', 'is', null)
    .limit(most);
  if (end)
    found = found.where((where) =>
      where.or([
        where('report.received_at', '>', end.received_at),
        where.and([where('report.received_at', '=', end.received_at), where('report.id', '>=', end.id)]),
      ]),
    );
  if (show) found = found.where((where) => shownWhere(where, show, person));
  if (q !== '') found = found.where((where) => holds(where, q));
  const rows = await found.execute();
  const last = rows.at(-1);
  if (rows.length === most && last) return { rows, next: cursorOf(last) };
  return end ? { rows, next: cursorOf(end) } : { rows };
}

type Where = ExpressionBuilder<
  Tables & { casework: Tables['casework']; incident: Tables['incident'] },
  'report' | 'casework' | 'incident'
>;

function holds(where: Where, q: string): Expression<SqlBool> {
  const like = `%${q.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const columns = ['report.device', 'report.room', 'report.class_group', 'report.host', 'report.id'] as const;
  return where.or(columns.map((column) => where(where.fn('lower', [column]), 'like', like)));
}

/** Whoever does not lead safeguarding is asked for what their own lanes say. */
function shownWhere(where: Where, show: Shown, person: Person): Expression<SqlBool> {
  const lead = hasDuty(person, 'narrative');
  const real = where('report.practice', '=', 0);
  const open = ['suspected-illegal', 'locked'];
  switch (show) {
    case 'practice':
      return where('report.practice', '=', 1);
    case 'dismissed':
      return where.and([real, where('incident.outcome', '=', 'nothing-unsuitable')]);
    case 'unsuitable':
      return where.and([real, where('incident.outcome', '=', 'unsuitable')]);
    case 'technical':
      if (!lead && !hasDuty(person, 'technical')) return where.val(false);
      return where.and([real, where('casework.technical', 'in', ['requested', 'provider-forwarded'])]);
    case 'locked':
      return where.and([real, where('casework.url_lock', 'is not', null)]);
    case 'open':
      if (!lead) return where.and([real, where('incident.outcome', 'is', null)]);
      return where.and([
        real,
        where.or([
          where('casework.external', 'in', open),
          where('casework.safeguarding', 'not in', ['closed', 'no-further-action']),
          // Nothing has been said of it yet.
          where.and([
            where('casework.id', 'is', null),
            where(where.fn.coalesce('incident.outcome', where.val('')), '!=', 'nothing-unsuitable'),
          ]),
        ]),
      ]);
    case 'closed':
      if (!lead) return where.and([real, where('incident.outcome', 'is not', null)]);
      return where.and([real, where('casework.safeguarding', 'in', ['closed', 'no-further-action'])]);
  }
}
