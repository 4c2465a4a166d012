/** Owns which mail server a school uses, as it is set at this moment. */
import type { ConnectionOptions } from 'node:tls';
import type { Keys } from '../storage/keys.ts';
import { getSetting, unlockSecret } from '../storage/schools.ts';
import type { Store } from '../storage/store.ts';
import { checkMail, createMailer, type SendMail } from './mail.ts';

type Settings = { url: string; from: string };

/** Undefined while mail is not set up. */
export async function mailSettings(store: Store, keys: Keys, school: string): Promise<Settings | undefined> {
  const locked = await getSetting(store, school, 'smtp.url');
  const url = locked === undefined ? undefined : unlockSecret(keys, school, 'smtp.url', locked);
  const from = await getSetting(store, school, 'mail.from');
  return url === undefined || from === undefined ? undefined : { url, from };
}

/** Asked for every mail, so that a change counts at once. @param tls for tests */
export function schoolMailer(
  store: Store,
  keys: Keys,
  tls?: ConnectionOptions,
): (school: string) => Promise<SendMail | undefined> {
  return async (school) => {
    const settings = await mailSettings(store, keys, school);
    return settings && createMailer({ ...settings, ...(tls ? { tls } : {}) });
  };
}

/** Goes as far as a mail would, without sending one: `ok`, or a short name of what is wrong. */
export function verifyMail(settings: Settings): Promise<string> {
  return checkMail(settings);
}
