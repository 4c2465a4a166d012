/** A report in a real Firefox, kept through what may come between the press and the school. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  backgroundsBegun,
  clickDolphin,
  clickToolbar,
  stopBackgroundAtCover,
} from '../../scripts/browsers/firefox-press.ts';
import { windowsOf } from '../../scripts/browsers/firefox-window.ts';
import { arrivesOnce, openPlace, type Place } from '../browser/harness/scene.ts';
import { coversAreGone, coversShow, openFirefox, openPage, releaseAtDevice, soon } from './harness/scene.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

test('pressed while the school cannot be reached, closed, opened again: it arrives exactly once', async () => {
  const { school, lead, lesson } = place;
  const url = lesson.url('offline');
  await school.kill();
  const before = await openFirefox({ policy: school.policy() });
  await openPage(before, url);
  await clickToolbar(before);
  await coversShow(before, 'saved');
  await before.close();
  await school.restart();
  const after = await openFirefox({ policy: school.policy(), folder: before.folder });
  await arrivesOnce(lead, url, 180_000);
  // The same day, a moment later: nobody has released it, so it is covered again, and says what is true now.
  await coversShow(after, 'delivered');
}, 300_000);

test('the background page is stopped right after the press: the page stays hidden and the report arrives once', async () => {
  const { school, lead, lesson } = place;
  const url = lesson.url('stopped');
  const firefox = await openFirefox({ policy: school.policy() });
  await openPage(firefox, url);
  expect(await backgroundsBegun(firefox)).toBe(0);
  await school.kill();
  await Promise.all([stopBackgroundAtCover(firefox), clickToolbar(firefox)]);
  await school.restart();
  // The cover's own question wakes it again.
  await expect.poll(() => backgroundsBegun(firefox), soon).toBeGreaterThan(0);
  await arrivesOnce(lead, url, 180_000);
  await coversShow(firefox, 'delivered');
}, 300_000);

test('without any policy it hides, keeps the report, says that no school is connected, and lets an adult release', async () => {
  const { lesson } = place;
  const firefox = await openFirefox();
  const url = lesson.url('unconnected');
  await openPage(firefox, url);
  await expect.poll(() => clickDolphin(firefox), soon).toBe(true);
  await coversShow(firefox, 'saved');
  await expect
    .poll(async () => (await windowsOf(firefox))[0]?.shown.text, soon)
    .toContain('not connected to a school. No message has been sent.');
  await releaseAtDevice(firefox, 0, 'Give it back');
  await coversAreGone(firefox);
  await expect.poll(async () => (await windowsOf(firefox))[0]?.shown, soon).toMatchObject({ url, state: '' });
});
