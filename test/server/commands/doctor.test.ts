import { expect, it } from 'vitest';
import { doctor } from '../../../server-stub/commands/doctor.ts';
import { config } from '../../../server-stub/commands/config.ts';
import { testAlert } from '../../../server-stub/commands/test-alert.ts';
import { verify } from '../../../server-stub/commands/verify.ts';
import { makeSchool, openSchool, temporaryFolder } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

type Findings = { findings: { name: string; state: string; line: string }[] };
async function look(dir: string, now?: number) {
  const ended = await doctor(['--data', dir], {}, now === undefined ? undefined : () => now);
  const findings = Object.fromEntries(
    ((ended.json ?? {}) as Findings).findings.map(({ name, state, line }) => [name, { state, line }]),
  );
  return { ended, findings };
}

it('says a line each, with what to do, and exit 1 while anything is to be mended', async () => {
  const { dir } = await makeSchool(await temporaryFolder());
  const { ended, findings } = await look(dir);
  expect(ended.code).toBe(1);
  expect(ended.lines).toHaveLength(7);
  expect(findings).toMatchObject({
    certificate: { state: 'skipped' },
    clock: { state: 'skipped' },
    mail: { state: 'bad', line: expect.stringContaining('smtp.url') as string },
    backup: { state: 'bad', line: expect.stringContaining('dolphin backup') as string },
    'recovery code': { state: 'bad' },
    devices: { state: 'bad', line: expect.stringContaining('practice page') as string },
  });
});

it('takes the recovery code that was written down as proof, and no other', async () => {
  const { dir, recoveryCode } = await makeSchool(await temporaryFolder());
  expect(await doctor(['--data', dir, '--recovery-code', 'AAAAA-BBBBB'], {})).toMatchObject({ code: 1 });
  expect((await look(dir)).findings['recovery code']).toMatchObject({ state: 'bad' });
  const typed = recoveryCode.toLowerCase().replaceAll('-', ' ');
  const ended = await doctor(['--data', dir, '--recovery-code', typed], {});
  expect(JSON.stringify(ended)).not.toContain(recoveryCode);
  expect((await look(dir)).findings['recovery code']).toMatchObject({ state: 'good' });
  expect(await verify(['--data', dir], {})).toMatchObject({ code: 0 });
});

it('sees a clock that differs from most devices’, one that was set back, a mail server that is not there, and silence', async () => {
  const school = await openSchool();
  for (let index = 0; index < 6; index += 1)
    await school.send(await school.seal(pressOf()), { 'Dolphin-Sent': String(school.clock.now - 3_600_000) });
  await config(['set', 'smtp.url', 'smtp://127.0.0.1:1', '--data', school.dir], {});
  await config(['set', 'mail.from', 'dolphin@school.example', '--data', school.dir], {});
  const { findings } = await look(school.dir, school.clock.now + 20 * 24 * 60 * 60 * 1000);
  expect(findings).toMatchObject({
    clock: { state: 'bad', line: expect.stringContaining('3600 seconds ahead') as string },
    mail: { state: 'bad', line: expect.stringContaining('does not let Dolphin in') as string },
    devices: { state: 'bad', line: expect.stringContaining('20 days') as string },
  });
  expect((await look(school.dir, school.clock.now - 3_600_000)).findings['clock']?.line).toContain('set back');
});

it('a drill goes through every channel that is set up, says what each answered, and holds nothing of any report', async () => {
  const school = await openSchool();
  await school.employ('dsl', ['dsl']);
  await school.deliver(pressOf({ url: 'https://marker-4711.test/', group: 'Marker' }));
  const none = await testAlert(['--data', school.dir], {});
  expect(none).toMatchObject({
    code: 0,
    lines: [
      expect.stringMatching(/^good: page/),
      expect.stringMatching(/^not used: mail/),
      expect.stringMatching(/^not used: push/),
      expect.stringMatching(/^not used: webhook/),
    ],
  });
  const mails: unknown[] = [];
  const good = await testAlert(
    ['--data', school.dir],
    {},
    { mailer: async () => async (mail) => (mails.push(mail), { ok: true, result: '250' }) },
  );
  expect(good).toMatchObject({ code: 0 });
  expect(mails).toMatchObject([{ to: 'dsl@people.example', subject: expect.stringContaining('drill') as string }]);
  const bad = await testAlert(
    ['--data', school.dir],
    {},
    { mailer: async () => async () => ({ ok: false, permanent: true, result: '550' }) },
  );
  expect(bad).toMatchObject({
    code: 1,
    lines: expect.arrayContaining([expect.stringContaining('FAILED: mail (550)')]) as unknown,
  });
  const { notices } = (await (await school.as('dsl', '/notices')).json()) as { notices: { kind: string }[] };
  expect(notices.map(({ kind }) => kind)).toEqual(['test', 'test', 'test']);
  expect(JSON.stringify([good, bad, mails, notices])).not.toMatch(/marker|4711/i);
  expect(await verify(['--data', school.dir], {})).toMatchObject({ code: 0 });
});
