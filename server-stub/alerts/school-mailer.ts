/** Owns which mail server a school uses, as it is set at this moment. */
import type { ConnectionOptions } from 'node:tls';
import type { Keys } from '../storage/keys.ts';
import { getSetting, unlockSecret } from '../storage/schools.ts';
import type { Store } from '../storage/store.ts';
import { createMailer, type SendMail } from './mail.ts';

/** Asked for every mail, so that a change counts at once. @param tls for tests */
export function schoolMailer(
  store: Store,
  keys: Keys,
  tls?: ConnectionOptions,
): (school: string) => Promise<SendMail | undefined> {
  return async (school) => {
    const locked = await getSetting(store, school, 'smtp.url');
    const url = locked === undefined ? undefined : unlockSecret(keys, school, 'smtp.url', locked);
    const from = await getSetting(store, school, 'mail.from');
    if (url === undefined || from === undefined) return undefined;
    return createMailer({ url, from, ...(tls ? { tls } : {}) });
  };
}
