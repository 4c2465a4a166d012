/** Owns finding reports of the same page as an incident's: suggested to a person, never merged by itself. */
import type { Person } from '../people/person.ts';
import { glance, type Desk } from './list.ts';
import { contentOf, type ReportRow } from './report.ts';

const withinMs = 14 * 24 * 60 * 60 * 1000;
const mostLooked = 200;
const mostSuggested = 10;

export async function suggestionsFor(
  desk: Desk,
  person: Person,
  id: string,
  members: readonly string[],
): Promise<{ id: string; receivedAt: string; why: 'same-page' }[]> {
  const { read } = desk.store;
  const own = await read
    .selectFrom('report')
    .selectAll()
    .where('school', '=', person.school)
    .where('id', '=', id)
    .executeTakeFirst();
  const page = own && pageOf(desk, own);
  if (!own || page === undefined) return [];
  const around = Date.parse(own.received_at);
  const rows = await read
    .selectFrom('report')
    .selectAll()
    .where('school', '=', person.school)
    .where('received_at', '>=', new Date(around - withinMs).toISOString())
    .where('received_at', '<=', new Date(around + withinMs).toISOString())
    .where('host', '=', own.host)
    .where('practice', '=', own.practice)
    .where('id', 'not in', members)
    .orderBy('received_at', 'desc')
    .limit(mostLooked)
    .execute();
  const merged = await read
    .selectFrom('casework')
    .select('id')
    .where('school', '=', person.school)
    .where('merged_into', 'is not', null)
    .execute();
  const taken = new Set(merged.map((row) => row.id));
  const found = [];
  for (const row of rows) {
    if (taken.has(row.id) || pageOf(desk, row) !== page || !(await glance(desk, person, row.id))) continue;
    found.push({ id: row.id, receivedAt: row.received_at, why: 'same-page' as const });
    if (found.length === mostSuggested) break;
  }
  return found;
}

/** Host and path: a query says who somebody is more often than what the page is. Never leaves this file. */
function pageOf({ keys }: Desk, row: ReportRow): string | undefined {
  const { url } = contentOf(keys, row);
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { host, pathname } = new URL(url);
  return host ? `${host}${pathname}` : undefined;
}
