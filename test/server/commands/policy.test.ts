import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policy } from '../../../server-stub/commands/policy.ts';
import { setupCodeCharacters } from '../../../shared/limits.ts';
import { checkPolicy } from '../../../shared/policy.ts';
import { makeSchool, openSchool, temporaryFolder } from '../school.ts';
import { runDolphin } from '../server-process.ts';

async function kitFor(dir: string, ...more: string[]) {
  const out = join(await temporaryFolder(), 'kit');
  const ended = await policy(['--out', out, '--data', dir, ...more], {});
  if (ended.code !== 0) throw new Error(ended.error);
  const setup = readFileSync(join(out, 'setup-code.txt'), 'utf8').trim();
  return { out, ended, setup, json: ended.json as { files: string[]; chromiumId: string; fingerprint: string } };
}

describe('dolphin policy --out', () => {
  it('writes a kit whose setup code is the one that init printed', async () => {
    const made = await makeSchool(await temporaryFolder());
    const { out, setup, json } = await kitFor(made.dir, 'room=Library', 'onPageDolphin=true');
    expect(setup).toBe(made.setup);
    expect(setup.length).toBeLessThan(setupCodeCharacters);
    expect(json.fingerprint.split(' ')).toHaveLength(8);
    for (const file of json.files) expect(statSync(join(out, file)).size, file).toBeGreaterThan(0);
    const linux = JSON.parse(readFileSync(join(out, 'linux/chromium/dolphin-settings.json'), 'utf8')) as {
      '3rdparty': { extensions: Record<string, object> };
    };
    const { policy: taken, refused } = checkPolicy(linux['3rdparty'].extensions[json.chromiumId]);
    expect([taken.room, taken.onPageDolphin, taken.siteCode, refused]).toEqual(['Library', true, made.siteCode, []]);
  });

  it('keeps the id: the key is for this server alone, and comes back from the database when its file is gone', async () => {
    const made = await makeSchool(await temporaryFolder());
    const first = await kitFor(made.dir);
    const key = join(made.dir, 'keys', 'extension.pem');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    rmSync(key);
    const again = await kitFor(made.dir);
    expect(again.json.chromiumId).toBe(first.json.chromiumId);
    expect(again.ended.lines.join('\n')).toContain('back from the database');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    writeFileSync(key, 'not a key');
    await expect(kitFor(made.dir)).rejects.toThrow(/backup/);
  });

  it('makes a new site code, which the server takes, where the kept one was revoked', async () => {
    const school = await openSchool();
    const { dir } = school;
    await school.store.write((tx) =>
      tx.updateTable('site_code').set({ revoked_at: new Date().toISOString() }).execute(),
    );
    const { setup } = await kitFor(dir);
    const { siteCode } = checkPolicy({ setup }).policy;
    expect(siteCode).not.toBe(school.siteCode);
    expect((await kitFor(dir)).setup).toBe(setup);
    const rows = await school.store.read.selectFrom('site_code').select('revoked_at').execute();
    expect(rows.filter((row) => row.revoked_at === null)).toHaveLength(1);
  });

  it.each([
    [2, ['--data', 'x']],
    [2, ['--out', 'x', 'rooom=Library']],
    [2, ['--out', 'x', 'tier=ks9']],
    [2, ['--out', 'x', 'endpoint=http://evil.example']],
    [2, ['--out', 'x', 'setup=dolphin1.e30.abcdefg']],
    [2, ['--out', 'x', 'room']],
    [2, ['check']],
    [2, ['check', '/none/at/all.json']],
    [1, ['--out', 'x', '--data', '/none/at/all']],
  ])('ends with %i and one sentence for %j', async (code, args) => {
    const ended = await policy(args, {});
    expect(ended).toMatchObject({ code, error: expect.stringMatching(/^[^\n]+\.$/) as string });
  });
});

describe('dolphin policy check', () => {
  it('takes a whole folder: the kit has no mistake, a broken file in it is named', async () => {
    const made = await makeSchool(await temporaryFolder());
    const { out } = await kitFor(made.dir);
    const good = await policy(['check', out, '--data', made.dir], {});
    expect(good.code).toBe(0);
    writeFileSync(join(out, 'windows', 'broken.json'), '{"3rdparty":');
    const bad = await policy(['check', out, '--data', made.dir], {});
    expect(bad.code).toBe(1);
    expect(
      (bad.json as { files: { path: string; mistakes: unknown[] }[] }).files.filter((file) => file.mistakes.length),
    ).toMatchObject([{ path: join(out, 'windows', 'broken.json') }]);
  });

  it('prints a line for each file, ends with 1 where something is wrong, and knows the school beside it', async () => {
    const made = await makeSchool(await temporaryFolder());
    const { out, json } = await kitFor(made.dir);
    const good = join(out, 'linux/chromium/dolphin-install.json');
    const bad = join(out, 'bad.json');
    writeFileSync(
      bad,
      readFileSync(good, 'utf8').replace(json.chromiumId, 'p'.repeat(32)).replace('force_pinned', 'x'),
    );
    const files = readdirSync(join(out, 'windows')).filter((name) => name.endsWith('.reg'));
    const fine = await runDolphin([
      'policy',
      'check',
      good,
      ...files.map((name) => join(out, 'windows', name)),
      '--data',
      made.dir,
    ]);
    expect(fine).toMatchObject({ code: 0, stderr: '' });
    const wrong = await runDolphin(['policy', 'check', good, bad, '--data', made.dir, '--json']);
    expect(wrong).toMatchObject({ code: 1, stderr: 'Mistakes found: 2.\n' });
    const said = JSON.parse(wrong.stdout) as { files: { path: string; mistakes: { code: string; fix: string }[] }[] };
    expect(said.files.map((file) => file.mistakes.map((one) => one.code))).toEqual([[], ['id-other', 'pin-value']]);
    expect(said.files[1]?.mistakes[0]?.fix).toContain(json.chromiumId);
    const unknown = await runDolphin(['policy', 'check', bad, '--data', '/none/at/all']);
    expect(unknown.stdout).not.toContain('not this school');
    expect(unknown.stdout).toContain('toolbar_pin');
  });
});
