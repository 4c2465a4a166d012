/** Firefox gone, or its background page, in the middle: what the cover called saved arrives, and arrives once. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { removeFolder } from '../../scripts/browsers/chromium.ts';
import { clickToolbar, stopBackground } from '../../scripts/browsers/firefox-press.ts';
import { launchFirefox } from '../../scripts/browsers/firefox.ts';
import { arrivesOnce, openPlace, type Place } from '../browser/harness/scene.ts';
import { openSlowAnswer } from '../browser/harness/slow-answer.ts';
import { coversAreGone, coversShow, openFirefox, openPage, releaseAtDevice, soon } from './harness/scene.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

const rounds = process.env['DOLPHIN_LONG'] ? 20 : 3;

test(
  'killed as soon as the cover says saved, again and again on one profile: every report arrives once',
  async () => {
    const { school, lead, lesson } = place;
    const policy = school.policy();
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-kills-')));
    onTestFinished(() => removeFolder(folder));
    const urls: string[] = [];
    // With a server that cannot be reached, all that arrives later comes from the disk.
    await school.stop();
    for (let round = 0; round < rounds; round += 1) {
      const firefox = await launchFirefox({ policy, folder });
      try {
        if (round > 0) {
          // The same day, and nobody has come: it is covered again, until an adult does.
          await coversShow(firefox, 'saved');
          await releaseAtDevice(firefox, 0, 'Close it');
          await coversAreGone(firefox);
        }
        const url = lesson.url(`kill/${round}`);
        urls.push(url);
        await openPage(firefox, url);
        await clickToolbar(firefox);
        await coversShow(firefox, 'saved');
      } finally {
        await firefox.kill();
      }
    }
    await school.restart();
    const last = await openFirefox({ policy, folder });
    for (const url of urls) await arrivesOnce(lead, url, 180_000);
    await coversShow(last, 'delivered');
  },
  (rounds + 2) * 120_000,
);

test('the background page is stopped while it waits for the answer: the report is sent again, and is there once', async () => {
  const { school, lead, lesson } = place;
  const between = await openSlowAnswer(school.url);
  onTestFinished(between.close);
  const firefox = await openFirefox({ policy: school.policy({ endpoint: between.url }) });
  const url = lesson.url('mid-drain');
  await openPage(firefox, url);
  await clickToolbar(firefox);
  await coversShow(firefox, 'saved');
  await expect.poll(between.answered, soon).toBe(1);
  await stopBackground(firefox);
  await expect.poll(between.answered, { ...soon, timeout: 180_000 }).toBeGreaterThan(1);
  await coversShow(firefox, 'delivered');
  await arrivesOnce(lead, url);
}, 400_000);
