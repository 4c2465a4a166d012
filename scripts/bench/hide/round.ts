/** One round: a situation is brought about, one press is made, and the screen is watched. */
import type { Display } from '../../browsers/display.ts';
import type { Hand } from '../../browsers/hand.ts';
import { loud } from '../../lesson.ts';
import { handIn, otherLoud, type Situation } from '../../situations/situation.ts';
import type { Stage } from '../../situations/stage.ts';
import { pause } from '../scene.ts';
import type { Contender, Press } from './contender.ts';
import type { ExitPages } from './exit-page.ts';
import type { Seat } from './seat.ts';
import {
  lookForColours,
  lookForPicture,
  painted,
  rowStep,
  settled,
  showsWithin,
  watchPress,
  type Box,
  type Ear,
  type Look,
  type Seen,
} from './watch.ts';

/** What every round is played on: a screen, a hand, the pages, and an ear where there is one. */
export type Floor = { display: Display; hand: Hand; stage: Stage; exits: ExitPages; ear?: Ear };

/** What shows must have stayed the same for so long before the next step, ms: what the page does by itself has happened. */
const settleMs = 350;
/** From the modifiers going down to the last key, ms. */
const holdMs = 60;

export type Ready = { look: Look; windows: readonly Box[] };

/** Brings a situation about in a seat. Throws when the page does not come to be there. */
export async function bringAbout(
  { display, hand, stage, exits }: Floor,
  seat: Seat,
  { inPage }: Contender,
  situation: Situation,
): Promise<Ready> {
  const { url, ready } = stage.visit(situation, 'chromium');
  const beside = Array.from({ length: situation.beside?.windows ?? 0 }, () => stage.page('beside').url);
  const withExit = (each: string) => (inPage ? exits.withExit(each) : each);
  // The pointer must not rest on anything of the browser's.
  hand.point({ x: 640, y: 400 });
  const windows = await seat.show([...beside, url].map(withExit));
  const front = windows.at(-1);
  if (!front) throw new Error('No window was opened.');
  const look = lookForColours(display, [loud, otherLoud], windows);
  if (situation.plain) await pause(2 * settleMs);
  else {
    const area = windows.reduce((sum, { width, height }) => sum + width * (height - 100), 0);
    await painted(look, (area / rowStep) * 0.4);
  }
  const clickOnPage = () => {
    hand.point({ x: front.left + front.width / 2, y: front.top + front.height / 2 + 40 });
    hand.click();
  };
  const acts = handIn(situation, 'chromium');
  // A child has clicked on what it looks at: the browser's Back button passes by pages that nobody touched.
  if (acts.length === 0 && !situation.plain) clickOnPage();
  await Promise.race([ready, pause(4000)]);
  for (const act of acts) {
    if (act === 'click') clickOnPage();
    else hand.stroke(act);
    await settled(look, settleMs);
  }
  await settled(look, settleMs);
  if (!situation.plain) await painted(look, 1);
  return { windows, look: situation.plain ? lookForPicture(display, display.frame(rowStep), windows) : look };
}

/** Presses and watches. */
export async function pressAndWatch({ hand, ear }: Floor, press: Press, { look }: Ready): Promise<Seen> {
  press.ready(hand);
  await pause(holdMs);
  const seen = await watchPress(look, ear, () => press.go(hand));
  press.after(hand);
  return seen;
}

/** What a child tries, with what brings it about. */
const tries = [
  ['Ctrl+Tab', 'ctrl+Tab'],
  ['Alt+Tab', 'alt+Tab'],
  ['Back', 'alt+Left'],
  ['reload', 'F5'],
] as const;

/** The first thing a child can do to see the page again; `undefined`: nothing of what was tried. */
export async function broughtBackBy({ hand }: Floor, { look }: Ready): Promise<string | undefined> {
  for (const [says, keys] of tries) {
    hand.stroke(keys);
    if (await showsWithin(look, 600)) return says;
  }
  return undefined;
}
