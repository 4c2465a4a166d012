/** Owns the register of who has access: joining, roles, leaving, a new invitation for a forgotten password, and what each has signed. */
import type { Role } from '../../shared/roles.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Store, Tx } from '../storage/store.ts';
import { makeInvite } from './invites.ts';
import type { Person } from './person.ts';
import { checkNewPerson, personOfStanding, putBare, putPerson, standingOf } from './persons.ts';
import { askSecond, grant, guardedRoles, useReset } from './second-person.ts';
import type { Secrets } from './secrets.ts';
import { text } from './text.ts';

export type Registered = {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  groups: string[];
  grantedBy?: string;
  since?: string;
  joinedAt?: string;
  endsAt?: string;
  leftAt?: string;
  aupSignedAt?: string;
  passwordAt?: string;
  emergency?: true;
};

/** Everyone who has or had access, leavers last. */
export async function registerOf(read: Store['read'] | Tx, school: string, at: string): Promise<Registered[]> {
  const rows = await read
    .selectFrom('persons')
    .selectAll()
    .where('school', '=', school)
    .orderBy('disabled_at')
    .orderBy('name')
    .execute();
  return Promise.all(
    rows.map(async (row) => {
      const last = await read
        .selectFrom('grants')
        .select(['granted_by', 'from_at'])
        .where('person_id', '=', row.id)
        .orderBy('from_at', 'desc')
        .executeTakeFirst();
      const standing = await standingOf(read, row.id, at);
      const { roles = [], groups = [] } = standing ? personOfStanding(standing, 'full') : {};
      const optional = {
        grantedBy: last?.granted_by,
        since: last?.from_at,
        joinedAt: row.accepted_at,
        endsAt: row.ends_at,
        leftAt: row.disabled_at,
        aupSignedAt: row.aup_signed_at,
        passwordAt: row.password_at,
      };
      return {
        id: row.id,
        name: row.name,
        email: row.email,
        roles: [...roles],
        groups: [...groups],
        ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value)),
        ...(row.break_glass ? { emergency: true as const } : {}),
      };
    }),
  );
}

export type Changed =
  | { ok: true; id: string; inviteCode?: string; waits?: string }
  | { ok: false; reason: 'unknown' | 'self' | 'last' }
  | { ok: false; reason: 'wrong'; sentence: string };

type New = { email: string; name: string; roles: Role[]; groups: string[] };

/** Adds somebody; a guarded role waits for a second person, the account for its owner. */
export async function addPerson(tx: Tx, secrets: Secrets, person: Person, given: New, nowMs: number): Promise<Changed> {
  const at = new Date(nowMs).toISOString();
  const checked = checkNewPerson({ ...given, school: person.school, by: person.id });
  if (!checked.ok) return { ok: false, reason: 'wrong', sentence: checked.reason };
  const guarded = given.roles.some((role) => guardedRoles.has(role));
  const put = await (guarded ? putBare : putPerson)(tx, checked.person, at);
  if (!put.ok) return { ok: false, reason: 'wrong', sentence: put.reason };
  const wanted = { kind: 'roles' as const, personId: put.id, roles: given.roles, groups: checked.person.groups };
  const waits = guarded ? await askSecond(tx, person, wanted, at) : undefined;
  const inviteCode = await makeInvite(tx, secrets, { school: person.school, personId: put.id, by: person.id, nowMs });
  return { ok: true, id: put.id, inviteCode, ...(waits ? { waits } : {}) };
}

async function other(tx: Tx, person: Person, id: string, at: string) {
  if (id === person.id) return 'self' as const;
  const standing = await standingOf(tx, id, at);
  return standing && standing.school === person.school && !standing.disabled ? standing : ('unknown' as const);
}

/** Gives somebody other roles; a guarded one waits, taking one away does not. */
export async function changeRoles(
  tx: Tx,
  person: Person,
  id: string,
  { roles, groups }: { roles: Role[]; groups: string[] },
  at: string,
): Promise<Changed> {
  const them = await other(tx, person, id, at);
  if (typeof them === 'string') return { ok: false, reason: them };
  const had = new Set(them.grants.flatMap((one) => one.roles));
  if (had.has('admin') && !roles.includes('admin') && (await isLastAdmin(tx, person.school, id, at)))
    return { ok: false, reason: 'last' };
  if (roles.some((role) => guardedRoles.has(role) && !had.has(role)))
    return { ok: true, id, waits: await askSecond(tx, person, { kind: 'roles', personId: id, roles, groups }, at) };
  await grant(tx, { school: person.school, by: person.id }, { personId: id, roles, groups }, at);
  return { ok: true, id };
}

