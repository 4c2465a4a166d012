import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verify } from '../../../server-stub/commands/verify.ts';
import { openSchool, temporaryFolder } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

const program = join(import.meta.dirname, 'killed.ts');
const minute = 60_000;

async function run(dir: string, sink: string, at: number, killAt: number) {
  const child = spawn(process.execPath, [program, dir, sink, String(at), String(killAt)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { signal, steps: Number(out) };
}

// Some sixty programs are started one after the other: on a busy machine each takes seconds.
it(
  'killed between any two steps of the outbox, every adult is told all the same and the chain is whole',
  async () => {
    const school = await openSchool({ profile: 'whitwell' });
    await school.employ('dsl', ['dsl']);
    await school.employ('net', ['network']);
    const press = pressOf({ group: '3A', room: 'R4' });
    const at = school.clock.now;
    await school.deliver(press);
    await school.as('teacher', '/reports', { room: 'Hall' });
    await school.as('dsl', `/reports/${press.id}/outcome`, { outcome: 'unsuitable' });
    await school.close();

    const fresh = async () => {
      const dir = await temporaryFolder();
      cpSync(school.dir, dir, { recursive: true });
      return { dir, sink: join(dir, 'sink') };
    };
    /** Different messages by recipient: an alert made anew after a kill has ids of its own, a mail sent twice the same. */
    const mailsOf = (sink: string) => {
      const lines = new Set(existsSync(sink) ? readFileSync(sink, 'utf8').trim().split('\n') : []);
      const counts: Record<string, number> = {};
      for (const line of lines) {
        const to = line.split(' ')[0] ?? '';
        counts[to] = (counts[to] ?? 0) + 1;
      }
      return counts;
    };

    const calm = await fresh();
    const { steps } = await run(calm.dir, calm.sink, at, -1);
    const expected = mailsOf(calm.sink);
    expect(expected).toEqual({ 'dsl@people.example': expect.any(Number) as number, 'net@people.example': 1 });
    expect(steps).toBeGreaterThan(15);

    const each = async (killAt: number) => {
      const { dir, sink } = await fresh();
      expect([killAt, (await run(dir, sink, at, killAt)).signal]).toEqual([killAt, 'SIGKILL']);
      // The next program finds what was left; a lease of the dead one has run out by then.
      expect((await run(dir, sink, at + 2 * minute, -1)).signal).toBeNull();
      // Told twice is no harm, told never is.
      expect([killAt, mailsOf(sink)]).toEqual([killAt, expected]);
      expect(await verify(['--data', dir], {})).toMatchObject({ code: 0 });
    };
    for (let killAt = 0; killAt < steps; killAt += 2)
      await Promise.all([killAt, killAt + 1].filter((step) => step < steps).map(each));
  },
  10 * minute,
);
