/** Owns one incident as a person may see it: its lanes, its reports, its timeline, and what they may do. */
import type { EventKind, IncidentSummary, IncidentView, Moment } from '../../shared/incident-api.ts';
import { hasDuty } from '../people/duties.ts';
import type { Person } from '../people/person.ts';
import { staffOf } from '../people/persons.ts';
import type { Rules } from '../profiles/load.ts';
import type { AuditRow } from '../storage/audit.ts';
import { findCase, freshCase, learnt, type CaseRow } from './casework.ts';
import { childrenOf } from './append-event.ts';
import { checklistsOf, childViews } from './checklists.ts';
import { eventRules } from './event-rules.ts';
import { findReport, glance, type Desk } from './list.ts';
import { chainContent } from './moment-content.ts';
import { suggestionsFor } from './suggestions.ts';
import { writtenOf, type Written } from './written.ts';

type Parts = Desk & { rules: Rules; nameOf: (id: string) => Promise<string | undefined> };

/** The incident that a report belongs to, or itself; every address in it counts as read, unless it is left out. */
export async function findIncident(
  desk: Parts,
  person: Person,
  asked: string,
  withAddress = true,
): Promise<IncidentView | undefined> {
  if (!hasDuty(person, 'incidents') || !(await glance(desk, person, asked))) return undefined;
  const { read } = desk.store;
  const id = (await findCase(read, person.school, asked))?.merged_into ?? asked;
  const row = await rowOf(desk, person.school, id);
  const reports = [id, ...(await membersOf(desk, person.school, id))];
  const find = withAddress ? findReport : glance;
  const views = (await Promise.all(reports.map((report) => find(desk, person, report)))).filter(
    (view) => view !== undefined,
  );
  const [first] = views;
  if (!first || first.id !== id) return undefined;
  const written = await writtenOf(read, desk.keys, person.school, reports);
  const lead = hasDuty(person, 'narrative');
  const own = written.filter(({ subject }) => subject === id);
  return {
    ...summaryOf(person, row, reports, first),
    views,
    timeline: await timelineOf(desk, person, reports, written, first.url !== undefined),
    ...(lead ? { suggestions: await suggestionsFor(desk, person, id, reports) } : {}),
    may: (Object.keys(eventRules) as EventKind[]).filter((kind) => hasDuty(person, eventRules[kind].duty)),
    ...(lead ? { checklists: checklistsOf(desk.rules, row, own), children: childViews(own) } : {}),
    ...(lead ? { parentsOpen: childrenOf(own).undecided.size } : {}),
    ...(lead ? await caseOf(desk, person, row) : {}),
  };
}

/** Which page it was, whether it must be kept, and who could be let read what is locked. */
async function caseOf({ store, now }: Desk, person: Person, { page, hold, url_reader, external }: CaseRow) {
  const canName = hasDuty(person, 'decide') && external !== 'not-applicable';
  const staff = canName ? await staffOf(store.read, person.school, new Date(now()).toISOString()) : [];
  const technicians = staff.filter((one) => hasDuty(one, 'technical')).map(({ id, name }) => ({ id, name }));
  return {
    ...(page === null ? {} : { page }),
    ...(hold ? { hold: true as const } : {}),
    ...(url_reader ? { reader: url_reader } : {}),
    ...(technicians.length > 0 ? { technicians } : {}),
  };
}

async function rowOf(desk: Desk, school: string, id: string): Promise<CaseRow> {
  const { read } = desk.store;
  const row = await findCase(read, school, id);
  if (row) return row;
  const report = await read
    .selectFrom('report')
    .leftJoin('incident', (join) =>
      join.onRef('incident.school', '=', 'report.school').onRef('incident.id', '=', 'report.id'),
    )
    .select(['report.received_at', 'incident.state', 'incident.outcome'])
    .where('report.school', '=', school)
    .where('report.id', '=', id)
    .executeTakeFirstOrThrow();
  return learnt(freshCase(school, id, report.received_at), report.state, report.outcome);
}

export async function membersOf({ store }: Desk, school: string, id: string): Promise<string[]> {
  const rows = await store.read
    .selectFrom('casework')
    .select('id')
    .where('school', '=', school)
    .where('merged_into', '=', id)
    .execute();
  return rows.map((row) => row.id);
}

type Seen = Pick<
  IncidentSummary,
  'outcome' | 'practice' | 'device' | 'room' | 'group' | 'host' | 'entry' | 'acknowledgedBy'
