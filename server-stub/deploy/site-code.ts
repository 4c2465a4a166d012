/** Owns the site code that goes into a school's policy: made once, kept so that later kits carry the same one. */
import { randomBytes } from 'node:crypto';
import { hashSiteCode } from '../incidents/intake.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Keys } from '../storage/keys.ts';
import { getSetting, lockSecret, putSetting, unlockSecret, type School } from '../storage/schools.ts';
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

/** The code for a kit; a new one, accepted from now on, where none was kept or the kept one was revoked. */
export async function siteCodeOf(place: Place): Promise<string> {
  const { store, keys, school } = place;
  const locked = await getSetting(store, school.id, settingKey);
  const kept = locked === undefined ? undefined : unlockSecret(keys, school.id, settingKey, locked);
  if (kept !== undefined && (await isAccepted(place, kept))) return kept;
  const code = newSiteCode();
  const at = new Date().toISOString();
  await store.write(async (tx) => {
    const hash = hashSiteCode(code);
    await tx.insertInto('site_code').values({ hash, school: school.id, created_at: at, revoked_at: null }).execute();
    const actor = { school: school.id, actor: 'command', actorRole: 'command' };
    await appendAudit(tx, { ...actor, kind: 'site-code.made', subject: school.id }, at);
  });
  await keepSiteCode(place, code);
  return code;
}

async function isAccepted({ store, school }: Place, code: string): Promise<boolean> {
  const row = await store.read
    .selectFrom('site_code')
    .select('revoked_at')
    .where('school', '=', school.id)
    .where('hash', '=', hashSiteCode(code))
    .executeTakeFirst();
  return row !== undefined && row.revoked_at === null;
}
