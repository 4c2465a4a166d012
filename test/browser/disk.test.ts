/** What the disk does to a report: synced before the cover says saved, and whole again after damage. */
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeSync,
} from 'node:fs';
import { randomBytes, randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchChromium, removeFolder } from '../../scripts/browsers/chromium.ts';
import { pressShortcut } from '../../scripts/browsers/press.ts';
import { startChild, stopChild } from '../../scripts/step.ts';
import { coverInSight, releaseHere } from './harness/adult.ts';
import {
  arrivesOnce,
  coverShows,
  onSelfCheck,
  openBrowser,
  openPage,
  openPlace,
  policyArrived,
  type Place,
} from './harness/scene.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

/** The browser's own process, whose children do the rest. */
function processesOf(profile: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile);
    } catch {
      // It ended while we looked.
      return false;
    }
  });
}

test('the disk is synced before the cover says saved', async () => {
  const { school, lesson } = place;
  const browser = await openBrowser({ policy: school.policy() });
  const page = await openPage(browser, lesson.url('synced'));
  await policyArrived(browser);
  const file = join(browser.folder, 'syncs');
  const pids = processesOf(join(browser.folder, 'profile')).flatMap((pid) => ['-p', pid]);
  // Needs the package strace.
  const strace = startChild('strace', ['-f', '-y', '-e', 'trace=fsync,fdatasync', '-o', file, ...pids], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  strace.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  onTestFinished(() => stopChild(strace));
  await expect.poll(() => said, { timeout: 10_000 }).toMatch(/attached/);
  const syncs = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes('/IndexedDB/')).length;
  const before = syncs();
  await page.bringToFront();
  await pressShortcut(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'saved', 'delivered');
  const after = syncs();
  console.log(`${after - before} syncs of the database before the cover says saved`);
  expect(after - before).toBeGreaterThanOrEqual(1);
});

test('no file of the extension holds a reported address, or what is learned after it', async () => {
  const { school, lesson } = place;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-disk-')));
  onTestFinished(() => removeFolder(folder));
  await school.stop();
  const browser = await launchChromium({ policy: school.policy(), folder });
  try {
    const page = await openPage(browser, lesson.url('quokka/naughty?q=zebra'));
    await policyArrived(browser);
    await page.bringToFront();
    await pressShortcut(page);
    await browser.waitForCovers(1);
    const cover = await coverInSight(browser);
    await coverShows(cover, 'saved');
    await releaseHere(cover, /^Close it/);
    const worker = await browser.worker();
    // The press, and that it was released at the device.
    const copies = () =>
      worker.evaluate(async () => Object.keys(await chrome.storage.local.get()).filter((key) => key.startsWith('r:')));
    await expect.poll(copies, { timeout: 20_000 }).toHaveLength(2);
  } finally {
    await browser.close();
    await school.restart();
  }
  // The browser's own history and cache are the school's evidence, and stay.
  const profile = join(folder, 'profile', 'Default');
  const ours = readdirSync(profile, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^(IndexedDB\/chrome-extension|\w+ Extension Settings|Extension \w+)/.test(path),
  );
  const files = ours.map((path) => join(profile, path)).filter((path) => statSync(path).isFile());
  expect(files.length).toBeGreaterThan(5);
  const secrets = ['quokka', 'zebra', 'releasedLocally'].flatMap((word) => [
    Buffer.from(word),
    Buffer.from(word, 'utf16le'),
  ]);
  const telling = files.filter((path) => secrets.some((secret) => readFileSync(path).includes(secret)));
  expect(telling.map((path) => path.slice(profile.length))).toEqual([]);
});

/** 4 KiB of noise at a random place of every file of the database with such a name. */
function damage(folder: string, name: RegExp): number {
  const databases = join(folder, 'profile', 'Default', 'IndexedDB');
  const files = readdirSync(databases, { recursive: true, encoding: 'utf8' })
    .map((path) => join(databases, path))
    .filter((path) => path.includes('chrome-extension') && name.test(path) && statSync(path).isFile());
  for (const path of files) {
    const handle = openSync(path, 'r+');
    writeSync(handle, randomBytes(4096), 0, 4096, randomInt(Math.max(1, statSync(path).size - 4096)));
    closeSync(handle);
  }
  return files.length;
}

describe('a database damaged while the browser is closed', () => {
  const parts = { 'its list of files': /MANIFEST|CURRENT/, 'its log': /\.log$/, 'all of it': /\/(?!LOCK)[^/]+$/ };

  test.each(Object.entries(parts))('in %s loses no report that waits', async (name, part) => {
    const { school, lead, lesson } = place;
    const url = lesson.url(`damaged/${encodeURIComponent(name)}`);
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-disk-')));
    onTestFinished(() => removeFolder(folder));
    await school.stop();
    const before = await launchChromium({ policy: school.policy(), folder });
    try {
      const page = await openPage(before, url);
      await policyArrived(before);
      await page.bringToFront();
      await pressShortcut(page);
      const [cover] = await before.waitForCovers(1);
      await coverShows(cover!, 'saved');
      // The second copy is written beside the cover's truth, not before it.
      const worker = await before.worker();
      const copies = () =>
        worker.evaluate(async () =>
          Object.keys(await chrome.storage.local.get()).filter((key) => key.startsWith('r:')),
        );
      await expect.poll(copies, { timeout: 20_000 }).toHaveLength(1);
    } finally {
      await before.close();
    }
    expect(damage(folder, part)).toBeGreaterThan(0);
    await school.restart();
    const after = await launchChromium({ policy: school.policy(), folder });
    try {
      await policyArrived(after);
      await onSelfCheck(after, async (page) => {
        await page.getByRole('button', { name: 'Send waiting reports now' }).dispatchEvent('click');
        await arrivesOnce(lead, url, 60_000);
        await page.reload();
        // A hit in the log may leave it readable; one in the list of files never does.
        const said = page.getByText(/storage was emptied/);
        if (name !== 'its log') await said.first().waitFor();
      });
    } finally {
      await after.kill();
    }
  });
});
