/** A frightened child presses again and again, in every way there is: one incident, one report, and no other work is lost. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDisplay, type Display } from '../../scripts/browsers/display.ts';
import { openHand, type Hand } from '../../scripts/browsers/hand.ts';
import { aimAtToolbar, findDolphin } from '../../scripts/browsers/press.ts';
import {
  arrivesOnce,
  coverShows,
  openBrowser,
  openPage,
  openPlace,
  policyArrived,
  pressIdOf,
  type Place,
} from './harness/scene.ts';
import { screenIsClear, screenIsLoud } from './harness/screen.ts';
import { windowsOf } from './harness/worker.ts';

let place: Place;
let display: Display;
let hand: Hand;
beforeAll(async () => {
  [place, display] = await Promise.all([openPlace(), openDisplay()]);
  hand = openHand(display);
});
afterAll(async () => {
  await hand.close();
  await display.close();
  await place.close();
});

const presses = 20;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('twenty presses in two seconds are one incident and one report, and the work in other tabs is as it was', async () => {
  const { school, lesson, lead } = place;
  const browser = await openBrowser({ display: display.name, policy: school.policy() });
  const work = await openPage(browser, lesson.url('calm'));
  await work.locator('input').pressSequentially('my own work');
  const url = lesson.url('twenty');
  const page = await openPage(browser, url, 'tab');
  await policyArrived(browser);
  await page.bringToFront();
  await screenIsLoud(display);
  const spot = await findDolphin(page);
  const { x, y } = await page.evaluate(() => ({
    x: screenX + (outerWidth - innerWidth) / 2,
    y: screenY + outerHeight - innerHeight,
  }));
  hand.point({ x: x + spot.x, y: y + spot.y });
  const toolbar = await Promise.all(Array.from({ length: presses }, () => aimAtToolbar(browser, page)));
  const ways = [
    () => hand.click(),
    () => hand.stroke('alt+shift+d'),
    (at: number) => void toolbar[at]?.().catch(() => undefined),
  ];
  for (let press = 0; press < presses; press += 1) {
    ways[press % ways.length]!(press);
    await pause(100);
  }
  await screenIsClear(display);
  const covers = browser.covers();
  expect(new Set(covers.map(pressIdOf)).size).toBe(1);
  expect(covers).toHaveLength(1);
  await coverShows(covers[0]!, 'delivered');
  const report = await arrivesOnce(lead, url);
  expect(report.id).toBe(pressIdOf(covers[0]!));
  expect((await lead.list()).length).toBe(1);
  // From afar: the clicks went on where the cover has its button for adults, and may have begun its gesture.
  await lead.act(report.id, 'release');
  await expect.poll(() => browser.covers().length, { timeout: 20_000 }).toBe(0);
  expect(await work.locator('input').inputValue()).toBe('my own work');
  expect((await windowsOf(browser)).map(({ urls }) => urls)).toEqual([[lesson.url('calm')]]);
});
