/** Owns day passes: a name for whoever helps out today, a code that opens one browser once, and an end this evening. */
import { randomUUID } from 'node:crypto';
import { renderSVG } from 'uqr';
import { appendAudit } from '../storage/audit.ts';
import type { Store, Tx } from '../storage/store.ts';
import type { Person } from './person.ts';
import { putPerson } from './persons.ts';
import { randomCode, sameDigest, type Secrets } from './secrets.ts';

/** Nobody can write to it, and nobody has it. */
const passDomain = '@pass.invalid';
const codeBytes = 24;

export type Pass = { id: string; name: string; groups: string[]; until: string; used: boolean };

/** @param until the end of the school's day @returns the code, which is not kept */
export async function issuePass(
  tx: Tx,
  secrets: Secrets,
  person: Person,
  { name, groups, until }: { name: string; groups: string[]; until: string },
  at: string,
): Promise<{ ok: true; id: string; code: string } | { ok: false; reason: string }> {
  const email = `pass-${randomUUID().slice(0, 13)}${passDomain}`;
  const put = await putPerson(
    tx,
    { school: person.school, email, name, roles: ['assistant'], groups, by: person.id },
    at,
  );
  if (!put.ok) return put;
  await tx.updateTable('persons').set({ ends_at: until }).where('id', '=', put.id).execute();
  await tx.updateTable('grants').set({ to_at: until }).where('person_id', '=', put.id).execute();
  const code = randomCode(codeBytes);
  const invite = {
    id: randomUUID(),
    school: person.school,
    person_id: put.id,
    code_hash: secrets.digest('pass', code),
  };
  await tx
    .insertInto('invites')
    .values({ ...invite, created_at: at, expires_at: until, used_at: null })
    .execute();
  const actor = { school: person.school, actor: person.id, actorRole: person.roles.join(',') };
  await appendAudit(tx, { ...actor, kind: 'pass.issued', subject: put.id, payload: { until, groups } }, at);
  return { ok: true, id: put.id, code };
}

/** To be scanned from the office's paper or screen. */
export function passPicture(link: string): string {
  return renderSVG(link, { ecc: 'M', border: 4 });
}

export async function passesOf(read: Store['read'] | Tx, school: string, at: string): Promise<Pass[]> {
  const rows = await read
    .selectFrom('persons')
    .innerJoin('grants', 'grants.person_id', 'persons.id')
    .select(['persons.id', 'persons.name', 'persons.ends_at', 'persons.accepted_at', 'grants.groups'])
    .where('persons.school', '=', school)
    .where('persons.ends_at', '>', at)
    .where('persons.disabled_at', 'is', null)
    .where('persons.email', 'like', `%${passDomain}`)
    .orderBy('persons.name')
    .execute();
  return rows.map(({ id, name, ends_at, accepted_at, groups }) => ({
    id,
    name,
    groups: JSON.parse(groups) as string[],
    until: ends_at ?? at,
    used: accepted_at !== null,
  }));
}

/** The pass behind a code while it is good. */
export async function findPass(read: Store['read'] | Tx, secrets: Secrets, code: string, at: string) {
  const hash = secrets.digest('pass', code);
  const row = await read
    .selectFrom('invites')
    .innerJoin('persons', 'persons.id', 'invites.person_id')
    .innerJoin('school', 'school.id', 'invites.school')
    .select(['invites.id', 'invites.code_hash', 'invites.person_id as personId', 'invites.school'])
    .select(['persons.email', 'persons.name', 'school.name as schoolName'])
    .where('invites.code_hash', '=', hash)
    .where('invites.used_at', 'is', null)
    .where('invites.expires_at', '>', at)
    .where('persons.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row || !sameDigest(row.code_hash, hash)) return undefined;
  const { code_hash: _, ...pass } = row;
  return pass;
}
