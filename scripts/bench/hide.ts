/** Benchmark: everyone's hide, side by side on the same pages, judged by the pixels of a real screen and by what is heard. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../browsers/chromium.ts';
import { openDisplay } from '../browsers/display.ts';
import { onPath } from '../browsers/find.ts';
import { openHand } from '../browsers/hand.ts';
import { openSound } from '../browsers/sound.ts';
import { openSchool } from '../school.ts';
import { situations } from '../situations/situations.ts';
import { openStage } from '../situations/stage.ts';
import { beforeStop } from '../step.ts';
import { loadNow } from './table.ts';
import { contenders, dolphin } from './hide/contender.ts';
import { dolphinsOf } from './hide/dolphin.ts';
import { openExitPages } from './hide/exit-page.ts';
import { playCells, type Cell } from './hide/grid.ts';
import { named, playMain } from './hide/main-cells.ts';
import { openSeat } from './hide/seat.ts';
import { cellLine, mainLine, publishHide } from './hide/publish.ts';
import { timeTool } from './hide/tool.ts';

export type HideOptions = {
  /** Rounds of each contender in each situation. */
  rounds: number;
  /** Rounds of each of Dolphin's own cells. */
  main: number;
  /** Names of situations, or `all`; absent: the ones in which contenders differ most. */
  situations?: readonly string[];
  /** Parts of contenders' names; absent: everyone. */
  only?: readonly string[];
  /** Writes the tables into docs/benchmarks.md too. */
  docs: boolean;
};

/** One for each way in which a hide can fail; the black-box tests have Dolphin in all of them. */
const compared = [
  'ordinary',
  'hung',
  'alert',
  'print',
  'beforeunload',
  'fullscreen-element',
  'promotes',
  'browser-page',
  'pdf',
  'video-in-picture',
  'popup-window',
  'two-windows',
] as const;

export async function benchHide({
  rounds,
  main,
  situations: asked = compared,
  only,
  docs,
}: HideOptions): Promise<void> {
  const chosen = asked.includes('all') ? situations : asked.map(named);
  const began = performance.now();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-bench-')));
  const stage = await openStage();
  const exits = await openExitPages();
  const display = await openDisplay();
  const hand = openHand(display);
  const sound = onPath('pulseaudio') === undefined ? undefined : await openSound();
  const school = await openSchool(join(folder, 'school'));
  const close = async () => {
    await school.stop();
    await hand.close();
    await sound?.close();
    await display.close();
    await exits.close();
    await stage.close();
    removeFolder(folder);
  };
  const forget = beforeStop(close);
  const lead = await school.join({ name: 'Lead', email: 'lead@school.example', roles: ['dsl'] });
  const floor = { display, hand, stage, exits, ...(sound && { ear: sound }) };
  const env = sound?.env ?? {};
  const dolphins = dolphinsOf(school, lead, { display, hand, env });

  const loadBefore = loadNow();
  const { tool, browser } = await timeTool(display, hand, Math.max(rounds, main));
  const machine = {
    browser,
    cores: cpus().length,
    loadBefore,
    rounds,
    main,
    ear: sound !== undefined,
  };
  const rows = main === 0 ? [] : await playMain(floor, dolphins, main, (row) => console.log(mainLine(row)));
  const cells: Cell[] = [];
  for (const contender of contenders) {
    if (only && !only.some((part) => contender.name.toLowerCase().includes(part.toLowerCase()))) continue;
    console.log(`\n${contender.name}`);
    const own = {
      sit: () => openSeat({ display, extension: contender.extension, env }),
      giveBack: async () => undefined,
    };
    const play = { contender, ...(contender === dolphin ? dolphins : own) };
    cells.push(...(await playCells(floor, play, chosen, rounds, (cell) => console.log(cellLine(cell)))));
  }
  forget();
  await close();
  const minutes = (performance.now() - began) / 60_000;
  await publishHide({ machine, tool, rows, cells, situations: chosen, minutes }, docs);
}
