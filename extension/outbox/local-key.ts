/** Keeps a report unreadable while the school's key has not arrived, under a key that no script can take out. */
import * as v from 'valibot';
import { reportSchema, type Report } from '../../shared/report.ts';
import type { LocalBox } from './record.ts';

/** Its bytes lie in the browser's profile: this stops scripts and the next pupil, not forensics. */
export function makeLocalKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

export async function lock(report: Report, key: CryptoKey): Promise<LocalBox> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    key,
    new TextEncoder().encode(JSON.stringify(report)),
  );
  return { iv, data };
}

/** `undefined` when the box was not made with this key, or was damaged. */
export async function unlock(box: LocalBox, key: CryptoKey): Promise<Report | undefined> {
  try {
    const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: box.iv }, key, box.data);
    const parsed = v.safeParse(reportSchema, JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // The record stays, shown as unreadable: there is nothing better to do with it here.
    return undefined;
  }
}
