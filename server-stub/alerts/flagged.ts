/** Owns which screens of a grouped alert stay covered when all others are released: those that somebody set aside for the safeguarding lead. */
import type { Store } from '../storage/store.ts';

export async function flaggedOf(
  read: Store['read'],
  school: string,
  { reports }: { reports: readonly string[] },
): Promise<string[]> {
  const asked = await read
    .selectFrom('response')
    .select('report')
    .distinct()
    .where('school', '=', school)
    .where('report', 'in', reports)
    .where('action', '=', 'escalate')
    .execute();
  const locked = await read
    .selectFrom('casework')
    .select('id')
    .where('school', '=', school)
    .where('id', 'in', reports)
    .where('url_lock', 'is not', null)
    .execute();
  return [...new Set([...asked.map(({ report }) => report), ...locked.map(({ id }) => id)])];
}
