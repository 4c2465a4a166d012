/**
 * Owns the rule of two people: a role that opens cases or accounts, and a new password for whoever has one, needs a
 * second person's word. Where there is no second person yet, a day must pass, and head and chair are told at once.
 */
import { randomUUID } from 'node:crypto';
import type { Role } from '../../shared/roles.ts';
import { notify } from '../alerts/notice.ts';
import { enqueue } from '../alerts/outbox.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Store, Tx } from '../storage/store.ts';
import { hasDuty } from './duties.ts';
import type { Person } from './person.ts';
import { roleOf, staffOf } from './persons.ts';

export const guardedRoles: ReadonlySet<Role> = new Set(['dsl', 'deputy', 'head', 'chair', 'admin']);
const delayMs = 24 * 60 * 60 * 1000;

export type Wanted = { kind: 'roles' | 'reset'; personId: string; roles: readonly Role[]; groups: readonly string[] };

/** Who could give the second word about this person. */
async function seconds(
  read: Store['read'] | Tx,
  school: string,
  not: readonly string[],
  at: string,
): Promise<Person[]> {
  return (await staffOf(read, school, at)).filter((one) => hasDuty(one, 'consent-roles') && !not.includes(one.id));
}

/** Writes it down and tells who may agree. */
export async function askSecond(tx: Tx, person: Person, wanted: Wanted, at: string): Promise<string> {
  const { school } = person;
  const id = randomUUID();
  const others = await seconds(tx, school, [person.id, wanted.personId], at);
  const dueAt = others.length > 0 ? null : new Date(Date.parse(at) + delayMs).toISOString();
  await tx
    .insertInto('role_request')
    .values({
      school,
      id,
      kind: wanted.kind,
      person_id: wanted.personId,
      roles: JSON.stringify(wanted.roles),
      groups: JSON.stringify(wanted.groups),
      asked_by: person.id,
      asked_at: at,
      due_at: dueAt,
      state: 'open',
      decided_by: null,
      decided_at: null,
    })
    .execute();
  const actor = { school, actor: person.id, actorRole: person.roles.join(',') };
  const payload = { request: id, what: wanted.kind, roles: wanted.roles, groups: wanted.groups, due: dueAt };
  await appendAudit(tx, { ...actor, kind: 'role.asked', subject: wanted.personId, payload }, at);
  await notify(tx, { school, kind: 'role-asked', key: id, tell: ['head', 'chair', 'admin'], subject: id, at });
  if (dueAt) await enqueue(tx, { school, kind: 'role-due', key: id, dueAt, subject: id });
  return id;
}

export async function openRequests(read: Store['read'] | Tx, school: string) {
  const rows = await read
    .selectFrom('role_request')
    .innerJoin('persons', 'persons.id', 'role_request.person_id')
    .selectAll('role_request')
    .select('persons.name')
    .where('role_request.school', '=', school)
    .where('role_request.state', '=', 'open')
    .orderBy('role_request.asked_at')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    personId: row.person_id,
    name: row.name,
    roles: JSON.parse(row.roles) as Role[],
    groups: JSON.parse(row.groups) as string[],
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    ...(row.due_at === null ? {} : { dueAt: row.due_at }),
  }));
}

export type Agreed = 'done' | 'unknown' | 'self';

/** The second word. Whoever asked, and whom it is about, cannot give it; to refuse, whoever asked may. */
export async function answerRequest(tx: Tx, person: Person, id: string, agree: boolean, at: string): Promise<Agreed> {
  const { school } = person;
  const found = (await openRequests(tx, school)).find((one) => one.id === id);
  if (!found || !hasDuty(person, 'consent-roles')) return 'unknown';
  if (found.personId === person.id || (agree && found.askedBy === person.id)) return 'self';
  await close(tx, school, id, agree ? 'agreed' : 'refused', person.id, at);
  const actor = { school, actor: person.id, actorRole: person.roles.join(',') };
  await appendAudit(
    tx,
    { ...actor, kind: agree ? 'role.agreed' : 'role.refused', subject: found.personId, payload: { request: id } },
    at,
  );
  if (agree && found.kind === 'roles') await grant(tx, { school, by: found.askedBy, second: person.id }, found, at);
  return 'done';
}

/** A day has passed and nobody has refused: there was no second person when it was asked. */
export async function takeDue(tx: Tx, school: string, id: string, at: string): Promise<void> {
  const found = (await openRequests(tx, school)).find((one) => one.id === id);
  if (!found) return;
  await close(tx, school, id, 'agreed', 'system', at);
  if (found.kind === 'roles') await grant(tx, { school, by: found.askedBy, second: 'system' }, found, at);
}

async function close(
  tx: Tx,
  school: string,
  id: string,
  state: 'agreed' | 'refused' | 'used',
  by: string,
  at: string,
): Promise<void> {
  await tx
    .updateTable('role_request')
    .set({ state, decided_by: by, decided_at: at })
    .where('school', '=', school)
    .where('id', '=', id)
    .execute();
}

/** Ends what a person had and gives what was asked for. */
export async function grant(
  tx: Tx,
  { school, by, second }: { school: string; by: string; second?: string },
  { personId, roles, groups }: Pick<Wanted, 'personId' | 'roles' | 'groups'>,
  at: string,
): Promise<void> {
  const actorRole = await roleOf(tx, by, at);
  await tx
    .updateTable('grants')
    .set({ to_at: at })
    .where('person_id', '=', personId)
    .where('to_at', 'is', null)
    .execute();
  const row = { id: randomUUID(), school, person_id: personId, granted_by: by, from_at: at, to_at: null };
  const given = { roles: JSON.stringify([...new Set(roles)]), groups: JSON.stringify([...new Set(groups)]) };
  if (roles.length > 0)
    await tx
      .insertInto('grants')
      .values({ ...row, ...given })
      .execute();
  const payload = { roles, groups, ...(second ? { second } : {}) };
  const kind = roles.length > 0 ? 'role.granted' : 'role.revoked';
  await appendAudit(tx, { school, actor: by, actorRole, kind, subject: personId, payload }, at);
}

/** Spends an agreed new password of this person, asked for in the last day. */
export async function useReset(tx: Tx, person: Person, personId: string, at: string): Promise<boolean> {
  const row = await tx
    .selectFrom('role_request')
    .select('id')
    .where('school', '=', person.school)
    .where('kind', '=', 'reset')
    .where('person_id', '=', personId)
    .where('asked_by', '=', person.id)
    .where('state', '=', 'agreed')
    .where('decided_at', '>', new Date(Date.parse(at) - delayMs).toISOString())
    .executeTakeFirst();
  if (row) await close(tx, person.school, row.id, 'used', person.id, at);
  return row !== undefined;
}
