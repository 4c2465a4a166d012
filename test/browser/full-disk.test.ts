/** A profile on a disk that is full to the last byte: the cover says what is true, and what was saved gets to the school. */
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

type Pressed = { url: string; said: string | undefined };

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

/** One press that is kept twice, then more until one finds no room: the last page of a file may still have some, and the cover knows. */
async function pressUntilFull(browser: LearnerBrowser, disk: SmallDisk, name: string): Promise<Pressed[]> {
  const { lesson } = place;
  const before = lesson.url(`${name}/before`);
  const pressed: Pressed[] = [{ url: before, said: await pressOn(browser, before) }];
  expect(pressed[0]?.said).toBe('saved');
  const worker = await browser.worker();
  const copies = () =>
    worker.evaluate(async () => Object.keys(await chrome.storage.local.get()).filter((key) => key.startsWith('r:')));
  // The press, and that it was released at the device.
  await expect.poll(copies, { timeout: 20_000 }).toHaveLength(2);
  while (pressed.at(-1)?.said !== 'unsaved') {
    expect(pressed.length).toBeLessThan(12);
    disk.fill();
    const url = lesson.url(`${name}/${pressed.length}`);
    pressed.push({ url, said: await pressOn(browser, url) });
  }
  console.log(`as the disk filled up, the cover said: ${pressed.map(({ said }) => said).join(', ')}`);
  return pressed;
}

test('all that was called saved is sent from a full disk when the school is there again, once', async () => {
  const { school, lead } = place;
  const { folder, disk } = await openFolder();
  const browser = await launchChromium({ policy: school.policy(), folder, by: disk.by });
  onTestFinished(browser.kill);
  await policyArrived(browser);
  await school.stop();
  const pressed = await pressUntilFull(browser, disk, 'full');
  await school.restart();
  const saved = pressed.filter(({ said }) => said === 'saved').map(({ url }) => url);
  await arriveAll(browser, saved);
  // What no disk took lives as long as the worker does.
  const all = new Set((await lead.list()).map(({ url }) => url));
  console.log(
    `${pressed.filter(({ url }) => all.has(url)).length} of ${pressed.length} arrived, ${saved.length} called saved`,
  );
}, 400_000);

test('what had been saved before the disk was full outlives a crash on it', async () => {
  const { school } = place;
  const { folder, disk } = await openFolder();
  const policy = school.policy();
  const before = await launchChromium({ policy, folder, by: disk.by });
  onTestFinished(before.kill);
  await policyArrived(before);
  await school.stop();
  const pressed = await pressUntilFull(before, disk, 'crash');
  await before.kill();
  disk.free();
  await school.restart();
  const after = await launchChromium({ policy, folder, by: disk.by });
  onTestFinished(after.kill);
  await policyArrived(after);
  await arriveAll(
    after,
    pressed.slice(0, 1).map(({ url }) => url),
  );
}, 400_000);
