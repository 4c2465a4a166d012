/** One round of one situation: brings it about, presses, watches, listens, releases, watches again. */
import type { Frame } from '../../../scripts/browsers/display.ts';
import { loud } from '../../../scripts/lesson.ts';
import { handIn, otherLoud, type Situation } from '../../../scripts/situations/situation.ts';
import { calm } from '../../../scripts/situations/stage.ts';
import { aside, type BlackBox, type Way } from './box.ts';
import { pause } from './machine.ts';
import { countLike, countSame, remains } from './screen.ts';
import { watch } from './watch.ts';

/** What one round found; times are ms after the press. */
export type Round = {
  hidden: boolean;
  hiddenMs?: number;
  staysHidden: boolean;
  backMs?: number;
  /** Absent where nothing sounded. */
  silent?: boolean;
  silentMs?: number;
  /** Absent where the page's other windows remain, as loud as before. */
  released?: boolean;
  /** What a reader of a failure wants to know. */
  notes: string[];
};

/** So long the screen is watched after a press, ms; longer where more is to come. */
const watchMs = process.env['DOLPHIN_LONG'] ? 3500 : 1200;
/** So long it may take until it counts as never: longer than a page of ours blocks. How soon it was is told as a time. */
const patienceMs = 8000;
/** So long a busy machine may take to bring a page up, before anything is measured. */
const comesUpMs = 30_000;
/** So long it may take to give the screen back: how soon is no part of the row. */
const givesBackMs = 15_000;
/** So long nothing may be heard before it counts as silent; how soon it fell silent is a time, and told as one. */
const silentMs = 1000;

export async function runRound(box: BlackBox, situation: Situation, way: Way): Promise<Round> {
  if (!box.isHome()) await box.fresh();
  await box.forgetReports();
  const name = `${situation.name}-${way}`;
  const before = await bringAbout(box, situation);
  box.keepPicture(`${name}-1-before`);
  const count = counter(situation, before);
  const sounds = !situation.silent;
  if (sounds) await orFail(hears(box), `"${situation.says}" was never heard.`);
  const notes: string[] = [];
  const press = await box.aim(way);
  if (count(box.look()) === 0) throw new Error(`"${situation.says}" left nothing of the page in sight to hide.`);

  const pressed = press();
  const keys = strokes(box, situation);
  const seen = await watch(box.look, count, pressed, situation.watchMs ?? watchMs, patienceMs);
  await keys;
  const { silent, heard } = await fallsSilent(box, pressed, sounds);
  box.keepPicture(`${name}-2-after`);
  const hidden = seen.hiddenMs !== undefined;

  if (seen.backPixels !== undefined) notes.push(`${seen.backPixels} pixels came back`);
  const reports = hidden ? await reportsOf(box) : 0;
  if (hidden && reports !== 1) notes.push(`${reports} reports`);
  const given = hidden && !situation.leaves && (await releaseAndWatch(box, situation, notes));
  box.keepPicture(`${name}-3-released`);
  if (!given || situation.beside || situation.opener || situation.opens) await box.fresh();
  return {
    hidden,
    ...(seen.hiddenMs !== undefined && { hiddenMs: seen.hiddenMs }),
    staysHidden: hidden && seen.backMs === undefined,
    ...(seen.backMs !== undefined && { backMs: seen.backMs }),
    ...(sounds && {
      silent: hidden && silent,
      silentMs: heard - pressed,
    }),
    ...(!situation.leaves && { released: given }),
    notes,
  };
}

/** How much of what must vanish is in a picture. */
function counter({ plain, beside, opener }: Situation, before: Frame): (frame: Frame) => number {
  if (plain) return remains(before);
  if (!beside && !opener) return (frame) => countLike(frame, loud);
  return allLoud;
}

const allLoud = (frame: Frame) => countLike(frame, loud) + countLike(frame, otherLoud);

/** Opens what the situation is made of, does what the hand does, and gives the picture just before the press. */
async function bringAbout(box: BlackBox, situation: Situation): Promise<Frame> {
  const { stage, hand } = box;
  const { url, ready, begin } = stage.visit(situation, box.name);
  const home = box.look();
  await box.open(url, situation.opens ?? 'tab');
  if (ready) await orFail(ready, `The page of "${situation.says}" never came up.`);
  const shows = (frame: Frame) =>
    situation.plain ? frame.pixels.length - countSame(frame, home) > 10_000 : allLoud(frame) > 5000;
  await orFail(
    until(() => shows(box.look())),
    `"${situation.says}" never showed.`,
  );
  begin?.();
  if (situation.plain) await pause(700);
  await openBeside(box, situation);
  const bare = allLoud(box.look());
  for (const act of handIn(situation, box.name)) {
    if (act === 'click') {
      hand.point(middle);
      await pause(60);
      hand.click();
    } else hand.stroke(act);
    await pause(250);
  }
  const shown = () => Math.abs(allLoud(box.look()) - bare) > 8000;
  if (situation.shows) await orFail(until(shown), `The browser showed nothing of "${situation.says}".`);
  await pause(situation.hand ? 800 : 400);
  return box.look();
}

