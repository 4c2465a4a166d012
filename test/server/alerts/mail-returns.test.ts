import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readReturned } from '../../../server-stub/alerts/mail-returns.ts';
import { lockSecret, putSetting } from '../../../server-stub/storage/schools.ts';
import { openSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

const secret = 'a secret of the mail gateway';

async function sentMail() {
  const school = await openSchool({ profile: 'whitwell' });
  await school.employ('net', ['network']);
  await school.employ('dsl', ['dsl']);
  await school.employ('technician', ['technician']);
  const press = pressOf({ url: 'https://marker-4711.test/', group: 'Marker3A' });
  await school.deliver(press);
  await school.as('teacher', `/reports/${press.id}/outcome`, { outcome: 'unsuitable' });
  await school.pass(1);
  const sent = () => school.left.mails.filter(({ to }) => to === 'net@people.example');
  const at = '2026-09-15T09:00:00.000Z';
  const value = lockSecret(school.keys, school.school, 'mail.inbound-secret', secret);
  const setUp = () =>
    school.store.write((tx) => putSetting(tx, { school: school.school, key: 'mail.inbound-secret', value }, at));
  const post = (body: string, { t = Math.floor(school.clock.now / 1000), key = secret } = {}) =>
    school.app.request('/v1/mail', {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'message/rfc822',
        'Dolphin-Signature': `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`,
      },
    });
  const chain = async () =>
    (
      await school.store.read
        .selectFrom('audit')
        .select(['kind', 'payload'])
        .where('subject', '=', press.id)
        .where('kind', 'like', 'mail.%')
        .orderBy('seq')
        .execute()
    ).map(({ kind, payload }) => ({ kind, ...(JSON.parse(payload) as object) }));
  const notices = async (who: string) =>
    ((await (await school.as(who, '/notices')).json()) as { notices: { kind: string; subject: string }[] }).notices;
  return { school, press, sent, setUp, post, chain, notices, messageId: sent()[0]?.messageId ?? '' };
}

const bounce = (id: string) =>
  [
    'Return-Path: <>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    'Auto-Submitted: auto-replied',
    '',
    '--b',
    'Action: failed',
    'Status: 5.1.1',
    '--b',
    `Message-ID: ${id}`,
    'hxxps://marker-4711[.]test/',
    '--b--',
  ].join('\r\n');
const answer = (id: string, text: string) =>
  ['From: net@people.example', `In-Reply-To: ${id}`, 'Subject: Re: x', '', text, '', '> say "blocked"'].join('\r\n');

describe('what comes back of the mail with an address', () => {
  it('is not there for anybody until the school has set a secret, and then only signed and fresh', async () => {
    const { post, setUp, messageId, school } = await sentMail();
    expect((await post(bounce(messageId))).status).toBe(404);
    await setUp();
    expect((await post(bounce(messageId), { key: 'another' })).status).toBe(401);
    expect((await post(bounce(messageId), { t: Math.floor(school.clock.now / 1000) - 301 })).status).toBe(401);
    expect((await post('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect(await (await post(bounce(messageId))).json()).toEqual({ known: 1 });
  });

  it('a late bounce is on record once, alarms, and carries nothing of the message', async () => {
    const { post, setUp, messageId, chain, notices, school, press } = await sentMail();
    await setUp();
    await post(bounce(messageId));
    await post(bounce(messageId));
    expect((await chain()).map(({ kind }) => kind)).toEqual(['mail.sent', 'mail.bounced']);
    for (const who of ['dsl', 'technician'])
      expect(await notices(who)).toMatchObject([{ kind: 'mail-returned', subject: press.id }]);
    expect(await notices('teacher')).toEqual([]);
    await school.pass(1);
    const left = school.left.mails.filter(({ to }) => to !== 'net@people.example');
    expect(JSON.stringify([left, school.lines])).not.toMatch(/marker|4711/i);
    expect((await school.told()).map(([step]) => step).some((step) => step.startsWith('alarm.'))).toBe(true);
  });

  it('an answer is on record, with whether it says blocked; an absence note is not one', async () => {
    const { post, setUp, messageId, chain } = await sentMail();
    await setUp();
    await post(`Auto-Submitted: auto-replied\r\nIn-Reply-To: ${messageId}\r\n\r\nI am away. blocked`);
    expect(await chain()).toHaveLength(1);
    await post(answer(messageId, 'Done, it is BLOCKED now.'));
    expect((await chain()).at(-1)).toMatchObject({ kind: 'mail.answered', blocked: true });
  });

  it.for([
    ['a quoted word', answer('<x>', 'What is this?'), { kind: 'answer', blocked: false }],
    ['a delay', bounce('<x>').replace('failed', 'delayed'), { kind: 'automatic' }],
    ['nothing at all', '', { kind: 'answer', names: [], blocked: false }],
    ['only noise', '\0\u202e<>'.repeat(1000), { kind: 'answer', names: [] }],
  ] as const)('reads %s', ([, message, expected]) => {
    expect(readReturned(message)).toMatchObject(expected);
  });
});

it('a mail that a lock held back is offered again once the lock is gone, and sent when a lead asks', async () => {
  const { school, notices } = await sentMail();
  const press = pressOf({ url: 'https://marker-0815.test/' });
  await school.deliver(press);
  const path = `/incidents/${press.id}`;
  await school.as('teacher', `/reports/${press.id}/escalate`, {});
  await school.as('teacher', `/reports/${press.id}/outcome`, { outcome: 'unsuitable' });
  await school.pass(1);
  const sent = () => school.left.mails.filter(({ text }) => text.includes('0815'));
  expect(sent()).toEqual([]);
  await school.as('dsl', `${path}/events`, { kind: 'dsl.decision', decision: 'school-action', reason: 'x' });
  expect(await notices('dsl')).toMatchObject([{ kind: 'mail-withheld', subject: press.id }]);
  await school.pass(1);
  expect(sent()).toEqual([]);
  expect((await school.as('teacher', `${path}/url-mail`, {})).status).toBe(404);
  expect((await school.as('dsl', `${path}/url-mail`, {})).status).toBe(200);
  await school.pass(1);
  expect(sent()).toHaveLength(1);
  await school.as('dsl', `${path}/events`, { kind: 'illegal.locked' });
  await school.as('dsl', `${path}/url-mail`, {});
  await school.pass(1);
  expect(sent()).toHaveLength(1);
});

it('the last word of what was decided stands: no mail of what is called nothing', async () => {
  const { school } = await sentMail();
  const press = pressOf();
  await school.deliver(press);
  expect((await school.as('dsl', `/incidents/${press.id}/url-mail`, {})).status).toBe(409);
});
