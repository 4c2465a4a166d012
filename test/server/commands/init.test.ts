import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compactDecrypt } from 'jose';
import { describe, expect, it } from 'vitest';
import { init } from '../../../server-stub/commands/init.ts';
import { makeSchoolKey, plainRecoveryCode } from '../../../server-stub/commands/school-key.ts';
import { openStore } from '../../../server-stub/storage/store.ts';
import { setupCodeCharacters } from '../../../shared/limits.ts';
import { checkPolicy } from '../../../shared/policy.ts';
import { temporaryFolder } from '../school.ts';

type Made = Record<'siteCode' | 'kid' | 'setup' | 'adminLink' | 'dslLink' | 'recoveryCode', string> & {
  publicKey: Record<string, string>;
};
async function made(...more: string[]) {
  const dir = await temporaryFolder();
  const ended = await init(['--data', dir, '--school', 'St Ann’s', ...more], {});
  if (ended.code !== 0) throw new Error(ended.error);
  return { dir, json: ended.json as Made, lines: ended.lines };
}

describe('dolphin init', () => {
  it('makes a setup code that the extension’s own check takes whole', async () => {
    const { json } = await made('--origin', 'https://dolphin.school.example/');
    expect(json.setup.length).toBeLessThanOrEqual(setupCodeCharacters);
    expect(checkPolicy({ setup: json.setup })).toEqual({
      policy: {
        endpoint: 'https://dolphin.school.example',
        siteCode: json.siteCode,
        schoolName: 'St Ann’s',
        publicKey: json.publicKey,
      },
      refused: [],
    });
    expect(json.publicKey).not.toHaveProperty('d');
    expect(json.kid).toBe(json.publicKey['kid']);
    expect(json.adminLink).toMatch(/^https:\/\/dolphin\.school\.example\/join\//);
    expect(json.dslLink).not.toBe(json.adminLink);
  });

  it('keeps the private key for itself, and a copy that only the recovery code opens', async () => {
    const { dir, json, lines } = await made();
    for (const file of readdirSync(join(dir, 'keys')))
      expect(statSync(join(dir, 'keys', file)).mode & 0o777).toBe(0o600);
    const store = await openStore(dir);
    const { recovery } = await store.read.selectFrom('school_key').select('recovery').executeTakeFirstOrThrow();
    const { hash } = await store.read.selectFrom('site_code').select('hash').executeTakeFirstOrThrow();
    await store.close();
    const open = (code: string) =>
      compactDecrypt(recovery, new TextEncoder().encode(plainRecoveryCode(code)), {
        keyManagementAlgorithms: ['PBES2-HS256+A128KW'],
      });
    const { plaintext } = await open(json.recoveryCode.toLowerCase().replaceAll('-', ' '));
    expect(JSON.parse(new TextDecoder().decode(plaintext))).toMatchObject({
      ...json.publicKey,
      d: expect.any(String) as string,
    });
    await expect(open('0'.repeat(30))).rejects.toThrow();
    expect(hash).not.toContain(json.siteCode);
    expect(lines.join('\n')).toContain(json.setup);
  });

  it('takes the private key from the environment and then writes none', async () => {
    const dir = await temporaryFolder();
    const key = await makeSchoolKey();
    const ended = await init(['--data', dir, '--school', 'A'], { DOLPHIN_SCHOOL_KEY: JSON.stringify(key) });
    expect(ended).toMatchObject({ code: 0, json: { kid: key.kid } });
    expect(readdirSync(join(dir, 'keys'))).toEqual(['key-encryption-key']);
  });

  it('never makes a second school over the first', async () => {
    const { dir } = await made();
    expect(await init(['--data', dir, '--school', 'Other'], {})).toMatchObject({ code: 1 });
  });

  it.for([
    ['no name', []],
    ['an empty name', ['--school', '  ']],
    ['a name with a line break', ['--school', 'A\nB']],
    ['a name with bidi marks', ['--school', 'A\u202eB']],
    ['a name of 101 characters', ['--school', 'A'.repeat(101)]],
    [
      'a name that makes the code too long',
      ['--school', '学'.repeat(100), '--origin', `https://${'a.'.repeat(70)}example`],
    ],
    ['an unknown profile', ['--school', 'A', '--profile', '../etc']],
    ['an origin without TLS', ['--school', 'A', '--origin', 'http://school.example']],
    ['an origin that runs', ['--school', 'A', '--origin', 'javascript:alert(1)']],
    ['an origin with a path', ['--school', 'A', '--origin', 'https://school.example/x']],
    ['an origin with a password', ['--school', 'A', '--origin', 'https://u:p@school.example']],
    ['one person twice', ['--school', 'A', '--admin-email', 'a@b.example', '--dsl-email', 'A@b.example']],
    ['an address that is none', ['--school', 'A', '--admin-email', 'a']],
    ['an unknown option', ['--school', 'A', '--evil']],
    ['a stray word', ['--school', 'A', 'B']],
  ] as const)('refuses %s and makes nothing', async ([, args]) => {
    const dir = await temporaryFolder();
    const ended = await init(['--data', join(dir, 'new'), ...args], {});
    expect(ended).toMatchObject({ code: 2, error: expect.stringMatching(/\.$/) as string });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('takes a name of anything else, as it is', async () => {
    const dir = await temporaryFolder();
    const name = `<b>"O'Neill" & Ysgol Tŷ 学校 {{x}}`;
    const ended = await init(['--data', dir, '--school', name], {});
    const setup = ended.code === 0 ? ended.json['setup'] : undefined;
    expect(checkPolicy({ setup }).policy.schoolName).toBe(name);
  });

  it('says that PostgreSQL is not there yet', async () => {
    const ended = await init(['--school', 'A'], { DATABASE_URL: 'postgres://u:secret@h/d' });
    expect(ended).toMatchObject({ code: 2, error: expect.stringContaining('not available') as string });
    expect(JSON.stringify(ended)).not.toContain('secret');
  });
});