/** Windows that do not cover one another, the pressed one in the first place. */
const places = [
  { x: 0, y: 0, width: 640, height: 400 },
  { x: 640, y: 0, width: 640, height: 400 },
  { x: 0, y: 400, width: 640, height: 400 },
  { x: 640, y: 400, width: 640, height: 400 },
  { x: 320, y: 200, width: 640, height: 400 },
] as const;
const middle = { x: 640, y: 450 };

async function openBeside(box: BlackBox, { beside }: Situation): Promise<void> {
  if (!beside) return;
  const { hand, stage } = box;
  if (!beside.hidden) await hand.place(places[0]);
  for (let at = 0; at < beside.windows; at += 1) {
    const { url, ready, begin } = stage.page('beside');
    await box.open(url, 'window');
    await orFail(ready, 'A window beside never came up.');
    begin();
    await pause(300);
    if (beside.hidden) await hand.minimise();
    else await hand.place(places[(at + 1) % places.length]!);
    await pause(200);
  }
  // The pressed window in front, without pressing on anything.
  hand.point({ x: 150, y: 250 });
  hand.click();
  await pause(400);
}

/** A child's strokes, once the cover is up. */
async function strokes({ hand }: BlackBox, { after = [], afterMs = 300 }: Situation): Promise<void> {
  if (after.length === 0) return;
  await pause(afterMs);
  for (const stroke of after) {
    hand.stroke(stroke);
    await pause(100);
  }
}

/** The page's tone is there: a busy machine may be late with it. */
async function hears({ sound }: BlackBox): Promise<void> {
  await until(() => sound.lastHeard(performance.now() - 100) !== undefined);
}

/** Whether the sound ends, with the same patience as for the picture, and when it was heard last. */
async function fallsSilent({ sound }: BlackBox, pressed: number, sounds: boolean) {
  const heard = () => sound.lastHeard(pressed) ?? pressed;
  const isSilent = () => performance.now() - heard() > silentMs;
  for (const end = pressed + (sounds ? patienceMs : 0); !isSilent() && performance.now() < end;) await pause(25);
  return { silent: isSilent(), heard: heard() };
}

/** How many reports there are, as soon as there is one. */
export async function reportsOf(box: BlackBox): Promise<number> {
  for (const end = performance.now() + 15_000; performance.now() < end; await pause(50)) {
    const { length } = await box.newReports();
    if (length > 0) return length;
  }
  return 0;
}

/** Close it, from afar: the reported page never shows again, and what was there before does. */
async function releaseAndWatch(
  box: BlackBox,
  { beside, opener, undo = [] }: Situation,
  notes: string[],
): Promise<boolean> {
  // A tooltip of what was pressed must not stand on the screen that comes back.
  box.hand.point(aside);
  const from = performance.now();
  const giving = box.release();
  if (undo.length > 0) void giving.then(() => pause(700)).then(() => undo.forEach(box.hand.stroke));
  let flashed = 0;
  const isBack = () => {
    const frame = box.look();
    flashed = Math.max(flashed, countLike(frame, loud));
    if (beside) return countLike(frame, calm) > 50_000 && (beside.hidden || countLike(frame, otherLoud) > 5000);
    if (opener) return countLike(frame, otherLoud) > 500_000;
    return box.isHome();
  };
  const back = await until(isBack, givesBackMs).then(
    () => true,
    () => false,
  );
  // And it stays away.
  const end = Math.max(performance.now() + 300, from + 800);
  await until(() => (isBack(), performance.now() > end), 2000);
  if (!(await giving)) notes.push('no report reached the school');
  if (flashed > 0) notes.push(`${flashed} loud pixels after the release`);
  if (!back) notes.push('not as before after the release');
  return flashed === 0 && back;
}

async function until(holds: () => boolean, withinMs = comesUpMs): Promise<void> {
  for (const end = performance.now() + withinMs; performance.now() < end; await pause(25)) if (holds()) return;
  throw new Error('It did not come to pass.');
}

async function orFail(work: Promise<void>, why: string): Promise<void> {
  const timer = pause(comesUpMs).then(() => Promise.reject(new Error(why)));
  await Promise.race([work.catch(() => Promise.reject(new Error(why))), timer]);
}
