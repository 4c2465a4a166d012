/** Contract §1: commands, their exit codes, and what they print where. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { dataFolder, dolphin, dolphinJson, sentence } from './program.ts';
import type { Made } from './school.ts';

const original = await dataFolder();
const made = await dolphinJson<Made>('init', '--school', 'Sea View', '--data', original.dir);
afterAll(() => original.remove());

/** The data of a school just made. */
async function freshSchool(): Promise<string> {
  const { dir, remove } = await dataFolder();
  onTestFinished(remove);
  await cp(original.dir, dir, { recursive: true });
  return dir;
}

describe('init', () => {
  it('prints one JSON object with all that a school needs', () => {
    expect(made.publicKey).toMatchObject({ kty: 'EC', crv: 'P-256', kid: made.kid });
    expect(made.publicKey).not.toHaveProperty('d');
    expect(made.setup).toMatch(/^dolphin1\.[\w-]+\.\w+$/);
    expect(made.setup).not.toContain(made.recoveryCode);
    for (const link of [made.adminLink, made.dslLink]) expect(new URL(link).protocol).toMatch(/^https?:$/);
    expect(made.siteCode.length).toBeGreaterThanOrEqual(16);
  });

  it('never makes a second school over the first', async () => {
    const dir = await freshSchool();
    const again = await dolphin('init', '--school', 'Other', '--data', dir, '--json');
    expect(again).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(sentence) as string });
  });
});

describe('wrong use', () => {
  const cases: [number, string[]][] = [
    [2, ['nonsense']],
    [2, ['toString']],
    [2, ['init']],
    [2, ['init', '--school', 'A\u202EB']],
    [2, ['init', '--school', 'A', '--origin', 'http://school.example']],
    [2, ['serve', '--port', '70000']],
    [2, ['serve', '--only', 'x']],
    [1, ['serve', '--port', '0']],
    [1, ['verify']],
    [2, ['verify', '--head', 'nonsense']],
    [2, ['user', 'remove']],
    [2, ['user', 'add', '--email', 'a@b.example', '--name', 'A', '--roles', 'king']],
    [1, ['user', 'add', '--email', 'a@b.example', '--name', 'A', '--roles', 'teacher']],
    [2, ['config', 'set', 'nonsense', '1']],
    [2, ['config', 'get', '__proto__']],
    [1, ['config', 'get', 'mail.from']],
  ];
  it.for(cases)('ends with %i and a sentence: %j', async ([code, args]) => {
    const { dir, remove } = await dataFolder();
    onTestFinished(remove);
    const ran = await dolphin(...args, '--data', dir, '--json');
    expect([ran.code, ran.stdout]).toEqual([code, '']);
    expect(ran.stderr).toMatch(sentence);
  });

  it('says how to use it when nothing is asked for', async () => {
    expect(await dolphin()).toMatchObject({ code: 2, stdout: '' });
    expect(await dolphin('--help')).toMatchObject({ code: 0, stderr: '' });
  });

  it('a data folder that is a file, or a database that is none, is a sentence', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'dolphin-contract-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    await writeFile(join(dir, 'file'), 'x');
    await writeFile(join(dir, 'dolphin.db'), 'not a database at all, '.repeat(500));
    for (const [data, args] of [
      [join(dir, 'file'), ['init', '--school', 'A']],
      [dir, ['verify']],
      [dir, ['serve', '--port', '0']],
    ] as const) {
      const ran = await dolphin(...args, '--data', data);
      expect([ran.code, ran.stdout]).toEqual([1, '']);
      expect(ran.stderr).toMatch(sentence);
    }
  });
});

