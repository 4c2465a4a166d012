import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { config } from '../../../server-stub/commands/config.ts';
import { user } from '../../../server-stub/commands/user.ts';
import { openKeys } from '../../../server-stub/storage/keys.ts';
import { findSchool, getSetting, unlockSecret } from '../../../server-stub/storage/schools.ts';
import { openStore } from '../../../server-stub/storage/store.ts';
import { makeSchool, temporaryFolder } from '../school.ts';

async function school() {
  const { dir } = await makeSchool(await temporaryFolder());
  return { dir, run: (...args: string[]) => config([...args, '--data', dir], {}) };
}

describe('dolphin config', () => {
  it('keeps a setting and gives it back', async () => {
    const { run } = await school();
    expect(await run('set', 'mail.from', 'Dolphin <dolphin@school.example>')).toMatchObject({ code: 0 });
    expect(await run('get', 'mail.from')).toMatchObject({
      code: 0,
      json: { key: 'mail.from', value: 'Dolphin <dolphin@school.example>' },
    });
    expect(await run('get', 'vapid.subject')).toMatchObject({ code: 1 });
  });

  it.for([
    ['smtp.url', 'smtps://me:hunter2@mail.school.example'],
    ['webhook.url', 'https://hooks.example/?sig=hunter2'],
    ['webhook.secret', 'hunter2'],
    ['oidc.client-secret', 'hunter2'],
  ] as const)('takes the secret %s, encrypts it and never prints it', async ([key, value]) => {
    const { dir, run } = await school();
    const ends = [await run('set', key, value), await run('get', key), await run('get')];
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(JSON.stringify(ends)).not.toContain('hunter2');
    const store = await openStore(dir);
    const made = await findSchool(store);
    const stored = await getSetting(store, made?.id ?? '', key);
    expect(stored).not.toContain('hunter2');
    expect(unlockSecret(await openKeys(dir), made?.id ?? '', key, stored ?? '')).toBe(value);
    await store.close();
  });

  it.for([
    ['smtp.url', 'https://mail.example'],
    ['smtp.url', 'smtp://a b'],
    ['mail.from', 'not an address'],
    ['mail.from', 'a@b.example\nBcc: everyone@b.example'],
    ['vapid.subject', 'me'],
    ['oidc.issuer', 'http://issuer.example'],
    ['oidc.domain', 'school'],
    ['webhook.url', 'http://hooks.example'],
    ['trust-proxy', 'yes'],
    ['show-names', ''],
    ['__proto__', 'x'],
    ['unknown.key', 'x'],
  ] as const)('refuses %s = %s with a reason', async ([key, value]) => {
    const { run } = await school();
    expect(await run('set', key, value)).toMatchObject({ code: 2, error: expect.stringMatching(/\.$/) as string });
  });

  it('is used as it says, on a school that is there', async () => {
    const { dir, run } = await school();
    for (const args of [[], ['set'], ['set', 'mail.from'], ['get', 'a', 'b'], ['unset', 'mail.from']])
      expect((await run(...args)).code).toBe(2);
    expect(await config(['get', '--data', join(dir, 'nowhere')], {})).toMatchObject({ code: 1 });
  });
});

describe('dolphin user', () => {
  const args = [
    '--email',
    'a@school.example',
    '--name',
    'A Teacher',
    '--roles',
    'teacher,assistant',
    '--groups',
    '3A, 3B',
  ];
  it('invites a person once per address, on record', async () => {
    const { dir } = await school();
    const ended = await user(['add', ...args, '--data', dir], {});
    expect(ended).toMatchObject({ code: 0, json: { inviteLink: expect.stringContaining('/join/') as string } });
    const store = await openStore(dir);
    const kinds = await store.read.selectFrom('audit').select(['kind', 'actor']).orderBy('seq', 'desc').execute();
    expect(kinds[0]?.actor).toBe('command');
    await store.close();
  });

  it.for([
    ['no command', args],
    ['no options', ['add']],
    ['an unknown role', ['add', '--email', 'a@b.example', '--name', 'A', '--roles', 'god']],
    ['no role', ['add', '--email', 'a@b.example', '--name', 'A', '--roles', ',']],
  ] as const)('refuses %s', async ([, wrong]) => {
    const { dir } = await school();
    expect(await user([...wrong, '--data', dir], {})).toMatchObject({
      code: 2,
      error: expect.stringMatching(/\.$/) as string,
    });
  });
});
