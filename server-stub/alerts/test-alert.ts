/** Owns a drill through every channel: what each said, and nothing of any child or page. */
import { staffOf } from '../people/persons.ts';
import { appendAudit } from '../storage/audit.ts';
import { getSetting, unlockSecret } from '../storage/schools.ts';
import { notices } from '../text/notices.ts';
import { notify } from './notice.ts';
import { vapidKeys, wake } from './push.ts';
import type { Outside } from './reach.ts';
import { messageIdOf } from './url-mail.ts';
import { callHook } from './webhook.ts';

export type Tried = { channel: 'page' | 'mail' | 'push' | 'webhook'; ok: boolean; set: boolean; result: string };

/** @param seed a new one for each drill */
export async function tryChannels(outside: Outside, school: string, seed: string, at: string): Promise<Tried[]> {
  const { store } = outside;
  const leads = (await staffOf(store.read, school, at)).filter(({ roles }) =>
    roles.some((role) => role === 'dsl' || role === 'deputy' || role === 'technician'),
  );
  await store.write((tx) =>
    notify(tx, {
      school,
      kind: 'test',
      key: seed,
      tell: ['dsl', 'deputy', 'technician'],
      subject: at.slice(0, 10),
      at,
    }),
  );
  const tried: Tried[] = [
    { channel: 'page', ok: true, set: true, result: 'shown as a notice' },
    await tryMail(outside, school, leads, seed),
    await tryPush(outside, school, leads, seed, at),
    await tryHook(outside, school, seed, at),
  ];
  await store.write((tx) =>
    appendAudit(
      tx,
      { school, actor: 'command', actorRole: 'command', kind: 'alert.tested', subject: school, payload: { tried } },
      at,
    ),
  );
  return tried;
}

type People = readonly { id: string; email: string }[];
const notSet = (channel: Tried['channel'], result: string): Tried => ({ channel, ok: false, set: false, result });

async function tryMail({ mailer, origin }: Outside, school: string, people: People, seed: string): Promise<Tried> {
  const send = await mailer(school);
  if (!send) return notSet('mail', 'not set up');
  if (people.length === 0) return notSet('mail', 'no safeguarding lead or technician has joined yet');
  const ends = await Promise.all(
    people.map(({ id, email }) =>
      send({
        to: email,
        subject: notices.testSubject,
        text: notices.testBody(`${origin}/`),
        messageId: messageIdOf(`test/${seed}/${id}`, origin),
      }),
    ),
  );
  return {
    channel: 'mail',
    set: true,
    ok: ends.every((end) => end.ok),
    result: ends.map(({ result }) => result).join(' '),
  };
}

async function tryPush(
  { store, keys, post, origin }: Outside,
  school: string,
  people: People,
  seed: string,
  at: string,
): Promise<Tried> {
  const vapid = await vapidKeys(store, keys, school, at);
  const fallback = origin.startsWith('https:') ? origin : 'mailto:dolphin@dolphin.invalid';
  const subject = (await getSetting(store, school, 'vapid.subject')) ?? fallback;
  const id = keys.digest('push', seed).slice(0, 16);
  const ends = await Promise.all(
    people.map((person) => wake({ store, keys, post, vapid, subject }, { school, person: person.id, id })),
  );
  const with_ = ends.filter(({ result }) => result !== 'no-browser');
  if (with_.length === 0) return notSet('push', 'no browser has asked to be woken');
  return {
    channel: 'push',
    set: true,
    ok: with_.every((end) => end.ok),
    result: with_.map(({ result }) => result).join(' '),
  };
}

async function tryHook({ store, keys, post }: Outside, school: string, seed: string, at: string): Promise<Tried> {
  const secretOf = async (key: string) => {
    const locked = await getSetting(store, school, key);
    return locked === undefined ? undefined : unlockSecret(keys, school, key, locked);
  };
  const url = await secretOf('webhook.url');
  if (url === undefined) return notSet('webhook', 'not set up');
  const secret = await secretOf('webhook.secret');
  const end = await callHook(
    post,
    { url, ...(secret ? { secret } : {}) },
    keys.digest('webhook', seed).slice(0, 16),
    at,
  );
  return { channel: 'webhook', set: true, ok: end.ok, result: end.result };
}
