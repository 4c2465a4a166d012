/** Persons and their grants: who belongs to a school, with which roles, given by whom and for how long. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { roles as knownRoles } from '../../shared/roles.ts';
import type { Role } from '../../shared/roles.ts';
import type { Me } from '../../shared/staff-api.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Store, Tx } from '../storage/store.ts';
import { isLimitedToGroups } from './permissions.ts';
import type { Person } from './person.ts';
import { plainText } from './plain-text.ts';
import { text } from './text.ts';

export type Grant = Me['grants'][number];
/** A person with the grants that hold at this moment. */
export type Standing = {
  id: string;
  school: string;
  email: string;
  name: string;
  accepted: boolean;
  disabled: boolean;
  passwordAt?: string;
  aupSignedAt?: string;
  grants: Grant[];
};

export async function standingOf(read: Store['read'] | Tx, id: string, at: string): Promise<Standing | undefined> {
  const row = await read.selectFrom('persons').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const grants = await read
    .selectFrom('grants')
    .select(['school', 'roles', 'groups'])
    .where('person_id', '=', id)
    .where('from_at', '<=', at)
    .where((where) => where.or([where('to_at', 'is', null), where('to_at', '>', at)]))
    .orderBy('from_at')
    .execute();
  return {
    id: row.id,
    school: row.school,
    email: row.email,
    name: row.name,
    accepted: row.accepted_at !== null,
    disabled: row.disabled_at !== null || (row.ends_at !== null && row.ends_at <= at),
    ...(row.password_at ? { passwordAt: row.password_at } : {}),
    ...(row.aup_signed_at ? { aupSignedAt: row.aup_signed_at } : {}),
    grants: grants.map(({ school, roles, groups }) => ({
      school,
      roles: JSON.parse(roles) as Role[],
      groups: JSON.parse(groups) as string[],
    })),
  };
}

/** Everyone with an account in use and a role that holds now. */
export async function staffOf(read: Store['read'] | Tx, school: string, at: string): Promise<Person[]> {
  const rows = await read
    .selectFrom('grants')
    .innerJoin('persons', 'persons.id', 'grants.person_id')
    .select(['persons.id', 'persons.name', 'persons.email', 'grants.roles', 'grants.groups'])
    .where('persons.school', '=', school)
    .where('grants.school', '=', school)
    .where('persons.accepted_at', 'is not', null)
    .where('persons.disabled_at', 'is', null)
    .where((where) => where.or([where('persons.ends_at', 'is', null), where('persons.ends_at', '>', at)]))
    .where('grants.from_at', '<=', at)
    .where((where) => where.or([where('grants.to_at', 'is', null), where('grants.to_at', '>', at)]))
    .orderBy('grants.from_at')
    .execute();
  const standings = new Map<string, Standing>();
  for (const { id, name, email, roles, groups } of rows) {
    const known = standings.get(id) ?? { id, school, email, name, accepted: true, disabled: false, grants: [] };
    known.grants.push({ school, roles: JSON.parse(roles) as Role[], groups: JSON.parse(groups) as string[] });
    standings.set(id, known);
  }
  return [...standings.values()].map((standing) => personOfStanding(standing, 'full'));
}

/**
 * The person that a standing makes: the union of the grants in the person's own school. Groups come from the grants
 * that are limited to groups, so that a second, wider role of another kind never widens a classroom role.
 */
export function personOfStanding({ id, name, email, school, grants }: Standing, scope: Person['scope']): Person {
  const own = grants.filter((grant) => grant.school === school);
  const limited = own.filter((grant) => grant.roles.some(isLimitedToGroups));
  const everywhere = limited.some((grant) => grant.groups.length === 0);
  return {
    id,
    name,
    email,
    school,
    roles: [...new Set(own.flatMap((grant) => grant.roles))],
    groups: everywhere ? [] : [...new Set((limited.length > 0 ? limited : own).flatMap((grant) => grant.groups))],
    scope,
  };
}

