/** Owns waking browsers by web push: who subscribed, and a message that carries an opaque id and nothing else. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import webpush from 'web-push';
import type { Keys } from '../storage/keys.ts';
import { getSetting, lockSecret, putSetting, unlockSecret } from '../storage/schools.ts';
import type { Store, Tx } from '../storage/store.ts';
import type { SafePost } from './safe-post.ts';

export const subscriptionSchema = v.object({
  endpoint: v.pipe(
    v.string(),
    v.maxLength(2000, 'must not be so long'),
    v.check((text) => URL.canParse(text) && new URL(text).protocol === 'https:', 'must be an https address'),
  ),
  keys: v.object({
    p256dh: v.pipe(v.string(), v.regex(/^[\w-]{80,100}=*$/, 'must be a public key')),
    auth: v.pipe(v.string(), v.regex(/^[\w-]{16,32}=*$/, 'must be a secret of 16 bytes')),
  }),
});
/** What a browser asks: `schoolOwned` is its holder's word, on record, that a handset is the school's. */
export const subscriptionRequestSchema = v.object({
  ...subscriptionSchema.entries,
  schoolOwned: v.optional(v.boolean()),
});

/** By what the browser says of itself; a tablet counts, a laptop does not. */
export function looksLikePhone(headers: Headers): boolean {
  return (
    headers.get('Sec-CH-UA-Mobile') === '?1' ||
    /\b(iPhone|iPad|iPod|Android|Mobile)\b/.test(headers.get('User-Agent') ?? '')
  );
}

export type Subscription = v.InferOutput<typeof subscriptionSchema>;

const vapidSetting = 'vapid.keys';
const vapidSchema = v.object({ publicKey: v.string(), privateKey: v.string() });
type Vapid = v.InferOutput<typeof vapidSchema>;

/** The server's own key pair for push services, made once. */
export async function vapidKeys(store: Store, keys: Keys, school: string, at: string): Promise<Vapid> {
  const locked = await getSetting(store, school, vapidSetting);
  const text = locked && unlockSecret(keys, school, vapidSetting, locked);
  const known = text ? v.safeParse(vapidSchema, JSON.parse(text)) : undefined;
  if (known?.success) return known.output;
  const made = webpush.generateVAPIDKeys();
  const value = lockSecret(keys, school, vapidSetting, JSON.stringify(made));
  await store.write((tx) => putSetting(tx, { school, key: vapidSetting, value }, at));
  return made;
}

const nameOf = (id: string) => `push/${id}`;

/** Keeps a browser's subscription; the same one again only renews it. */
export async function keepSubscription(
  tx: Tx,
  keys: Keys,
  { school, person }: { school: string; person: string },
  subscription: Subscription,
  at: string,
): Promise<string> {
  const id = createHash('sha256').update(subscription.endpoint).digest('base64url');
  const { box, dataKey } = keys.lock(nameOf(id), new TextEncoder().encode(JSON.stringify(subscription)));
  const row = { id, school, person, box, data_key: dataKey, created_at: at, failed_at: null };
  await tx
    .insertInto('push_subscription')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
  return id;
}

type Waked = { ok: boolean; permanent: boolean; result: string; gone: string[] };

/** Wakes every browser of a person. `gone`: subscriptions that their push service no longer knows. */
export async function wake(
  parts: { store: Store; keys: Keys; post: SafePost; vapid: Vapid; subject: string },
  { school, person, id }: { school: string; person: string; id: string },
): Promise<Waked> {
  const { store, keys, post, vapid, subject } = parts;
  const rows = await store.read
    .selectFrom('push_subscription')
    .selectAll()
    .where('school', '=', school)
    .where('person', '=', person)
    .where('failed_at', 'is', null)
    .execute();
  if (rows.length === 0) return { ok: false, permanent: true, result: 'no-browser', gone: [] };
  const ends = await Promise.all(
    rows.map(async (row) => {
      const bytes = keys.unlock(nameOf(row.id), { box: row.box, dataKey: row.data_key });
      const read = bytes && v.safeParse(subscriptionSchema, JSON.parse(new TextDecoder().decode(bytes)));
      if (!read?.success) return { id: row.id, status: 410 };
      const details = webpush.generateRequestDetails(read.output, JSON.stringify({ id }), {
        vapidDetails: { subject, ...vapid },
        TTL: 3600,
        urgency: 'high',
        contentEncoding: 'aes128gcm',
      });
      const posted = await post(details.endpoint, details.body, details.headers);
      return { id: row.id, status: posted.ok ? posted.status : posted.why === 'refused' ? 410 : 0 };
    }),
  );
  const gone = ends.filter(({ status }) => status === 404 || status === 410).map((end) => end.id);
  const ok = ends.some(({ status }) => status >= 200 && status < 300);
  const waiting = ends.some(({ status }) => status === 0 || status === 429 || status >= 500);
  return { ok, permanent: !waiting, result: ends.map(({ status }) => status).join(' '), gone };
}
