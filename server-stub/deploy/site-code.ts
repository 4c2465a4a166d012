/** Owns the site code that goes into a school's policy: made once, kept so that later kits carry the same one. */
import { randomBytes } from 'node:crypto';
import { appendAudit } from '../storage/audit.ts';
import type { Keys } from '../storage/keys.ts';
import { getSetting, lockSecret, putSetting, unlockSecret, type School } from '../storage/schools.ts';
import { findSiteCode, hashSiteCode } from '../storage/site-codes.ts';
import type { Store } from '../storage/store.ts';

const settingKey = 'site-code';
type Place = { store: Store; keys: Keys; school: School };

/** 128 random bits. A leading dash would look like an option to whoever passes it to a program. */
export function newSiteCode(): string {
  const code = randomBytes(16).toString('base64url');
  return code.startsWith('-') ? newSiteCode() : code;
}

/** Keeps a code that the school accepts already; the database holds it locked, and its hash beside it. */
export async function keepSiteCode({ store, keys, school }: Place, code: string): Promise<void> {
  const value = lockSecret(keys, school.id, settingKey, code);
  const at = new Date().toISOString();
  await store.write((tx) => putSetting(tx, { school: school.id, key: settingKey, value }, at));
}

/** The code for a kit; a new one, accepted from now on, where none was kept or the kept one was revoked or replaced. */
export async function siteCodeOf(place: Place): Promise<string> {
  const { store, keys, school } = place;
  const locked = await getSetting(store, school.id, settingKey);
  const kept = locked === undefined ? undefined : unlockSecret(keys, school.id, settingKey, locked);
  if (kept !== undefined && (await isAccepted(place, kept))) return kept;
  const code = newSiteCode();
  const at = new Date().toISOString();
  await store.write(async (tx) => {
    await tx
      .insertInto('site_code')
      .values(rowOf(school, code, at))
      .execute();
    const actor = { school: school.id, actor: 'command', actorRole: 'command' };
    await appendAudit(tx, { ...actor, kind: 'site-code.made', subject: school.id }, at);
  });
  await keepSiteCode(place, code);
  return code;
}

type Rotation = { days: number; at: string; actor: { school: string; actor: string; actorRole: string } };

/**
 * Makes a new code for kits. Earlier ones are taken for so many days more, so that no device is without a right one while
 * the policy travels; what comes with them after that is kept and set apart (contract §2), never refused.
 */
export async function rotateSiteCode({ store, keys, school }: Place, { days, at, actor }: Rotation): Promise<void> {
  const code = newSiteCode();
  const value = lockSecret(keys, school.id, settingKey, code);
  const until = new Date(Date.parse(at) + days * 86_400_000).toISOString();
  await store.write(async (tx) => {
    await tx
      .updateTable('site_code')
      .set({ expires_at: until })
      .where('school', '=', school.id)
      .where('revoked_at', 'is', null)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', until)]))
      .execute();
    await tx
      .insertInto('site_code')
      .values(rowOf(school, code, at))
      .execute();
    await putSetting(tx, { school: school.id, key: settingKey, value }, at);
    await appendAudit(tx, { ...actor, kind: 'site-code.rotated', subject: school.id, payload: { until } }, at);
  });
}

function rowOf(school: School, code: string, at: string) {
  return { hash: hashSiteCode(code), school: school.id, created_at: at, revoked_at: null, expires_at: null };
}

async function isAccepted({ store, school }: Place, code: string): Promise<boolean> {
  const found = await findSiteCode(store.read, code, new Date().toISOString());
  return found !== undefined && found.school === school.id && found.taken;
}