>;

/** What stands in a list; lanes beyond the classroom only for those whose lanes they are. */
export function summaryOf(person: Person, row: CaseRow, reports: string[], seen: Seen): IncidentSummary {
  const lead = hasDuty(person, 'narrative');
  const technical = lead || hasDuty(person, 'technical');
  return {
    id: row.id,
    openedAt: row.opened_at,
    reports,
    lanes: {
      classroom: row.classroom,
      ...(lead ? { safeguarding: row.safeguarding, external: row.external } : {}),
      ...(technical ? { technical: row.technical } : {}),
    },
    ...seenOf(seen),
    ...(lead && row.risk ? { risk: row.risk } : {}),
    ...(lead && row.procedure ? { procedure: row.procedure } : {}),
    ...(row.url_lock ? { locked: true as const } : {}),
    ...(row.merged_into ? { mergedInto: row.merged_into } : {}),
  };
}

/** What is known of it at a glance, as far as this person sees it. */
function seenOf({ outcome, practice, device, room, group, host, entry, acknowledgedBy }: Seen): Seen {
  const seen = { outcome, practice, device, room, group, host, entry, acknowledgedBy };
  return Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined));
}

/** Kinds of the chain that are nobody's narrative: what happened in the classroom. */
const classroomKinds =
  /^(press\.received|entry\.received|report\.opened|alert\.\w+|alert\.not-mine|cover\.released|escalation\.step|outcome\.set|follow-up\.\w+)$/;
const technicalKinds = /^(press\.received|entry\.received|block\.\w+|provider\.\w+|mail\.\w+|feed\.published)$/;

async function timelineOf(
  desk: Parts,
  person: Person,
  reports: readonly string[],
  written: readonly Written[],
  address: boolean,
): Promise<Moment[]> {
  const { read } = desk.store;
  const followUps = await read.selectFrom('report').select('id').where('press_id', 'in', reports).execute();
  const subjects = [...reports, ...followUps.map(({ id }) => id)];
  const rows = await read
    .selectFrom('audit')
    .selectAll()
    .where('school', '=', person.school)
    .where('subject', 'in', subjects)
    .orderBy('seq')
    .execute();
  const contents = new Map(written.map(({ seq, content }) => [seq, content]));
  const names = new Map<string, string | undefined>();
  const moments: Moment[] = [];
  for (const row of rows) {
    if (!seesMoment(person, row)) continue;
    if (!names.has(row.actor)) names.set(row.actor, await desk.nameOf(row.actor));
    const name = names.get(row.actor);
    const content =
      contents.get(row.seq) ?? (seesChain(person, row) ? await chainContent(row, desk.nameOf) : undefined);
    moments.push({
      seq: row.seq,
      at: row.at,
      kind: row.kind,
      ...(name === undefined || !seesNames(person, row) ? {} : { by: name }),
      ...(content && (!contents.has(row.seq) || seesContent(person, row, address)) ? { content } : {}),
    });
  }
  return moments;
}

function seesMoment(person: Person, { kind, actor }: AuditRow): boolean {
  if (hasDuty(person, 'narrative')) return true;
  if (actor === person.id) return true;
  if (hasDuty(person, 'technical') && technicalKinds.test(kind)) return true;
  return hasDuty(person, 'note') && (classroomKinds.test(kind) || kind === 'page.chosen' || kind === 'block.requested');
}

function seesNames(person: Person, { kind, actor }: AuditRow): boolean {
  return (
    actor === person.id || hasDuty(person, 'note') || hasDuty(person, 'narrative') || /^(block|provider)\./.test(kind)
  );
}

/** What the chain itself tells: names of colleagues and the outcome are not for technicians, the mail's way is. */
function seesChain(person: Person, { kind }: AuditRow): boolean {
  return hasDuty(person, 'note') || (hasDuty(person, 'technical') && kind.startsWith('mail.'));
}

function seesContent(person: Person, { kind, actor }: AuditRow, address: boolean): boolean {
  if (kind === 'url.corrected') return address;
  if (hasDuty(person, 'narrative') || actor === person.id) return true;
  const rule = Object.hasOwn(eventRules, kind) ? eventRules[kind as EventKind] : undefined;
  return rule?.readers === 'all' || (rule?.readers === 'technical' && hasDuty(person, 'technical'));
}
