/** Owns whom a step of the ladder tells: by class, room and role, and who of them can be reached at this moment. */
import type { Audience } from '../../shared/profile.ts';
import { plainLabel } from '../people/permissions.ts';
import type { Person } from '../people/person.ts';
import { staffOf } from '../people/persons.ts';
import type { Store, Tx } from '../storage/store.ts';

export type Place = { group: string | null; room: string | null };
export type Reach = { person: Person; reachable: boolean };

/** A page or staff browser is taken to be there for so long after its last sign. */
export const presenceMs = 60_000;

/** Everyone who works here now, without those who are away, and whether a device of theirs is there. */
export async function presentStaff(
  read: Store['read'] | Tx,
  school: string,
  at: string,
): Promise<{ here: Reach[]; away: Person[] }> {
  const people = await staffOf(read, school, at);
  const absent = await read
    .selectFrom('absence')
    .select('person')
    .where('school', '=', school)
    .where('from_at', '<=', at)
    .where('to_at', '>', at)
    .execute();
  const seen = await read
    .selectFrom('presence')
    .select('person')
    .where('school', '=', school)
    .where('seen_at', '>', new Date(Date.parse(at) - presenceMs).toISOString())
    .execute();
  const pushed = await read
    .selectFrom('push_subscription')
    .select('person')
    .where('school', '=', school)
    .where('failed_at', 'is', null)
    .execute();
  const absentIds = new Set(absent.map(({ person }) => person));
  const reached = new Set([...seen, ...pushed].map(({ person }) => person));
  return {
    here: people
      .filter(({ id }) => !absentIds.has(id))
      .map((person) => ({ person, reachable: reached.has(person.id) })),
    away: people.filter(({ id }) => absentIds.has(id)),
  };
}

/** Whether this person answers for that class or room. Without either, everyone who teaches does. */
export function teaches({ roles, groups }: Person, { group, room }: Place): boolean {
  if (!roles.includes('teacher') && !roles.includes('assistant')) return false;
  if (groups.length === 0 || (!group && !room)) return true;
  const own = new Set(groups.map(plainLabel));
  return [group, room].some((place) => place !== null && own.has(plainLabel(place)));
}

export function isAmong(person: Person, audience: readonly Audience[], place: Place): boolean {
  return audience.some((one) => {
    if (one === 'class') return teaches(person, place);
    // Assistants of another class are no help, and should not be told of it.
    if (one === 'teacher' || one === 'assistant') return person.roles.includes(one) && teaches(person, place);
    return person.roles.includes(one);
  });
}

/** Where presses count as of one place. */
export function placeKey({ group, room }: Place): string {
  return plainLabel(group ?? room ?? '');
}
