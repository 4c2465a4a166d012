/** Owns what technicians see of all devices: a page, what each wants, and how many there are of each kind. */
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import { sql } from 'kysely';
import {
  deviceFilters,
  type DeviceFilter,
  type DeviceList,
  type DeviceSummary,
  type DeviceView,
} from '../../shared/fleet-api.ts';
import type { Store } from '../storage/store.ts';
import type { Tables } from '../storage/tables.ts';
import { approvalUntil } from './approval.ts';
import { gapsOf, missingOf, type Gap } from './numbering.ts';
import { searchWords, versionKey } from './place.ts';
import { beatOf, summaryOf, type Judging, type ListedRow } from './view.ts';

export type Parts = { store: Store; now: () => number; /** The version that this server came with. */ version: string };

export type DeviceQuery = {
  state: DeviceFilter;
  search?: string | undefined;
  /** `next` of the page before. */
  after?: string | undefined;
};

/** A week: school laptops are shut at weekends. */
const silentDays = 7;
const pageDevices = 50;
const mostLoose = 50;

type Where = ExpressionBuilder<Tables, 'device'>;

const missing = sql<number>`(
  SELECT coalesce(sum(max(0, highest - received - settled)), 0) FROM numbering
  WHERE numbering.school = device.school AND numbering.device = device.id
)`;

/** What each filter means, as one condition for lists and counts. */
function meaning(name: DeviceFilter, { silentBefore, current, oldVersion }: Judging) {
  return (where: Where): Expression<SqlBool> => {
    const active = (...more: Expression<SqlBool>[]) => where.and([where('state', '=', 'active'), ...more]);
    switch (name) {
      case 'all':
        return where('state', '!=', 'revoked');
      case 'pending':
      case 'revoked':
        return where('state', '=', name);
      case 'silent':
        return active(sql<SqlBool>`coalesce(seen_at, decided_at, enrolled_at) < ${silentBefore}`);
      case 'held':
        return active(where('held', '>', 0));
      case 'old-version':
        return active(where('version_key', '<', oldVersion));
      case 'gaps':
        return active(sql<SqlBool>`${missing} > 0`);
      case 'old-code':
        return active(where('site_code', 'is not', null), where('site_code', '!=', current ?? ''));
    }
  };
}

export async function judgingOf({ store, now, version }: Parts, school: string): Promise<Judging> {
  const current = await store.read
    .selectFrom('site_code')
    .select('hash')
    .where('school', '=', school)
    .where('revoked_at', 'is', null)
    .where('expires_at', 'is', null)
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  return {
    silentBefore: new Date(now() - silentDays * 86_400_000).toISOString(),
    current: current?.hash,
    oldVersion: versionKey(version),
  };
}

export async function listDevices(parts: Parts, school: string, query: DeviceQuery): Promise<DeviceList> {
  const { read } = parts.store;
  const at = new Date(parts.now()).toISOString();
  const judging = await judgingOf(parts, school);
  let rows = listed(read, school)
    .where(meaning(query.state, judging))
    .orderBy('sort_key')
    .orderBy('id')
    .limit(pageDevices + 1);
  for (const word of searchWords(query.search ?? ''))
    rows = rows.where((where) =>
      where.or([sql<SqlBool>`instr(sort_key, ${word}) > 0`, sql<SqlBool>`instr(lower(id), ${word}) = 1`]),
    );
  const from = query.after === undefined ? undefined : readCursor(query.after);
  if (from)
    rows = rows.where((where) =>
      where.or([
        where('sort_key', '>', from.sort),
        where.and([where('sort_key', '=', from.sort), where('id', '>', from.id)]),
      ]),
    );
  const found = await rows.execute();
  const page = found.slice(0, pageDevices);
  const last = page.at(-1);
  const until = await approvalUntil(read, school, at);
  return {
    devices: page.map((row) => summaryOf(row, judging)),
    ...(found.length > pageDevices && last ? { next: cursorOf(last) } : {}),
    counts: await countsOf(read, school, judging),
    ...(until === undefined ? {} : { approvalUntil: until }),
    now: at,
    version: parts.version,
    loose: await looseOf(read, school),
  };
}

function listed(read: Kysely<Tables>, school: string) {
  return read.selectFrom('device').selectAll().select(missing.as('missing')).where('school', '=', school);
}

/** All kinds in one walk over the school's devices. */
async function countsOf(read: Kysely<Tables>, school: string, judging: Judging): Promise<DeviceList['counts']> {
  const row = await read
    .selectFrom('device')
    .select((where) =>
      deviceFilters.map((name) => sql<number>`coalesce(sum(${meaning(name, judging)(where)}), 0)`.as(name)),
    )
    .where('school', '=', school)
    .executeTakeFirstOrThrow();
  return row;
}

/** Gaps of installations that have no key here. */
async function looseOf(read: Kysely<Tables>, school: string): Promise<DeviceList['loose']> {
  const rows = await read
    .selectFrom('numbering')
    .selectAll()
    .where('school', '=', school)
    .where('device', 'is', null)
    .where(sql<SqlBool>`highest - received - settled > 0`)
    .orderBy('last_at', 'desc')
    .limit(mostLoose)
    .execute();
  return Promise.all(
    rows.map(async (row) => {
      const labelled = await read
        .selectFrom('report')
        .select('device')
        .where('school', '=', school)
        .where('gen', '=', row.gen)
        .where('device', 'is not', null)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      const label = labelled?.device ?? undefined;
      return { gen: row.gen, ...(label === undefined ? {} : { label }), missing: missingOf(row), lastAt: row.last_at };
    }),
  );
}

/** One device with its health and its gaps; `undefined` when there is none. */
export async function findDevice(parts: Parts, school: string, id: string): Promise<DeviceView | undefined> {
  const { read } = parts.store;
  const row: ListedRow | undefined = await listed(read, school).where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const judging = await judgingOf(parts, school);
  const lives = await read
    .selectFrom('numbering')
    .selectAll()
    .where('school', '=', school)
    .where('device', '=', id)
    .execute();
  const gaps: Gap[] = [];
  for (const life of lives) if (missingOf(life) > 0) gaps.push(...(await gapsOf(read, life)));
  return {
    ...(summaryOf(row, judging) satisfies DeviceSummary),
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at }),
    ...(row.decided_by === null ? {} : { decidedBy: row.decided_by }),
    ...beatOf(row, judging),
    gaps,
  };
}

function cursorOf({ sort_key, id }: Pick<ListedRow, 'sort_key' | 'id'>): string {
  return Buffer.from(JSON.stringify([sort_key, id])).toString('base64url');
}

/** Whether text can be a cursor; anything that is one merely says where to go on. */
export function readCursor(text: string): { sort: string; id: string } | undefined {
  try {
    const [sort, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    return typeof sort === 'string' && typeof id === 'string' ? { sort, id } : undefined;
  } catch {
    return undefined;
  }
}
