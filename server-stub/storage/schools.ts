/** Owns the row of a school and its settings. */
import type { Keys } from './keys.ts';
import type { Store, Tx } from './store.ts';
import type { Tables } from './tables.ts';

export type School = Tables['school'];

/** The school of this deployment; `undefined` before `dolphin init`. */
export async function findSchool(store: Store): Promise<School | undefined> {
  return store.read.selectFrom('school').selectAll().orderBy('created_at').executeTakeFirst();
}

/** Where a secret setting lies; the value itself is encrypted. */
function settingName(school: string, key: string): string {
  return `setting/${school}/${key}`;
}

export async function putSetting(tx: Tx, setting: Omit<Tables['setting'], 'updated_at'>, at: string): Promise<void> {
  await tx
    .insertInto('setting')
    .values({ ...setting, updated_at: at })
    .onConflict((conflict) => conflict.columns(['school', 'key']).doUpdateSet({ value: setting.value, updated_at: at }))
    .execute();
}

export async function getSetting(store: Store, school: string, key: string): Promise<string | undefined> {
  const row = await store.read
    .selectFrom('setting')
    .select('value')
    .where('school', '=', school)
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.value;
}

/** A secret as it may lie in the database: two base64url parts, only this server's key opens them. */
export function lockSecret(keys: Keys, school: string, key: string, value: string): string {
  const { box, dataKey } = keys.lock(settingName(school, key), new TextEncoder().encode(value));
  return `${Buffer.from(box).toString('base64url')}.${Buffer.from(dataKey).toString('base64url')}`;
}

/** The secret, or `undefined` when it was locked by another server's key. */
export function unlockSecret(keys: Keys, school: string, key: string, locked: string): string | undefined {
  const [box = '', dataKey = ''] = locked.split('.');
  const bytes = keys.unlock(settingName(school, key), {
    box: Buffer.from(box, 'base64url'),
    dataKey: Buffer.from(dataKey, 'base64url'),
  });
  return bytes && new TextDecoder().decode(bytes);
}