describe('user add', () => {
  it('invites each address once, and says why not', async () => {
    const dir = await freshSchool();
    const add = (email: string) =>
      dolphin('user', 'add', '--data', dir, '--email', email, '--name', 'A B', '--roles', 'teacher', '--json');
    const added = await add('a.b@school.example');
    expect(JSON.parse(added.stdout)).toEqual({
      id: expect.any(String) as string,
      inviteLink: expect.stringContaining('http') as string,
      inviteCode: expect.any(String) as string,
    });
    for (const email of ['', 'a b@school.example']) {
      const ran = await add(email);
      expect([email, ran.code === 0]).toEqual([email, false]);
      expect(ran.stderr).toMatch(sentence);
    }
    expect((await dolphin('verify', '--data', dir)).code).toBe(0);
  });
});

describe('config', () => {
  it('keeps what is right, refuses what is not, and never prints a secret', async () => {
    const dir = await freshSchool();
    const secret = 'hush-4711';
    const ran = [
      await dolphin('config', 'set', 'smtp.url', `smtps://user:${secret}@mail.school.example`, '--data', dir, '--json'),
      await dolphin('config', 'set', 'webhook.secret', secret, '--data', dir),
      await dolphin('config', 'set', 'mail.from', 'Dolphin <dolphin@school.example>', '--data', dir),
      await dolphin('config', 'get', 'smtp.url', '--data', dir, '--json'),
      await dolphin('config', 'get', 'smtp.url', '--data', dir),
      await dolphin('config', 'get', '--data', dir, '--json'),
      await dolphin('config', 'get', '--data', dir),
    ];
    expect(ran.map(({ code }) => code)).toEqual(ran.map(() => 0));
    const wrong = [
      await dolphin('config', 'set', 'smtp.url', `http://${secret}`, '--data', dir),
      await dolphin('config', 'set', 'mail.from', secret, '--data', dir),
      await dolphin('config', 'set', 'webhook.url', `http://school.example/${secret}`, '--data', dir),
    ];
    for (const { code, stderr } of wrong) expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
    for (const { stdout, stderr } of [...ran, ...wrong]) expect(stdout + stderr).not.toContain(secret);
    expect((await dolphin('config', 'get', 'mail.from', '--data', dir)).stdout).toContain('dolphin@school.example');
    const database = new DatabaseSync(join(dir, 'dolphin.db'), { readOnly: true });
    const rows = JSON.stringify(database.prepare('SELECT * FROM setting').all());
    database.close();
    expect(rows).not.toContain(secret);
  });
});

describe('verify', () => {
  const edit = (dir: string, statement: string) => {
    const database = new DatabaseSync(join(dir, 'dolphin.db'));
    database.exec(statement);
    database.close();
  };

  it('knows heads of earlier days, and no other', async () => {
    const dir = await freshSchool();
    const { head } = await dolphinJson<{ head: string }>('verify', '--data', dir);
    await dolphin('config', 'set', 'show-names', 'true', '--data', dir);
    expect((await dolphin('verify', '--head', head, '--data', dir)).code).toBe(0);
    const other = await dolphin('verify', '--head', '0'.repeat(64), '--data', dir);
    expect(other).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(sentence) as string });
  });

  it.for([
    ['a word was changed', `UPDATE audit SET payload = '{"x":1}' WHERE seq = 2`, 2],
    ['two were changed', `UPDATE audit SET at = '2020-01-01T00:00:00.000Z' WHERE seq IN (3, 5)`, 3],
    ['somebody else is named', `UPDATE audit SET actor = 'nobody' WHERE seq = 1`, 1],
    ['an entry was taken out', 'DELETE FROM audit WHERE seq = 2', 2],
  ] as const)('names the first broken entry when %s', async ([, statement, seq]) => {
    const dir = await freshSchool();
    edit(dir, statement);
    const ran = await dolphin('verify', '--data', dir, '--json');
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toMatch(sentence);
    expect(ran.stderr).toMatch(new RegExp(`\\b${seq}\\b`));
  });

  it('sees that a head is gone when the end was cut off', async () => {
    const dir = await freshSchool();
    const { head } = await dolphinJson<{ head: string }>('verify', '--data', dir);
    edit(dir, 'DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)');
    expect((await dolphin('verify', '--head', head, '--data', dir)).code).toBe(1);
  });
});
