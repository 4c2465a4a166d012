/** Owns what a report is once opened, and how a row of the database becomes one. */
import type { Kysely, Selectable } from 'kysely';
import type { Keys } from '../storage/keys.ts';
import type { Tables } from '../storage/tables.ts';
import type { ReportView } from '../../shared/staff-api.ts';

/** Everything known of a report. What a person may see of it is decided by people/permissions.ts alone. */
export type OpenedReport = ReportView & {
  school: string;
  /** Its address is for the safeguarding lead (`lead`), or may be illegal and is for them and `urlReader` alone. */
  lock?: 'lead' | 'illegal';
  urlReader?: string;
};

export type ReportRow = Selectable<Tables['report']>;
export type IncidentRow = Selectable<Tables['incident']>;
type FollowUpView = NonNullable<ReportView['followUps']>[number];

/** How a report's content is bound to its place: a box moved to another row does not open. */
export function boxName(school: string, id: string): string {
  return `report/${school}/${id}`;
}

/** The content of a row, or an empty object when it was erased, is still sealed or was tampered with. */
export function contentOf(keys: Keys, row: ReportRow): Record<string, unknown> {
  if (!row.box || !row.data_key) return {};
  const bytes = keys.unlock(boxName(row.school, row.id), { box: row.box, dataKey: row.data_key });
  if (!bytes) return {};
  const content: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return typeof content === 'object' && content !== null ? { ...content } : {};
}

/** What is left of a row when its content is erased: that something came, when, and how it was answered. */
export function erasedRow(row: ReportRow, { keepHost }: { keepHost: boolean }): ReportRow {
  const gone = {
    device: null,
    class_group: null,
    room: null,
    tier: null,
    tab_kind: null,
    occurred_at: null,
    signed_by: null,
  };
  return { ...row, ...gone, host: keepHost ? row.host : null, source: '', box: null, data_key: null, sealed: null };
}

export function isErased({ box, sealed }: Pick<ReportRow, 'box' | 'sealed'>): boolean {
  return box === null && sealed === null;
}

/**
 * Opens rows of one school, in their order. `withAddress` says whether addresses are decrypted at all: who may not read
 * them never causes it.
 */
export async function openReports(
  read: Kysely<Tables>,
  keys: Keys,
  rows: readonly ReportRow[],
  { withAddress }: { withAddress: boolean },
): Promise<OpenedReport[]> {
  const [first] = rows;
  if (!first) return [];
  const ids = rows.map(({ id }) => id);
  const incidents = await read
    .selectFrom('incident')
    .selectAll()
    .where('school', '=', first.school)
    .where('id', 'in', ids)
    .execute();
  const responses = await read
    .selectFrom('response')
    .select(['report', 'name'])
    .where('school', '=', first.school)
    .where('report', 'in', ids)
    .where('action', '=', 'not-mine')
    .orderBy('at')
    .execute();
  const followUps = await read
    .selectFrom('report')
    .selectAll()
    // An attached follow-up is of its press's school. Asked for the school too, SQLite would walk all its reports.
    .where('press_id', 'in', ids)
    .where('attached', '=', 1)
    .execute();
  // Sorted here: asked to sort, SQLite would walk every report of the school by time instead.
  followUps.sort((one, other) => (one.received_at < other.received_at ? -1 : 1));
  const lockOf = await locksOf(read, first.school, ids);
  const incidentOf = new Map(incidents.map((incident) => [incident.id, incident]));
  return rows.map((row) => ({
    ...viewOf(row, incidentOf.get(row.id)),
    ...lockOf(row.id),
    ...(withAddress ? addressOf(contentOf(keys, row)) : {}),
    ...list(
      'notMine',
      responses.filter(({ report }) => report === row.id).map(({ name }) => name),
    ),
    ...list(
      'followUps',
      followUps.filter(({ press_id }) => press_id === row.id).map((followUp) => followUpView(keys, followUp)),
    ),
  }));
}

type Lock = Pick<OpenedReport, 'lock' | 'urlReader'>;

/** What locks an address: its own incident, or the one it was merged into. */
async function locksOf(read: Kysely<Tables>, school: string, ids: readonly string[]): Promise<(id: string) => Lock> {
  const select = (wanted: readonly string[]) =>
    read
      .selectFrom('casework')
      .select(['id', 'merged_into', 'url_lock', 'url_reader'])
      .where('school', '=', school)
      .where('id', 'in', wanted)
      .execute();
  const own = await select(ids);
  const heads = own.flatMap(({ merged_into }) => merged_into ?? []);
  const rows = new Map([...own, ...(heads.length > 0 ? await select(heads) : [])].map((row) => [row.id, row]));
  return (id) => {
    const row = rows.get(id);
    const all = [row, row?.merged_into ? rows.get(row.merged_into) : undefined];
    const locking = all.find((one) => one?.url_lock === 'illegal') ?? all.find((one) => one?.url_lock === 'lead');
    if (!locking?.url_lock) return {};
    return { lock: locking.url_lock, ...(locking.url_reader ? { urlReader: locking.url_reader } : {}) };
  };
}

function viewOf(row: ReportRow, incident: IncidentRow | undefined): OpenedReport {
  return {
    school: row.school,
    id: row.id,
    state: incident?.state ?? 'stored',
    receivedAt: row.received_at,
    occurredAt: row.occurred_at ?? row.received_at,
    ...present({
      device: row.device,
      group: row.class_group,
      room: row.room,
      tier: row.tier as ReportView['tier'],
      tabKind: row.tab_kind as ReportView['tabKind'],
      host: row.host,
      unverified: row.unverified,
      practice: yes(row.practice),
      erased: isErased(row) ? (true as const) : undefined,
      entry: row.kind === 'entry' ? (true as const) : undefined,
      outcome: incident?.outcome,
      acknowledgedBy: incident?.acknowledged_name,
      acknowledgedAt: incident?.acknowledged_at,
      releasedAt: incident?.released_at,
      releasedLocally: yes(incident?.released_locally),
      escalated: incident?.escalated_at ? (true as const) : undefined,
    }),
    confirmed: row.confirmed === 1,
  };
}

function addressOf(content: Record<string, unknown>): Pick<ReportView, 'url' | 'others'> {
  const { url, others } = content;
  return present({
    url: typeof url === 'string' ? url : undefined,
    others: Array.isArray(others) ? others.filter((other) => typeof other === 'string') : undefined,
  });
}

function followUpView(keys: Keys, row: ReportRow): FollowUpView {
  const { releasedLocally, category, forFriend, uncovered, pressedAgain, earlierPage } = contentOf(keys, row);
  // The content was checked against the schema when it arrived.
  return present({
    occurredAt: row.occurred_at ?? row.received_at,
    releasedLocally,
    category,
    forFriend,
    uncovered,
    pressedAgain,
    earlierPage,
  }) as FollowUpView;
}

function yes(flag: 0 | 1 | undefined): true | undefined {
  return flag === 1 ? true : undefined;
}

function list<K extends string, T>(name: K, values: readonly T[]): { [P in K]?: T[] } {
  return values.length > 0 ? ({ [name]: [...values] } as { [P in K]: T[] }) : {};
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> };

/** Only the members that hold something. */
function present<T extends Record<string, unknown>>(members: T): Present<T> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined),
  ) as Present<T>;
}
