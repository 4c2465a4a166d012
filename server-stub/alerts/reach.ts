/** Owns the jobs that reach outside the server: what each sends, and what is kept of how it ended. */
import type { Profile } from '../../shared/profile.ts';
import { concernChain, seesConcern } from '../concerns/concern.ts';
import { staffOf } from '../people/persons.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Keys } from '../storage/keys.ts';
import { getSetting, unlockSecret } from '../storage/schools.ts';
import type { Store, Tx } from '../storage/store.ts';
import { notices } from '../text/notices.ts';
import type { SendMail } from './mail.ts';
import { mailHead, mailNotice } from './notice-mail.ts';
import { enqueue, type Job } from './outbox.ts';
import { vapidKeys, wake } from './push.ts';
import type { SafePost } from './safe-post.ts';
import { messageIdOf, urlMail } from './url-mail.ts';
import { keepSent } from './mail-returns.ts';
import { callHook } from './webhook.ts';

export type Outside = {
  store: Store;
  keys: Keys;
  profile: Profile;
  origin: string;
  post: SafePost;
  /** Undefined while the school has not set up mail. */
  mailer: (school: string) => Promise<SendMail | undefined>;
};

/** How a sending ended: `settle` keeps it, in the transaction that ends the job. */
export type Reached = {
  ok: boolean;
  /** Trying again would not help. */
  permanent: boolean;
  result: string;
  settle?: (tx: Tx, at: string, final: boolean) => Promise<void>;
};

const nothing: Reached = { ok: true, permanent: true, result: 'nothing to do' };

export async function reach(outside: Outside, job: Job, at: string): Promise<Reached> {
  if (job.kind === 'deliver') return deliver(outside, job, at);
  if (job.kind === 'webhook') return webhook(outside, job, at);
  if (job.kind === 'url-mail') return sendUrl(outside, job, at);
  if (job.kind === 'concern') return tellOwner(outside, job, at);
  if (job.kind === 'notice') return mailNotice(outside, job, at);
  if (job.kind === 'head-mail') return mailHead(outside, job, at);
  return nothing;
}

/** Whoever owns a concern learns that there is something; nobody else learns even that, so a failure alarms nobody. */
async function tellOwner({ store, mailer, origin }: Outside, { school, subject }: Job, at: string): Promise<Reached> {
  const row = await store.read
    .selectFrom('concern')
    .selectAll()
    .where('school', '=', concernChain(school))
    .where('id', '=', subject)
    .executeTakeFirst();
  const send = await mailer(school);
  if (!row || !send) return nothing;
  const owners = (await staffOf(store.read, school, at)).filter(
    (person) => person.roles.includes(row.owner) && seesConcern(person, row),
  );
  const ends = await Promise.all(
    owners.map(({ id, email }) =>
      send({
        to: email,
        subject: notices.subject,
        text: notices.body(`${origin}/`),
        messageId: messageIdOf(`${school}/${subject}/${id}`, origin),
      }),
    ),
  );
  const ok = ends.every((end) => end.ok);
  return { ok, permanent: ends.every((end) => end.ok || end.permanent), result: ok ? 'sent' : 'failed' };
}

async function deliver(outside: Outside, { school, subject }: Job, at: string): Promise<Reached> {
  const { store } = outside;
  const delivery = await store.read
    .selectFrom('delivery')
    .innerJoin('persons', 'persons.id', 'delivery.person')
    .select(['delivery.id', 'delivery.alert', 'delivery.person', 'delivery.channel', 'delivery.state', 'persons.email'])
    .where('delivery.school', '=', school)
    .where('delivery.id', '=', subject)
    .executeTakeFirst();
  if (!delivery || delivery.state === 'shown') return nothing;
  const end =
    delivery.channel === 'mail' ? await byMail(outside, school, delivery) : await byPush(outside, school, delivery, at);
  return {
    ...end,
    settle: async (tx, now, final) => {
      if (end.gone) await forget(tx, end.gone, now);
      if (!end.ok && !final) return;
      await tx
        .updateTable('delivery')
        .set(end.ok ? { state: 'sent', sent_at: now, result: end.result } : { state: 'failed', result: end.result })
        .where('school', '=', school)
        .where('id', '=', subject)
        .where('state', '!=', 'shown')
        .execute();
      const report = await firstReport(tx, school, delivery.alert);
      const payload = { alert: delivery.alert, channel: delivery.channel, person: delivery.person, result: end.result };
      const kind = end.ok ? 'alert.sent' : 'alert.failed';
      await appendAudit(tx, { school, actor: 'system', actorRole: 'system', kind, subject: report, payload }, now);
      // A channel that nobody set up is shown on the board; one that fails is an alarm.
      if (!end.ok && !['not-set', 'no-browser'].includes(end.result))
        await enqueue(tx, { school, kind: 'alarm', key: subject, dueAt: now, subject: report });
    },
  };
}

