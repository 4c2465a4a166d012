/** Owns the mails that are about no report: that there is a notice, and the day's head of the audit chain. */
import { staffOf } from '../people/persons.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Tx } from '../storage/store.ts';
import { notices } from '../text/notices.ts';
import type { SendMail } from './mail.ts';
import type { Job } from './outbox.ts';
import type { Outside, Reached } from './reach.ts';
import { messageIdOf } from './url-mail.ts';

const nothing: Reached = { ok: true, permanent: true, result: 'nothing to do' };
type Sent = { ok: boolean; permanent: boolean; result: string; messageIds: string[] };

/** Everyone with one of these roles gets the same mail, each once. */
async function mailAll(
  { store, origin }: Outside,
  send: SendMail,
  {
    school,
    seed,
    roles,
    subject,
    text,
  }: { school: string; seed: string; roles: readonly string[]; subject: string; text: string },
  at: string,
): Promise<Sent> {
  const people = (await staffOf(store.read, school, at)).filter((person) =>
    person.roles.some((role) => roles.includes(role)),
  );
  const ends = await Promise.all(
    people.map(async ({ id, email }) => {
      const messageId = messageIdOf(`${seed}/${id}`, origin);
      return { messageId, ...(await send({ to: email, subject, text, messageId })) };
    }),
  );
  return {
    ok: ends.every((end) => end.ok),
    permanent: ends.every((end) => end.ok || end.permanent),
    result: ends.map(({ result }) => result).join(' ') || 'nobody',
    messageIds: ends.map(({ messageId }) => messageId),
  };
}

/** Without a word of what it is about: that stands on the page. */
export async function mailNotice(outside: Outside, { school, subject }: Job, at: string): Promise<Reached> {
  const row = await outside.store.read
    .selectFrom('notice')
    .select(['tell', 'done_at'])
    .where('school', '=', school)
    .where('id', '=', subject)
    .executeTakeFirst();
  const send = await outside.mailer(school);
  if (!row || row.done_at !== null || !send) return nothing;
  const roles = JSON.parse(row.tell) as string[];
  const text = notices.body(`${outside.origin}/`);
  return mailAll(
    outside,
    send,
    { school, seed: `notice/${school}/${subject}`, roles, subject: notices.subject, text },
    at,
  );
}

/** To the safeguarding lead and the chair: two places outside the server that a rewritten chain would not match. */
export async function mailHead(outside: Outside, { school, subject: day }: Job, at: string): Promise<Reached> {
  const send = await outside.mailer(school);
  const last = await outside.store.read
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .where('school', '=', school)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!send || !last) return nothing;
  const { seq, hash } = last;
  const text = notices.headBody({ day, entries: seq, head: hash });
  const mail = {
    school,
    seed: `head/${school}/${day}`,
    roles: ['dsl', 'chair'],
    subject: notices.headSubject(day),
    text,
  };
  const end = await mailAll(outside, send, mail, at);
  return {
    ...end,
    settle: async (tx: Tx, now: string, final: boolean) => {
      if (!end.ok && !final) return;
      const payload = { seq, head: hash, sent: end.ok, result: end.result, messageIds: end.messageIds };
      await appendAudit(
        tx,
        { school, actor: 'system', actorRole: 'system', kind: 'head.mailed', subject: day, payload },
        now,
      );
    },
  };
}
