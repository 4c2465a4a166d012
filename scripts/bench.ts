/** `npm run bench [-- NAME…]`: measures, prints tables, and leaves .output/bench/NAME.json. */
import { benchHide } from './bench/hide.ts';
import { benchReport } from './bench/report.ts';
import { openScene } from './bench/scene.ts';
import { publish, type Row } from './bench/table.ts';
import { ensureBrowsers } from './browsers/install.ts';
import { builds, runSteps } from './checks.ts';
import { stopAll } from './step.ts';
import { benchWords as words } from './words.ts';

/** How often each press is made. */
const presses = 30;

const benchmarks: Record<string, () => Promise<Row[]>> = {
  async press() {
    const scene = await openScene();
    try {
      return [...(await benchHide(scene, presses)), ...(await benchReport(scene, presses))];
    } finally {
      await scene.close();
    }
  },
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(benchmarks, name));
if (unknown !== undefined) {
  console.error(words.unknown(unknown, Object.keys(benchmarks)));
  process.exit(2);
}
try {
  const lacking = (await ensureBrowsers()) ?? ((await runSteps(builds.chrome)) > 0 ? words.noBuild : undefined);
  if (lacking !== undefined) throw new Error(lacking);
  for (const [name, measure] of Object.entries(benchmarks)) {
    if (asked.length === 0 || asked.includes(name)) publish(name, await measure());
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await stopAll();
