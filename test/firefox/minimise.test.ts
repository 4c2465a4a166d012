/** `hideStyle: minimise` in a real Firefox ESR: every window goes behind one cover that stays, and comes back at release. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FirefoxBrowser } from '../../scripts/browsers/firefox.ts';
import { pressShortcut } from '../../scripts/browsers/firefox-press.ts';
import { inChrome, windowsOf } from '../../scripts/browsers/firefox-window.ts';
import { openLesson, type Lesson } from '../../scripts/lesson.ts';
import { coversAreGone, openFirefox, openPage, releaseAtDevice, soon } from './harness/scene.ts';

let lesson: Lesson;
beforeAll(async () => {
  lesson = await openLesson();
});
afterAll(() => lesson.close());

const sizesOf = async (firefox: FirefoxBrowser) => (await windowsOf(firefox)).map(({ size }) => size);
const away = ['minimized', 'minimized', 'fullscreen'];

test('two windows go behind one cover, and are as they were after release', async () => {
  const firefox = await openFirefox({ policy: { hideStyle: 'minimise' } });
  await openPage(firefox, lesson.url('other'));
  await openPage(firefox, lesson.url('reported'));
  await openPage(firefox, lesson.url('second'), 'window');
  await inChrome(firefox, 'windows[1].restore(); windows[0].focus()');
  await expect.poll(() => sizesOf(firefox), soon).toEqual(['maximized', 'normal']);
  await pressShortcut(firefox);
  await expect.poll(() => sizesOf(firefox), soon).toEqual(away);
  await inChrome(firefox, 'windows[0].restore()');
  await expect.poll(() => sizesOf(firefox), soon).toEqual(away);
  await releaseAtDevice(firefox, 2, 'Close it');
  await coversAreGone(firefox);
  await expect.poll(() => sizesOf(firefox), soon).toEqual(['maximized', 'normal']);
});
