/** What may bring the page back long after the press: a child's keys, a crash, Back, and a closed tab opened again. */
import { loud } from '../../../scripts/lesson.ts';
import type { Answer, Cells, Row } from '../../../scripts/conformance/row.ts';
import { calm } from '../../../scripts/situations/stage.ts';
import { strokes } from '../../../scripts/situations/situations.ts';
import type { BlackBox } from './box.ts';
import { pause } from './machine.ts';
import { presses } from './matrix.ts';
import { reportsOf } from './round.ts';
import { countLike } from './screen.ts';
import { watch, type Seen } from './watch.ts';

const isLoud = (box: BlackBox) => () => countLike(box.look(), loud) > 0;
const none: Cells = { hidden: '–', sound: '–', stays: '–', released: '–' };
const answer = (holds: boolean): Answer => (holds ? 'yes' : 'no');

async function waitUntil(holds: () => boolean, withinMs: number, why: string): Promise<void> {
  for (const end = performance.now() + withinMs; performance.now() < end; await pause(25)) if (holds()) return;
  throw new Error(why);
}

/** Shows the ordinary page in a new tab. */
async function showPage(box: BlackBox, url?: string): Promise<string> {
  const page = box.stage.page('ordinary');
  await box.open(url ?? page.url);
  await waitUntil(isLoud(box), 30_000, 'The page never showed.');
  page.begin();
  await pause(600);
  return url ?? page.url;
}

async function press(box: BlackBox): Promise<Seen> {
  const act = await box.aim('shortcut');
  return watch(box.look, (frame) => countLike(frame, loud), act(), 500, 4000);
}

type Back = {
  /** The most loud pixels that were seen at once: an icon has 256, a page a million. */
  most: number;
  /** From the first to the last of them, ms. */
  ms: number;
};

async function comesBack(box: BlackBox, forMs: number): Promise<Back> {
  const from = performance.now();
  let most = 0;
  let first = Infinity;
  let last = 0;
  while (performance.now() - from < forMs) {
    const at = performance.now() - from;
    const seen = countLike(box.look(), loud);
    if (seen > 0) {
      most = Math.max(most, seen);
      first = Math.min(first, at);
      last = at;
    }
    await pause(10);
  }
  return { most, ms: most > 0 ? last - first : 0 };
}

const noteOf = ({ most, ms }: Back) =>
  most > 0 ? { note: `${most} pixels came back, for ${Math.max(10, Math.round(ms))} ms` } : {};

const strokeMs = process.env['DOLPHIN_LONG'] ? 2500 : 900;

/** Every stroke on the cover of one press. */
export async function strokeAll(box: BlackBox): Promise<Row[]> {
  const rows: Row[] = [];
  let covered = false;
  for (const { keys, says } of strokes) {
    if (!covered) {
      await box.fresh();
      await showPage(box);
      covered = (await press(box)).hiddenMs !== undefined;
    }
    box.hand.stroke(keys);
    const back = covered ? await comesBack(box, strokeMs) : { most: Number.NaN, ms: 0 };
    box.keepPicture(`stroke-${keys}`);
    rows.push({
      key: `stroke/${keys}`,
      says: `Then ${says}`,
      press: presses.shortcut,
      cells: { ...none, stays: answer(back.most === 0) },
      hiddenMs: [],
      silentMs: [],
      ...noteOf(back),
    });
    covered &&= countLike(box.look(), loud) === 0;
  }
  await box.release();
  await box.fresh();
  return rows;
}

const row = (key: string, says: string, cells: Partial<Cells>): Row => ({
  key,
  says,
  press: presses.shortcut,
  cells: { ...none, ...cells },
  hiddenMs: [],
  silentMs: [],
});

/** SIGKILL to the browser while covered; it starts again and restores its session. */
export async function killed(box: BlackBox): Promise<Row> {
  await box.fresh();
  await showPage(box);
  const { hiddenMs } = await press(box);
  // The session is on the disk.
  await pause(2500);
  await box.killAndStart();
  const back = await comesBack(box, 7000);
  box.keepPicture('killed');
  const home = await releases(box);
  await box.fresh();
  return {
    ...row('killed/shortcut', 'Then the browser is killed, and restores its session', {
      hidden: answer(hiddenMs !== undefined),
      stays: answer(back.most === 0),
      released: answer(home),
    }),
    ...noteOf(back),
  };
}

async function releases(box: BlackBox): Promise<boolean> {
  const from = performance.now();
  if (!(await box.release())) return false;
  let flashed = false;
  while (performance.now() - from < 3000) {
    flashed ||= isLoud(box)();
    await pause(25);
  }
  return !flashed;
}

/** Twenty presses in two seconds are one incident. */
export async function hammered(box: BlackBox): Promise<Row> {
  await box.fresh();
  await box.forgetReports();
  await showPage(box);
  const from = performance.now();
  for (let at = 0; at < 20; at += 1) {
    box.hand.stroke('alt+shift+d');
    await pause(100);
  }
  const seen = await watch(box.look, (frame) => countLike(frame, loud), from, 3000, 5000);
  await reportsOf(box);
  // And whatever else may follow the first.
  await pause(500);
  const reports = (await box.newReports()).length;
  const released = await releases(box);
  await box.fresh();
  return {
    ...row('hammered/shortcut', 'Twenty presses in two seconds: one incident', {
      hidden: answer(seen.hiddenMs !== undefined && reports === 1),
      stays: answer(seen.hiddenMs !== undefined && seen.backMs === undefined),
      released: answer(released),
    }),
    hiddenMs: seen.hiddenMs === undefined ? [] : [seen.hiddenMs],
    ...(reports !== 1 && { note: `${reports} reports` }),
  };
}

/** After the release, the closed tab is opened again. */
export async function reopened(box: BlackBox): Promise<Row> {
  await box.fresh();
  await showPage(box);
  await press(box);
  await releases(box);
  // The tab closed last was the cover.
  box.hand.stroke('ctrl+shift+t');
  await pause(300);
  box.hand.stroke('ctrl+shift+t');
  const back = await comesBack(box, 2500);
  box.keepPicture('reopened');
  await box.fresh();
  return {
    ...row('reopened/shortcut', 'After release: the closed tab is opened again', { stays: answer(back.most === 0) }),
    ...noteOf(back),
  };
}

/** The page is in the history of another tab; after the release, Back. */
export async function wentBack(box: BlackBox): Promise<Row> {
  const { hand, stage } = box;
  await box.fresh();
  const { url, begin } = stage.page('ordinary');
  begin();
  for (const address of [url, stage.calm]) {
    hand.stroke('ctrl+l');
    await pause(700);
    hand.type(address);
    hand.stroke('Delete');
    hand.stroke('Return');
    await waitUntil(() => isLoud(box)() === (address === url), 30_000, 'The page never showed.');
    await pause(600);
  }
  await showPage(box, url);
  await press(box);
  await releases(box);
  // The keys of a window that has just been given back go to the page only when it has been touched.
  hand.point({ x: 200, y: 600 });
  hand.click();
  await pause(300);
  hand.stroke('alt+Left');
  const back = await comesBack(box, 2500);
  box.keepPicture('back');
  if (countLike(box.look(), calm) > 50_000) throw new Error('Back went nowhere.');
  await box.fresh();
  return {
    ...row('back/shortcut', 'After release: Back to the page in another tab', { stays: answer(back.most === 0) }),
    ...noteOf(back),
  };
}
