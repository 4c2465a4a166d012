/**
 * Owns the rule of two people for an address that may be illegal: the second safeguarding lead, deputy or head unlocks it.
 * Where there is no second one, a day passes, and head and chair are told at once.
 */
import { notify } from '../alerts/notice.ts';
import { hasDuty } from '../people/duties.ts';
import type { Person } from '../people/person.ts';
import { staffOf } from '../people/persons.ts';
import type { Keys } from '../storage/keys.ts';
import type { Tx } from '../storage/store.ts';
import { actorOf } from './list.ts';
import { appendWritten } from './written.ts';

const delayMs = 24 * 60 * 60 * 1000;

type Asked = { actor: string; at: string };

/** Who has asked since it was last locked. */
async function askedSince(tx: Tx, school: string, id: string): Promise<Asked[]> {
  const rows = await tx
    .selectFrom('audit')
    .select(['kind', 'actor', 'at'])
    .where('school', '=', school)
    .where('subject', '=', id)
    .where('kind', 'in', ['illegal.suspected', 'illegal.locked', 'illegal.unlock-asked', 'illegal.cleared'])
    .orderBy('seq')
    .execute();
  const locked = rows.findLastIndex(({ kind }) => kind === 'illegal.suspected' || kind === 'illegal.cleared');
  return rows.slice(locked + 1).filter(({ kind }) => kind === 'illegal.unlock-asked');
}

/** Whether this word unlocks it; if not, it is the first one, and is kept with its reason. */
export async function mayUnlock(
  tx: Tx,
  keys: Keys,
  person: Person,
  id: string,
  reason: string,
  at: string,
): Promise<{ ok: true } | { ok: false; seq: number }> {
  const { school } = person;
  const asked = await askedSince(tx, school, id);
  if (asked.some(({ actor }) => actor !== person.id)) return { ok: true };
  const others = (await staffOf(tx, school, at)).filter((one) => one.id !== person.id && hasDuty(one, 'unlock'));
  const first = asked[0];
  if (first && others.length === 0 && Date.parse(at) - Date.parse(first.at) >= delayMs) return { ok: true };
  const seq = await appendWritten(
    tx,
    keys,
    { ...actorOf(person), kind: 'illegal.unlock-asked', subject: id },
    { reason },
    at,
  );
  const tell = ['dsl', 'deputy', 'head', 'chair'] as const;
  await notify(tx, { school, kind: 'unlock-asked', key: `${id}/${first?.at ?? at}`, tell, subject: id, at });
  return { ok: false, seq };
}