async function isLastAdmin(tx: Tx, school: string, id: string, at: string): Promise<boolean> {
  const admins = (await registerOf(tx, school, at)).filter(({ roles, leftAt }) => roles.includes('admin') && !leftAt);
  return admins.every((one) => one.id === id);
}

/** Closes an account at once, everywhere; its history stays. */
export async function leave(tx: Tx, person: Person, id: string, at: string): Promise<Changed> {
  const them = await other(tx, person, id, at);
  if (typeof them === 'string') return { ok: false, reason: them };
  const admin = them.grants.some(({ roles }) => roles.includes('admin'));
  if (admin && (await isLastAdmin(tx, person.school, id, at))) return { ok: false, reason: 'last' };
  await tx.updateTable('persons').set({ disabled_at: at }).where('id', '=', id).execute();
  await tx.updateTable('grants').set({ to_at: at }).where('person_id', '=', id).where('to_at', 'is', null).execute();
  await tx
    .updateTable('staff_tokens')
    .set({ revoked_at: at })
    .where('person_id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
  await tx.deleteFrom('invites').where('person_id', '=', id).where('used_at', 'is', null).execute();
  await tx.deleteFrom('push_subscription').where('person', '=', id).execute();
  await tx.deleteFrom('presence').where('person', '=', id).execute();
  await record(tx, person, 'person.left', id, at);
  return { ok: true, id };
}

/** A new invitation for whoever has forgotten the password. For a guarded role a second person must have agreed first. */
export async function inviteAgain(
  tx: Tx,
  secrets: Secrets,
  person: Person,
  id: string,
  nowMs: number,
): Promise<Changed> {
  const at = new Date(nowMs).toISOString();
  const them = await other(tx, person, id, at);
  if (typeof them === 'string') return { ok: false, reason: them };
  const { roles, groups } = personOfStanding(them, 'full');
  if (them.accepted && roles.some((role) => guardedRoles.has(role)) && !(await useReset(tx, person, id, at)))
    return { ok: true, id, waits: await askSecond(tx, person, { kind: 'reset', personId: id, roles, groups }, at) };
  return {
    ok: true,
    id,
    inviteCode: await makeInvite(tx, secrets, { school: person.school, personId: id, by: person.id, nowMs }),
  };
}

/** Signed by oneself on the page, or on paper and noted by who keeps the accounts. */
export async function signAup(tx: Tx, person: Person, id: string, at: string): Promise<boolean> {
  const standing = await standingOf(tx, id, at);
  if (!standing || standing.school !== person.school) return false;
  await tx.updateTable('persons').set({ aup_signed_at: at }).where('id', '=', id).execute();
  await record(tx, person, 'aup.signed', id, at);
  return true;
}

const reviewDays = { often: 120, seldom: 365 } as const;

/** When access was last looked through, and when it must be again: each term where roles are reviewed, else each year. */
export async function reviewOf(read: Store['read'] | Tx, school: string, byRole: boolean, at: string) {
  const last = await read
    .selectFrom('audit')
    .select(['at', 'actor'])
    .where('school', '=', school)
    .where('subject', '=', school)
    .where('kind', '=', 'access.reviewed')
    .orderBy('seq', 'desc')
    .executeTakeFirst();
  const { created_at } = await read
    .selectFrom('school')
    .select('created_at')
    .where('id', '=', school)
    .executeTakeFirstOrThrow();
  const days = byRole ? reviewDays.often : reviewDays.seldom;
  const dueAt = new Date(Date.parse(last?.at ?? created_at) + days * 24 * 60 * 60 * 1000).toISOString();
  return { ...(last ? { lastAt: last.at, lastBy: last.actor } : {}), dueAt, overdue: dueAt <= at };
}

export async function record(
  tx: Tx,
  person: Person,
  kind: string,
  subject: string,
  at: string,
  payload: Record<string, unknown> = {},
): Promise<void> {
  const { school, id, roles } = person;
  await appendAudit(tx, { school, actor: id, actorRole: roles.join(','), kind, subject, payload }, at);
}

export const sentences: Readonly<Record<'self' | 'last', string>> = { self: text.add.self, last: text.lastAdmin };
