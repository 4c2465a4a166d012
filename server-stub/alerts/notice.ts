/** Owns what adults should know that is about no report: it stands on their pages until one has dealt with it, and a mail without content says that there is something. */
import { randomUUID } from 'node:crypto';
import { hasDuty } from '../people/duties.ts';
import type { Person } from '../people/person.ts';
import type { Role } from '../../shared/roles.ts';
import { actorOf } from '../incidents/list.ts';
import { appendAudit } from '../storage/audit.ts';
import { insertNew } from '../storage/ready.ts';
import type { Store, Tx } from '../storage/store.ts';
import { noticeTexts } from '../text/notices.ts';
import { enqueue } from './outbox.ts';
import type { NoticeKind } from './tables.ts';

type Told = {
  school: string;
  kind: NoticeKind;
  /** The same thing is told once. */
  key: string;
  tell: readonly Role[];
  /** An id or a day: never an address or a name. */
  subject: string;
  at: string;
};

/** Tells once; a second telling of the same key changes nothing. */
export async function notify(tx: Tx, { school, kind, key, tell, subject, at }: Told): Promise<void> {
  const id = randomUUID();
  const row = { school, id, key: `${kind}/${key}`, kind, subject, tell: JSON.stringify(tell), opened_at: at };
  if (!(await insertNew(tx, 'notice', { ...row, done_at: null, done_by: null }))) return;
  const entry = { school, actor: 'system', actorRole: 'system', kind: 'notice.made', subject: id };
  await appendAudit(tx, { ...entry, payload: { what: kind, about: subject, tell } }, at);
  await enqueue(tx, { school, kind: 'notice', key: id, dueAt: at, subject: id });
}

export type NoticeView = { id: string; kind: string; text: string; subject: string; openedAt: string };

const mostNotices = 100;

/** What still stands for this person, newest first. A connected browser is told nothing. */
export async function noticesFor(read: Store['read'] | Tx, person: Person): Promise<NoticeView[]> {
  if (!hasDuty(person, 'notices')) return [];
  const rows = await read
    .selectFrom('notice')
    .selectAll()
    .where('school', '=', person.school)
    .where('done_at', 'is', null)
    .orderBy('opened_at', 'desc')
    .execute();
  return rows
    .filter(({ tell }) => isTold(person, tell))
    .slice(0, mostNotices)
    .map(({ id, kind, subject, opened_at }) => ({ id, kind, text: noticeTexts[kind], subject, openedAt: opened_at }));
}

function isTold(person: Person, tell: string): boolean {
  return (JSON.parse(tell) as string[]).some((role) => person.roles.some((own) => own === role));
}

/** Somebody has dealt with it; false when there is none for them. */
export async function dealtWith(tx: Tx, person: Person, id: string, at: string): Promise<boolean> {
  const row = await tx
    .selectFrom('notice')
    .selectAll()
    .where('school', '=', person.school)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row || !hasDuty(person, 'notices') || !isTold(person, row.tell)) return false;
  if (row.done_at !== null) return true;
  const done = { done_at: at, done_by: person.id };
  await tx.updateTable('notice').set(done).where('school', '=', person.school).where('id', '=', id).execute();
  await appendAudit(tx, { ...actorOf(person), kind: 'notice.done', subject: id, payload: { what: row.kind } }, at);
  return true;
}