const label = v.pipe(plainText, v.nonEmpty(), v.maxLength(120));
// better-auth's own rule at sign-in: whoever is let in here must be able to come in there (o'brien@… too).
const address = /^(?!\.)(?!.*\.\.)[a-z0-9_'+\-.]*[a-z0-9_+-]@(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}$/;
const newPersonSchema = v.object({
  school: v.string(),
  email: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.maxLength(254), v.regex(address)),
  name: label,
  roles: v.pipe(v.array(v.picklist(knownRoles)), v.minLength(1)),
  groups: v.pipe(v.array(label), v.maxLength(50)),
  /** Who gives the roles: a person's id, or `command`. */
  by: v.string(),
});
export type NewPerson = v.InferInput<typeof newPersonSchema>;
type Checked = v.InferOutput<typeof newPersonSchema>;

export function checkNewPerson(input: unknown): { ok: true; person: Checked } | { ok: false; reason: string } {
  const checked = v.safeParse(newPersonSchema, input);
  if (checked.success) return { ok: true, person: checked.output };
  const field = v.getDotPath(checked.issues[0])?.split('.')[0];
  const reasons: Record<string, string> = {
    email: text.add.email,
    name: text.add.name,
    roles: text.add.roles(knownRoles.join(', ')),
    groups: text.add.groups,
  };
  return { ok: false, reason: reasons[field ?? ''] ?? text.notJson };
}

/** Writes a person and one grant, or renews those of a person who has not yet accepted; audited. */
export async function putPerson(
  tx: Tx,
  input: Checked,
  at: string,
): Promise<{ ok: true; id: string } | { ok: false; reason: string }> {
  const there = await tx.selectFrom('persons').selectAll().where('email', '=', input.email).executeTakeFirst();
  if (there && there.id === input.by) return { ok: false, reason: text.add.self };
  if (there && there.school !== input.school) return { ok: false, reason: text.add.elsewhere };
  if (there?.disabled_at) return { ok: false, reason: text.add.closed };
  // An invitation sets a password. For an account in use that would be a way to sign in as somebody else.
  if (there?.accepted_at) return { ok: false, reason: text.add.there };
  const id = there?.id ?? randomUUID();
  const actorRole = await roleOf(tx, input.by, at);
  const audit = (kind: string, payload?: Record<string, unknown>) =>
    appendAudit(
      tx,
      { school: input.school, actor: input.by, actorRole, kind, subject: id, ...(payload ? { payload } : {}) },
      at,
    );
  if (there) {
    await tx.updateTable('persons').set({ name: input.name }).where('id', '=', id).execute();
    const { numUpdatedRows } = await tx
      .updateTable('grants')
      .set({ to_at: at })
      .where('person_id', '=', id)
      .where('to_at', 'is', null)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n) await audit('role.revoked', { reason: 'invited again' });
  } else {
    await tx
      .insertInto('persons')
      .values({
        id,
        school: input.school,
        email: input.email,
        name: input.name,
        created_at: at,
        accepted_at: null,
        disabled_at: null,
      })
      .execute();
    await audit('person.added');
  }
  await tx
    .insertInto('grants')
    .values({
      id: randomUUID(),
      school: input.school,
      person_id: id,
      roles: JSON.stringify([...new Set(input.roles)]),
      groups: JSON.stringify([...new Set(input.groups)]),
      granted_by: input.by,
      from_at: at,
      to_at: null,
    })
    .execute();
  await audit('role.granted', { roles: input.roles, groups: input.groups });
  return { ok: true, id };
}

/** Writes a person without any grant: they can join, and see nothing until somebody gives them a role. */
export async function putBare(
  tx: Tx,
  { school, email, name, by }: Pick<Checked, 'school' | 'email' | 'name' | 'by'>,
  at: string,
): Promise<{ ok: true; id: string } | { ok: false; reason: string }> {
  const there = await tx.selectFrom('persons').selectAll().where('email', '=', email).executeTakeFirst();
  if (there) return { ok: false, reason: there.disabled_at ? text.add.closed : text.add.there };
  const id = randomUUID();
  const row = { id, school, email, name, created_at: at, accepted_at: null, disabled_at: null };
  await tx.insertInto('persons').values(row).execute();
  await appendAudit(
    tx,
    { school, actor: by, actorRole: await roleOf(tx, by, at), kind: 'person.added', subject: id },
    at,
  );
  return { ok: true, id };
}

/** How the audit names an actor's role: a person's roles, or the actor itself (`command`, `system`). */
export async function roleOf(read: Store['read'] | Tx, actor: string, at: string): Promise<string> {
  const standing = await standingOf(read, actor, at);
  return standing ? personOfStanding(standing, 'full').roles.join(',') : actor;
}
