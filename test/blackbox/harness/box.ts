/**
 * The black box of notes on testing: a browser as a child has it, with real policy and a real school, judged by what is on
 * the screen and what is to be heard. Keys and clicks go in, pixels and samples come out; no debugging protocol is there.
 */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../../scripts/browsers/chromium.ts';
import { openDisplay, type Frame } from '../../../scripts/browsers/display.ts';
import { openHand, type Hand } from '../../../scripts/browsers/hand.ts';
import { openSound, type Sound } from '../../../scripts/browsers/sound.ts';
import { openSchool } from '../../../scripts/school.ts';
import { openStage, calm, type Stage } from '../../../scripts/situations/stage.ts';
import type { BrowserName } from '../../../scripts/situations/situation.ts';
import { startChromium } from './chromium.ts';
import { startFirefox } from './firefox.ts';
import { pause, type Machine, type Where } from './machine.ts';
import { asPpm, countLike, countSame } from './screen.ts';

/** The three ways a child presses. */
export type Way = 'shortcut' | 'toolbar' | 'page';

export type BlackBox = {
  readonly name: BrowserName;
  readonly stage: Stage;
  readonly hand: Hand;
  readonly sound: Sound;
  /** What is on the screen now. */
  look: () => Frame;
  /** Keeps the picture of the screen, when DOLPHIN_PICTURES names a folder for them. */
  keepPicture: (name: string) => void;
  /** A browser never used before, showing the calm page alone. */
  fresh: () => Promise<void>;
  /** Whether the screen is as it was when the browser was fresh: the calm page, one tab, nothing over it. */
  isHome: () => boolean;
  open: (url: string, where?: Where) => Promise<void>;
  /** Makes ready and gives the press itself, which gives its time. */
  aim: (way: Way) => Promise<() => number>;
  /** The reports that arrived since the last release. */
  newReports: () => Promise<string[]>;
  /** What arrived so far is no news any more. */
  forgetReports: () => Promise<void>;
  /** Gives the screen back from afar, as the safeguarding lead; false when no report of a press arrived. */
  release: (withinMs?: number) => Promise<boolean>;
  killAndStart: () => Promise<void>;
  close: () => Promise<void>;
};

/** Where the mouse is out of the way. */
export const aside = { x: 4, y: 420 };

export async function openBlackBox(name: BrowserName): Promise<BlackBox> {
  const data = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-school-')));
  const school = await openSchool(data);
  const lead = await school.join({ name: 'Lead One', email: 'lead@school.example', roles: ['dsl'] });
  const stage = await openStage({ held: true });
  const display = await openDisplay();
  const sound = await openSound();
  const hand = openHand(display);
  const pictures = process.env['DOLPHIN_PICTURES'];
  const known = new Set<string>();
  let machine: Machine | undefined;
  let home: Frame | undefined;

  const running = () => {
    if (!machine) throw new Error('The browser was not started.');
    return machine;
  };
  const newReports = async () => {
    const reports = await lead.list();
    return reports.map(({ id }) => id).filter((id) => !known.has(id));
  };
  return {
    name,
    stage,
    hand,
    sound,
    look: () => display.frame(),
    keepPicture(of) {
      if (!pictures) return;
      mkdirSync(pictures, { recursive: true });
      writeFileSync(join(pictures, `${name}-${of}.ppm`), asPpm(display.frame()));
    },
    async fresh() {
      await machine?.close();
      const start = { home: stage.calm, policy: school.policy(), env: { DISPLAY: display.name, ...sound.env } };
      machine = name === 'chromium' ? startChromium(start, hand) : startFirefox(start, hand);
      hand.point(aside);
      home = await stillScreen(display.frame, hand);
    },
    isHome() {
      const now = display.frame();
      return home !== undefined && now.pixels.length - countSame(now, home) < homeDifference;
    },
    open: (url, where = 'tab') => running().open(url, where),
    async aim(way) {
      const press = way === 'shortcut' ? () => hand.stroke('alt+shift+d') : () => hand.click();
      if (way !== 'shortcut') {
        if (!home) throw new Error('The browser was not started.');
        hand.point(way === 'page' ? pageDolphin(home) : toolbarDolphin(display.frame()));
        await pause(250);
      }
      return () => {
        const at = performance.now();
        press();
        return at;
      };
    },
    newReports,
    async forgetReports() {
      for (const id of await newReports()) known.add(id);
    },
    async release(withinMs = 15_000) {
      for (const until = performance.now() + withinMs; performance.now() < until; await pause(50)) {
        const ids = await newReports();
        for (const id of ids) {
          known.add(id);
          await lead.act(id, 'release');
        }
        if (ids.length > 0) return true;
      }
      return false;
    },
    killAndStart: () => running().killAndStart(),
    async close() {
      await machine?.close();
      await hand.close();
      await display.close();
      await sound.close();
      await stage.close();
      await school.stop();
      removeFolder(data);
    },
  };
}