type Ended = { ok: boolean; permanent: boolean; result: string; gone?: string[] };
type Delivery = { id: string; person: string; email: string };

async function byMail({ mailer, origin }: Outside, school: string, { id, email }: Delivery): Promise<Ended> {
  const send = await mailer(school);
  if (!send) return { ok: false, permanent: true, result: 'not-set' };
  const mail = {
    to: email,
    subject: notices.subject,
    text: notices.body(`${origin}/`),
    messageId: messageIdOf(`${school}/${id}`, origin),
  };
  const end = await send(mail);
  return { permanent: true, ...end };
}

async function byPush(outside: Outside, school: string, { id, person }: Delivery, at: string): Promise<Ended> {
  const { store, keys, post, origin } = outside;
  const vapid = await vapidKeys(store, keys, school, at);
  const fallback = origin.startsWith('https:') ? origin : 'mailto:dolphin@dolphin.invalid';
  const subject = (await getSetting(store, school, 'vapid.subject')) ?? fallback;
  // Opaque: whoever reads it on the way learns that there is something, and not even which alert.
  const opaque = keys.digest('push', id).slice(0, 16);
  return wake({ store, keys, post, vapid, subject }, { school, person, id: opaque });
}

async function forget(tx: Tx, gone: readonly string[], at: string): Promise<void> {
  for (const id of gone)
    await tx.updateTable('push_subscription').set({ failed_at: at }).where('id', '=', id).execute();
}

async function webhook({ store, keys, post }: Outside, { school, subject }: Job, at: string): Promise<Reached> {
  const secretOf = async (key: string) => {
    const locked = await getSetting(store, school, key);
    return locked === undefined ? undefined : unlockSecret(keys, school, key, locked);
  };
  const url = await secretOf('webhook.url');
  if (url === undefined) return nothing;
  const secret = await secretOf('webhook.secret');
  const end = await callHook(
    post,
    { url, ...(secret ? { secret } : {}) },
    keys.digest('webhook', subject).slice(0, 16),
    at,
  );
  return {
    ...end,
    settle: async (tx, now, final) => {
      if (!end.ok && !final) return;
      const report = await firstReport(tx, school, subject);
      const payload = { alert: subject, channel: 'webhook', result: end.result };
      const kind = end.ok ? 'alert.sent' : 'alert.failed';
      await appendAudit(tx, { school, actor: 'system', actorRole: 'system', kind, subject: report, payload }, now);
    },
  };
}

/** The address to the network manager: the message, its recipient and what became of it stand in the chain. */
async function sendUrl(outside: Outside, { school, subject }: Job, at: string): Promise<Reached> {
  const mail = await urlMail(outside, school, subject, at);
  const record = (kind: string, payload: Record<string, unknown>) => async (tx: Tx, now: string) => {
    await appendAudit(tx, { school, actor: 'system', actorRole: 'system', kind, subject, payload }, now);
  };
  if (!mail.ok)
    return mail.why === 'not-asked'
      ? nothing
      : { ok: true, permanent: true, result: mail.why, settle: record('mail.withheld', { why: mail.why }) };
  const send = await outside.mailer(school);
  const ends = await Promise.all(
    mail.mails.map(async (one) => ({
      messageId: one.messageId,
      ...(send ? await send(one) : { ok: false as const, permanent: true, result: 'not-set' }),
    })),
  );
  const ok = ends.every((end) => end.ok);
  const permanent = ends.every((end) => end.ok || end.permanent);
  return {
    ok,
    permanent,
    result: ends.map(({ result }) => result).join(' '),
    settle: async (tx, now, final) => {
      if (!ok && !final) return;
      const messages = ends.map(({ messageId, ok: sent, result }) => ({ messageId, sent, result }));
      for (const { messageId, sent } of messages)
        if (sent) await keepSent(tx, { school, report: subject, messageId }, now);
      await record(ok ? 'mail.sent' : 'mail.bounced', { to: outside.profile.urlMail?.to, messages })(tx, now);
      if (!ok) await enqueue(tx, { school, kind: 'alarm', key: `url-mail/${subject}`, dueAt: now, subject });
    },
  };
}

export async function firstReport(tx: Tx, school: string, alert: string): Promise<string> {
  const row = await tx
    .selectFrom('alert_report')
    .select('report')
    .where('school', '=', school)
    .where('alert', '=', alert)
    .limit(1)
    .executeTakeFirst();
  return row?.report ?? alert;
}
