/** Benchmark: the outbox beside what others keep reports with, its drain from 10 to 10,000, and the server's intake; ratios of one run. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../browsers/chromium.ts';
import { openSchool } from '../school.ts';
import { beforeStop, root } from '../step.ts';
import { outboxWords as words } from '../words.ts';
import { buildBench } from './outbox/bundle.ts';
import { benchIntake } from './outbox/intake.ts';
import { benchLosses, withBrowser } from './outbox/lessons.ts';
import { loadNow, quantile } from './table.ts';

/** `keeps`: timed presses of each contender; `drains`: queues of so many; `intake`: reports thrown at the server. */
export type OutboxOptions = { keeps: number; drains: readonly number[]; intake: number; steadySeconds: number };
export const usualOutbox: OutboxOptions = {
  keeps: 200,
  drains: [10, 100, 1000, 10_000],
  intake: 10_000,
  steadySeconds: 10,
};

export async function benchOutbox({ keeps, drains, intake: reports, steadySeconds }: OutboxOptions): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-outbox-')));
  const forget = beforeStop(async () => removeFolder(folder));
  const loadBefore = loadNow();
  const school = await openSchool(join(folder, 'school'));
  try {
    const extension = await buildBench(join(folder, 'extension'));
    const { setup } = school.made;
    const times = await withBrowser(extension, join(folder, 'keeps'), async (run) => {
      await run(async (bench, [url, code]) => bench.open(url, code), [school.url, setup] as const);
      return run((bench, rounds) => bench.timeKeeps(rounds), keeps);
    });
    const commits = Object.entries(times).map(([name, all]) => ({
      name,
      p50: quantile(all, 0.5),
      p95: quantile(all, 0.95),
    }));
    print(words.commits(commits));
    const losses = await benchLosses(extension, join(folder, 'losses'), { url: school.url, setup });
    print(words.losses(losses));
    const queues = await withBrowser(extension, join(folder, 'drains'), async (run) => {
      await run(async (bench, [url, code]) => bench.open(url, code), [school.url, setup] as const);
      // The first one pays for the browser's own warming up.
      await run((bench) => bench.drain(5), undefined);
      const found = [];
      for (const records of drains)
        found.push({ records, ...(await run((bench, count) => bench.drain(count), records)) });
      return found;
    });
    print(words.queues(queues));
    await school.stop();
    const intake = await benchIntake(reports, steadySeconds);
    print(words.intake(intake));
    print([words.load(loadBefore, loadNow())]);
    const out = join(root, '.output', 'bench');
    mkdirSync(out, { recursive: true });
    writeFileSync(
      join(out, 'outbox.json'),
      `${JSON.stringify({ commits, losses, queues, intake, loadBefore }, null, 2)}\n`,
    );
  } finally {
    forget();
    await school.stop();
    removeFolder(folder);
  }
}

function print(lines: readonly string[]): void {
  console.log(`\n${lines.join('\n')}`);
}
