/** Owns the mail that takes an unsuitable page's address to whoever blocks it, where the profile asks for that (Whitwell 7.3.2). */
import { createHash } from 'node:crypto';
import type { Profile } from '../../shared/profile.ts';
import { findCase } from '../incidents/casework.ts';
import { contentOf } from '../incidents/report.ts';
import { staffOf } from '../people/persons.ts';
import type { Keys } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';
import { notices } from '../text/notices.ts';
import type { Mail } from './mail.ts';

export type UrlMail =
  { ok: true; mails: Mail[] } | { ok: false; why: 'not-asked' | 'locked' | 'no-address' | 'nobody' };

/** Nothing in a mail can open it, neither a click nor a program that makes links of text: `hxxps://exa[.]mple`. */
export function defang(url: string): string {
  return url
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?')
    .replace(/^[a-z][a-z0-9+.-]*:/i, (scheme) =>
      /^https?:/i.test(scheme) ? scheme.replace(/tt/i, 'xx') : scheme.replace(':', '[:]'),
    )
    .replaceAll('.', '[.]')
    .replaceAll('@', '[@]');
}

/** The same for the same report and person, so that a second sending after a crash is the same message. */
export function messageIdOf(seed: string, origin: string): string {
  const id = createHash('sha256').update(seed).digest('base64url').slice(0, 32);
  return `<${id}@${new URL(origin).hostname}>`;
}

/** What is to be sent for a report, as things stand now: never for what is locked, never a word of a child or a room. */
export async function urlMail(
  { store, keys, profile, origin }: { store: Store; keys: Keys; profile: Profile; origin: string },
  school: string,
  report: string,
  at: string,
): Promise<UrlMail> {
  if (!profile.urlMail) return { ok: false, why: 'not-asked' };
  const { to, forwardsTo } = profile.urlMail;
  const row = await store.read
    .selectFrom('report')
    .selectAll()
    .where('school', '=', school)
    .where('id', '=', report)
    .executeTakeFirst();
  const own = await findCase(store.read, school, report);
  const head = own?.merged_into ? await findCase(store.read, school, own.merged_into) : undefined;
  if (own?.url_lock || head?.url_lock) return { ok: false, why: 'locked' };
  const url = row && addressOf(contentOf(keys, row), own?.page ?? 0);
  if (!url) return { ok: false, why: 'no-address' };
  const people = (await staffOf(store.read, school, at)).filter(({ roles }) => roles.includes(to));
  if (people.length === 0) return { ok: false, why: 'nobody' };
  const reference = report.slice(0, 8);
  const text = notices.urlBody({ address: defang(url), reference, forwardsTo, link: `${origin}/reports/${report}` });
  const mails = people.map(({ id, email }) => ({
    to: email,
    subject: notices.urlSubject(reference),
    text,
    messageId: messageIdOf(`url-mail/${school}/${report}/${id}`, origin),
  }));
  return { ok: true, mails };
}

function addressOf({ url, others }: Record<string, unknown>, page: number): string | undefined {
  const pages = [url, ...(Array.isArray(others) ? (others as unknown[]) : [])];
  const chosen = pages[page];
  return typeof chosen === 'string' && chosen !== '' ? chosen : undefined;
}
