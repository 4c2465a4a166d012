/** A profile on a disk that is full to the last byte: the cover says what is true, and everything still gets to the school. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchChromium, removeFolder, type LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { pressShortcut } from '../../scripts/browsers/press.ts';
import { coverInSight, releaseHere } from './harness/adult.ts';
import {
  arrivesOnce,
  coverShows,
  onSelfCheck,
  openPage,
  openPlace,
  policyArrived,
  stateOf,
  type Place,
} from './harness/scene.ts';
import { openSmallDisk, type SmallDisk } from './harness/small-disk.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

/** A folder for a browser whose profile has so little room. */
async function openFolder(): Promise<{ folder: string; disk: SmallDisk }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-full-')));
  onTestFinished(() => removeFolder(folder));
  const disk = await openSmallDisk(folder, 192);
  onTestFinished(disk.close);
  return { folder, disk };
}

/** Presses on a new page; gives what the cover says of it, and the screen back. */
async function pressOn(browser: LearnerBrowser, url: string): Promise<string | undefined> {
  const page = await openPage(browser, url, 'tab');
  await page.bringToFront();
  await pressShortcut(page);
  await browser.waitForCovers(1);
  const cover = await coverInSight(browser);
  await coverShows(cover, 'saved', 'unsaved', 'delivered');
  const said = await stateOf(cover);
  await releaseHere(cover, /^Close it/);
  await expect.poll(() => browser.covers().length, { timeout: 20_000 }).toBe(0);
  return said;
}

/** Asks for everything that waits, until all of it is with the school. */
async function arriveAll(browser: LearnerBrowser, urls: readonly string[]): Promise<void> {
  const { lead } = place;
  await onSelfCheck(browser, async (page) => {
    const missing = async () => {
      await page.getByRole('button', { name: 'Send waiting reports now' }).dispatchEvent('click');
      const found = new Set((await lead.list()).map(({ url }) => url));
      return urls.filter((url) => !found.has(url));
    };
    await expect.poll(missing, { timeout: 120_000, interval: 2000 }).toEqual([]);
  });
  for (const url of urls) await arrivesOnce(lead, url);
}

test('the cover calls nothing saved that is not; what waited and what no disk took is sent all the same, once', async () => {
  const { school, lesson } = place;
  const { folder, disk } = await openFolder();
  const browser = await launchChromium({ policy: school.policy(), folder, by: disk.by });
  onTestFinished(browser.kill);
  await policyArrived(browser);
  await school.stop();
  const before = lesson.url('full/before');
  expect(await pressOn(browser, before)).toBe('saved');
  const pressed: { url: string; said: string | undefined }[] = [];
  // The last page of a file may still have room: until a press is refused, each is kept or is not, and the cover knows.
  while (!pressed.some(({ said }) => said === 'unsaved')) {
    expect(pressed.length).toBeLessThan(12);
    disk.fill();
    const url = lesson.url(`full/${pressed.length}`);
    pressed.push({ url, said: await pressOn(browser, url) });
  }
  console.log(`on a full disk the cover said: ${pressed.map(({ said }) => said).join(', ')}`);
  await school.restart();
  await arriveAll(browser, [before, ...pressed.map(({ url }) => url)]);
}, 400_000);
