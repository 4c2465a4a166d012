/**
 * Owns what comes back of the mail with an address: late bounces and answers, known by the Message-ID they name. The
 * school's mail gateway posts each message it gets for Dolphin's address, signed; nothing of a message is kept, and no
 * lane moves by it: a sender is easily forged, so a person looks.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { appendAudit } from '../storage/audit.ts';
import { insertNew } from '../storage/ready.ts';
import type { Tx } from '../storage/store.ts';
import { announce } from '../incidents/keep.ts';
import { notify } from './notice.ts';
import { enqueue } from './outbox.ts';

const system = (school: string) => ({ school, actor: 'system', actorRole: 'system' });
const mostOldSeconds = 300;

export async function keepSent(
  tx: Tx,
  { school, report, messageId }: { school: string; report: string; messageId: string },
  at: string,
): Promise<void> {
  const row = { school, message_id: messageId, report, sent_at: at, returned_at: null, answered_at: null };
  await insertNew(tx, 'sent_mail', row);
}

/** `t=<seconds>,v1=<hex HMAC-SHA-256 over t.body>`, as our own webhooks are signed. */
export function isSigned(secret: string, header: string, body: Uint8Array, nowMs: number): boolean {
  const [, t, v1] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (!t || !v1 || Math.abs(nowMs / 1000 - Number(t)) > mostOldSeconds) return false;
  const right = createHmac('sha256', secret).update(`${t}.`).update(body).digest();
  return timingSafeEqual(right, Buffer.from(v1, 'hex'));
}

export type Returned = { kind: 'bounce' | 'answer' | 'automatic'; names: string[]; blocked: boolean };

/** What a message is, and which messages it names. Hostile text: only patterns are looked for. */
export function readReturned(message: string): Returned {
  const [head = '', ...rest] = message.replaceAll('\r\n', '\n').split('\n\n');
  const headers = head.replaceAll(/\n[ \t]+/g, ' ');
  const body = rest.join('\n\n');
  const names = [...new Set(message.match(/<[A-Za-z0-9_-]{32}@[A-Za-z0-9.[\]:-]{1,255}>/g) ?? [])].slice(0, 50);
  const report = /^content-type:[^\n]*multipart\/report/im.test(headers) || /^return-path: *<>/im.test(headers);
  if (report) return { kind: /^action: *delayed/im.test(body) ? 'automatic' : 'bounce', names, blocked: false };
  if (/^auto-submitted: *(?!no\b)\S/im.test(headers)) return { kind: 'automatic', names, blocked: false };
  const own = body.split('\n').filter((line) => !/^\s*>/.test(line) && !line.startsWith('--'));
  return { kind: 'answer', names, blocked: /\bblocked\b/i.test(own.slice(0, 40).join('\n')) };
}

/** Puts it on record, once each way, and tells who looks after it. Gives the number of mails that it was about. */
export async function takeReturned(
  tx: Tx,
  school: string,
  { kind, names, blocked }: Returned,
  at: string,
): Promise<number> {
  if (kind === 'automatic' || names.length === 0) return 0;
  const rows = await tx
    .selectFrom('sent_mail')
    .selectAll()
    .where('school', '=', school)
    .where('message_id', 'in', names)
    .execute();
  const column = kind === 'bounce' ? 'returned_at' : 'answered_at';
  for (const { message_id: messageId, report: subject, [column]: before } of rows) {
    if (before !== null) continue;
    await tx
      .updateTable('sent_mail')
      .set({ [column]: at })
      .where('message_id', '=', messageId)
      .execute();
    const said = kind === 'bounce' ? { kind: 'mail.bounced' } : { kind: 'mail.answered' };
    const payload = { messageId, late: true, ...(kind === 'answer' ? { blocked } : {}) };
    await appendAudit(tx, { ...system(school), ...said, subject, payload }, at);
    const notice = kind === 'bounce' ? 'mail-returned' : 'mail-answered';
    await notify(tx, { school, kind: notice, key: messageId, tell: ['dsl', 'technician'], subject, at });
    if (kind === 'bounce') await enqueue(tx, { school, kind: 'alarm', key: `mail/${messageId}`, dueAt: at, subject });
    await announce(tx, school, subject, 'delivery', at);
  }
  return rows.length;
}

/** An address that was locked is open again: its mail, which was withheld, is offered to the safeguarding lead. */
export async function offerMail(tx: Tx, school: string, report: string, at: string): Promise<void> {
  const mails = await tx
    .selectFrom('audit')
    .select(['kind', 'seq'])
    .where('school', '=', school)
    .where('subject', '=', report)
    .where('kind', 'in', ['mail.withheld', 'mail.sent'])
    .orderBy('seq')
    .execute();
  const last = mails.at(-1);
  if (last?.kind !== 'mail.withheld') return;
  const notice = { kind: 'mail-withheld' as const, key: `${report}/${last.seq}`, subject: report };
  await notify(tx, { school, ...notice, tell: ['dsl', 'deputy'], at });
}

/** Asks for the mail once more; what stands against it is looked at when it is sent, as the first time. */
export async function askAgain(
  tx: Tx,
  actor: { school: string; actor: string; actorRole: string },
  report: string,
  at: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom('incident')
    .select('outcome')
    .where('school', '=', actor.school)
    .where('id', '=', report)
    .executeTakeFirst();
  if (row?.outcome !== 'unsuitable') return false;
  const seq = await appendAudit(tx, { ...actor, kind: 'mail.asked', subject: report }, at);
  await enqueue(tx, { school: actor.school, kind: 'url-mail', key: `${report}/${seq}`, dueAt: at, subject: report });
  return true;
}
