/** `npm run bench [-- NAME… [--rounds N] [--main N] [--situations A,B] [--only A,B] [--docs]]`: measures and prints tables. */
import { parseArgs } from 'node:util';
import { benchFleet } from './bench/fleet.ts';
import { benchHide, type HideOptions } from './bench/hide.ts';
import { benchOutbox, usualOutbox } from './bench/outbox.ts';
import { benchPages } from './bench/page-cost.ts';
import { benchReport } from './bench/report.ts';
import { openScene } from './bench/scene.ts';
import { publish } from './bench/table.ts';
import { benchTriggers } from './bench/triggers.ts';
import { ensureBrowsers } from './browsers/install.ts';
import { builds, runSteps } from './checks.ts';
import { stopAll } from './step.ts';
import { benchWords as words } from './words.ts';

/** How often each press is made. */
const presses = 30;
/** How often each ordinary page is visited, with the extension and without it. */
const visits = 10;
/** How often each contender presses in each situation, unless `--rounds` says otherwise. */
const rounds = 5;

/** As many devices as the largest school or a small trust has. */
const devices = 5000;

const benchmarks: Record<string, () => Promise<void>> = {
  async press() {
    const scene = await openScene();
    try {
      publish('press', [...(await benchTriggers(scene, presses)), ...(await benchReport(scene, presses))]);
    } finally {
      await scene.close();
    }
  },
  hide: () => benchHide(hideOptions()),
  outbox: () => benchOutbox(usualOutbox),
  page: async () => publish('page', await benchPages(visits)),
  fleet: async () => publish('fleet', await benchFleet(devices)),
};

const { values, positionals: asked } = read();
const unknown = asked.find((name) => !Object.hasOwn(benchmarks, name));
if (unknown !== undefined) refuse(words.unknown(unknown, Object.keys(benchmarks)));
hideOptions();
try {
  const needsBrowser = asked.length === 0 || asked.some((name) => name !== 'fleet');
  const lacking = needsBrowser
    ? ((await ensureBrowsers()) ?? ((await runSteps(builds.chrome)) > 0 ? words.noBuild : undefined))
    : undefined;
  if (lacking !== undefined) throw new Error(lacking);
  for (const [name, measure] of Object.entries(benchmarks)) {
    if (asked.length === 0 || asked.includes(name)) await measure();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await stopAll();

function read() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        main: { type: 'string' },
        situations: { type: 'string' },
        only: { type: 'string' },
        docs: { type: 'boolean' },
      },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function hideOptions(): HideOptions {
  const count = (option: 'rounds' | 'main', usual: number): number => {
    const given = values[option] === undefined ? usual : Number(values[option]);
    return Number.isInteger(given) && given >= 0 ? given : refuse(words.badCount(option));
  };
  const list = (text: string | undefined) => text?.split(',').map((part) => part.trim());
  const [situations, only] = [list(values.situations), list(values.only)];
  return {
    rounds: count('rounds', rounds),
    main: count('main', presses),
    docs: values.docs ?? false,
    ...(situations && { situations }),
    ...(only && { only }),
  };
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
