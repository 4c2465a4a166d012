/** Owns finding reports for a person: what they may see, newest first, with every reading of an address on record. */
import type { Kysely } from 'kysely';
import { may, visibleReport } from '../people/permissions.ts';
import type { Person } from '../people/person.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Keys } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';
import type { Tables } from '../storage/tables.ts';
import type { StatusState } from '../../shared/answer.ts';
import type { ReportList, ReportView } from '../../shared/staff-api.ts';
import { openReports, type ReportRow } from './report.ts';

export type Desk = { store: Store; keys: Keys; now: () => number; ring: () => void };

export type ListQuery = {
  state?: StatusState | undefined;
  /** ISO time in UTC: only what was received since. */
  since?: string | undefined;
  /** `none`: leaves out every address, so that nothing is read and nothing recorded. */
  address?: 'none' | undefined;
  /** `next` of the page before. */
  before?: string | undefined;
};

const pageReports = 50;
/** Rows looked through for one page, so that a person who sees few reports still gets an answer soon. */
const mostRows = 1000;

/** One page of what this person may see; the read of full addresses is committed to the chain before the answer. */
export async function listReports(desk: Desk, person: Person, query: ListQuery): Promise<ReportList> {
  const reports: ReportView[] = [];
  const withAddress = query.address !== 'none' && may(person, 'read-url');
  let before = query.before === undefined ? undefined : readCursor(query.before);
  for (let looked = 0; looked < mostRows; looked += pageReports) {
    const rows = await pageOf(desk.store.read, person.school, query, before);
    const shown = await viewsOf(desk, person, rows, withAddress);
    for (const [index, view] of shown.entries()) {
      before = rows[index];
      if (view) reports.push(view);
      if (reports.length === pageReports) break;
    }
    if (rows.length < pageReports && before?.id === rows.at(-1)?.id) before = undefined;
    if (rows.length === 0) before = undefined;
    if (!before || reports.length === pageReports) break;
  }
  await recordReading(desk, person, reports);
  return before ? { reports, next: cursorOf(before) } : { reports };
}

/** One report as this person may see it; `undefined` when for them there is none. */
export async function findReport(desk: Desk, person: Person, id: string): Promise<ReportView | undefined> {
  const view = await viewOf(desk, person, id, may(person, 'read-url'));
  if (view) await recordReading(desk, person, [view]);
  return view;
}

/**
 * The same without addresses, which are not even decrypted: for events and for answers to what somebody did. Otherwise
 * an open page would count as a reading of every address that arrives.
 */
export function glance(desk: Desk, person: Person, id: string): Promise<ReportView | undefined> {
  return viewOf(desk, person, id, false);
}

async function viewOf(desk: Desk, person: Person, id: string, withAddress: boolean): Promise<ReportView | undefined> {
  const row = await listed(desk.store.read, person.school).where('id', '=', id).executeTakeFirst();
  return row && (await viewsOf(desk, person, [row], withAddress))[0];
}

/** Commits who read which full addresses, one entry for all of them. */
async function recordReading(desk: Desk, person: Person, views: readonly ReportView[]): Promise<void> {
  const read = views.filter(({ url, others }) => url !== undefined || others !== undefined).map(({ id }) => id);
  const [first] = read;
  if (first === undefined) return;
  const entry = {
    ...actorOf(person),
    kind: 'url.read',
    subject: read.length === 1 ? first : 'reports',
    payload: { reports: read },
  };
  await desk.store.write((tx) => appendAudit(tx, entry, new Date(desk.now()).toISOString()));
}

/** How a person stands in the audit chain. */
export function actorOf(person: Person): { school: string; actor: string; actorRole: string } {
  return { school: person.school, actor: person.id, actorRole: person.roles.join(',') };
}

async function viewsOf(
  { store, keys }: Desk,
  person: Person,
  rows: readonly ReportRow[],
  withAddress: boolean,
): Promise<(ReportView | undefined)[]> {
  const opened = await openReports(store.read, keys, rows, { withAddress });
  return opened.map((report) => visibleReport(person, report));
}

/** What stands in a list: presses, entries and what could not be opened or placed; follow-ups stand in their press. */
function listed(read: Kysely<Tables>, school: string) {
  return read
    .selectFrom('report')
    .selectAll()
    .where('school', '=', school)
    .where((where) =>
      where.or([
        where('kind', '!=', 'follow-up'),
        where.and([where('unverified', 'is not', null), where('attached', '=', 0)]),
      ]),
    );
}

type Place = { id: string; received_at: string };

async function pageOf(
  read: Kysely<Tables>,
  school: string,
  { state, since }: ListQuery,
  before: Place | undefined,
): Promise<ReportRow[]> {
  let rows = listed(read, school).orderBy('received_at', 'desc').orderBy('id', 'desc').limit(pageReports);
  if (since !== undefined) rows = rows.where('received_at', '>=', since);
  if (before)
    rows = rows.where((where) =>
      where.or([
        where('received_at', '<', before.received_at),
        where.and([where('received_at', '=', before.received_at), where('id', '<', before.id)]),
      ]),
    );
  if (state !== undefined)
    rows = rows.where((where) =>
      where.exists(
        where
          .selectFrom('incident')
          .select('incident.id')
          .whereRef('incident.school', '=', 'report.school')
          .whereRef('incident.id', '=', 'report.id')
          .where('incident.state', '=', state),
      ),
    );
  return rows.execute();
}

/** Cursor of a page: time and id of its last row; it says nothing that the page did not. */
export function cursorOf({ received_at, id }: Place): string {
  return `${received_at}_${id}`;
}

/** Whether text can be a cursor; anything that is one merely says where to go on. */
export function isCursor(text: string): boolean {
  return /^[0-9TZ:.-]{20,32}_[0-9a-f-]{36}$/.test(text);
}

export function readCursor(text: string): Place {
  const [received_at = '', id = ''] = text.split('_');
  return { received_at, id };
}
