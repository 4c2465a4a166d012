/** Invitations: the only way an account comes to be. One use, an end, and only a digest of the code at rest. */
import { randomUUID } from 'node:crypto';
import { appendAudit } from '../storage/audit.ts';
import type { Store, Tx } from '../storage/store.ts';
import type { Auth } from './accounts.ts';
import { inviteDays } from './limits.ts';
import { roleOf } from './persons.ts';
import { randomCode, sameDigest, type Secrets } from './secrets.ts';
import { text } from './text.ts';

export type Invitation = {
  id: string;
  personId: string;
  email: string;
  name: string;
  school: string;
  schoolName: string;
};

const codeBytes = 24;
const dayMs = 24 * 60 * 60 * 1000;

/** Makes a new invitation for a person and ends any older one; gives the code, which is not kept. */
export async function makeInvite(
  tx: Tx,
  secrets: Secrets,
  { school, personId, by, nowMs }: { school: string; personId: string; by: string; nowMs: number },
): Promise<string> {
  const at = new Date(nowMs).toISOString();
  const code = randomCode(codeBytes);
  await tx.deleteFrom('invites').where('person_id', '=', personId).where('used_at', 'is', null).execute();
  await tx
    .insertInto('invites')
    .values({
      id: randomUUID(),
      school,
      person_id: personId,
      code_hash: secrets.digest('invite', code),
      created_at: at,
      expires_at: new Date(nowMs + inviteDays * dayMs).toISOString(),
      used_at: null,
    })
    .execute();
  await appendAudit(
    tx,
    { school, actor: by, actorRole: await roleOf(tx, by, at), kind: 'invite.made', subject: personId },
    at,
  );
  return code;
}

/** The invitation behind a code while it is good; `undefined` for every other reason alike. */
export async function findInvite(
  read: Store['read'] | Tx,
  secrets: Secrets,
  code: string,
  at: string,
): Promise<Invitation | undefined> {
  const hash = secrets.digest('invite', code);
  const row = await read
    .selectFrom('invites')
    .innerJoin('persons', 'persons.id', 'invites.person_id')
    .innerJoin('school', 'school.id', 'invites.school')
    .select([
      'invites.id',
      'invites.code_hash',
      'invites.person_id as personId',
      'invites.school',
      'persons.email',
      'persons.name',
      'school.name as schoolName',
    ])
    .where('invites.code_hash', '=', hash)
    .where('invites.used_at', 'is', null)
    .where('invites.expires_at', '>', at)
    .where('persons.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row || !sameDigest(row.code_hash, hash)) return undefined;
  const { code_hash: _, ...invitation } = row;
  return invitation;
}

/** The rule for passwords; the length is checked by the request's schema. */
export function passwordProblem(
  password: string,
  { email, name }: { email: string; name: string },
): string | undefined {
  const plain = (word: string) => word.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
  const taken = [email, email.split('@')[0] ?? '', name, name.replaceAll(' ', '')].map(plain);
  return taken.includes(plain(password)) ? text.passwordIsName : undefined;
}

/**
 * Sets the password an invitation stands for, then marks the invitation used. In this order a crash in between leaves
 * an invitation that still works, and never one that is spent without an account. Callers let one at a time in.
 */
export async function acceptInvite(
  store: Store,
  auth: Auth,
  invitation: Invitation,
  password: string,
  at: string,
): Promise<boolean> {
  const { internalAdapter, password: passwords } = await auth.$context;
  const { personId: id, email, name, school } = invitation;
  const hash = await passwords.hash(password);
  const user = await internalAdapter.findUserById(id);
  if (!user) await internalAdapter.createUser({ id, email, name, emailVerified: true }, { method: 'admin' });
  if (await internalAdapter.findCredentialAccount(id)) {
    await internalAdapter.updatePassword(id, hash);
    // Whoever had the old password is out.
    await internalAdapter.deleteUserSessions(id);
  } else await internalAdapter.linkAccount({ userId: id, accountId: id, providerId: 'credential', password: hash });
  return store.write(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('invites')
      .set({ used_at: at })
      .where('id', '=', invitation.id)
      .where('used_at', 'is', null)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    await tx.updateTable('persons').set({ accepted_at: at, password_at: at }).where('id', '=', id).execute();
    await appendAudit(
      tx,
      { school, actor: id, actorRole: await roleOf(tx, id, at), kind: 'invite.accepted', subject: id },
      at,
    );
    return true;
  });
}