/** Pixels that may differ on a screen that is as it was: a caret, a mouse pointer, a star that lights up. */
const homeDifference = 1500;

/** Fills the screen with the browser; waits until the calm page is there with the dolphin on it, and nothing moves. */
async function stillScreen(look: () => Frame, hand: Hand): Promise<Frame> {
  const until = performance.now() + 60_000;
  while (countLike(look(), calm) < 50_000 && performance.now() < until) await pause(100);
  // Firefox has a title bar of the window manager's above what is sized here.
  await hand.place({ x: 0, y: 0, width: 1280, height: 776 });
  let before = look();
  let still = 0;
  while (performance.now() < until) {
    await pause(100);
    const now = look();
    const same = countSame(now, before) === now.pixels.length;
    still = same && countLike(now, calm) > 600_000 && hasPageDolphin(now) ? still + 1 : 0;
    if (still >= 8) return now;
    before = now;
  }
  throw new Error('The browser did not come up with its first page and the dolphin on it.');
}

/** Centre of the dolphin on the calm page: 72 px wide, 16 px from the corner (contract §4). */
function pageDolphin({ width, pixels }: Frame) {
  const isCalm = (at: number) => (pixels[at] ?? 0) % 0x1000000 === (calm.red << 16) + (calm.green << 8) + calm.blue;
  let bottom = pixels.length / width - 1;
  while (bottom > 400 && !isCalm(bottom * width + width / 2)) bottom -= 1;
  let right = width - 1;
  while (right > 700 && !isCalm(400 * width + right)) right -= 1;
  return { x: right + 1 - 52, y: bottom + 1 - 52 };
}

function hasPageDolphin(frame: Frame): boolean {
  const { x, y } = pageDolphin(frame);
  const colours = new Set(Array.from({ length: 40 }, (_, at) => frame.pixels[y * frame.width + x - 20 + at]));
  return colours.size > 4;
}

/** Centre of the pinned icon, found by the two blues of the dolphin among the tools. */
function toolbarDolphin(frame: Frame) {
  const found: { x: number; y: number }[] = [];
  for (let y = 36; y < 110; y += 1) {
    for (let x = 500; x < frame.width; x += 1) {
      const pixel = frame.pixels[y * frame.width + x] ?? 0;
      const [red, green, blue] = [(pixel >> 16) & 0xff, (pixel >> 8) & 0xff, pixel & 0xff];
      if (blue - red > 70 && blue > 100 && green > red + 30 && blue < 180) found.push({ x, y });
    }
  }
  if (found.length < 20) throw new Error('The dolphin is not among the tools of the browser.');
  const middle = (of: (spot: { x: number; y: number }) => number) =>
    Math.round(found.reduce((sum, spot) => sum + of(spot), 0) / found.length);
  return { x: middle(({ x }) => x), y: middle(({ y }) => y) };
}
