/** The guard in a real Firefox ESR: keys, new tabs and windows, private windows, and the cover's pages of help. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FirefoxBrowser } from '../../scripts/browsers/firefox.ts';
import { pressShortcut } from '../../scripts/browsers/firefox-press.ts';
import { button, clickOn, inChrome, windowsOf } from '../../scripts/browsers/firefox-window.ts';
import { openLesson, type Lesson } from '../../scripts/lesson.ts';
import { coversShow, openFirefox, openPage, soon } from './harness/scene.ts';

let lesson: Lesson;
let elsewhere: Lesson;
beforeAll(async () => {
  [lesson, elsewhere] = await Promise.all([openLesson(), openLesson()]);
});
afterAll(async () => {
  await lesson.close();
  await elsewhere.close();
});

const isOurs = (url: string) => url.startsWith('moz-extension:');

/** Every window that is not put away shows a cover, and no page is to be heard. */
async function holds(firefox: FirefoxBrowser): Promise<void> {
  const open = async () =>
    (await windowsOf(firefox))
      .filter(({ size, shown }) => size !== 'minimized' && !isOurs(shown.url))
      .map(({ shown }) => shown.url);
  await expect.poll(open, soon).toEqual([]);
  const loud = async () =>
    (await windowsOf(firefox)).flatMap(({ tabs }) => tabs.filter(({ url, muted }) => url.startsWith('http') && !muted));
  await expect.poll(loud, soon).toEqual([]);
}

async function pressed(policy: Record<string, string> = {}): Promise<FirefoxBrowser> {
  const firefox = await openFirefox({ policy });
  await openPage(firefox, lesson.url('other'));
  await openPage(firefox, lesson.url('reported'));
  await pressShortcut(firefox);
  await coversShow(firefox, 'saved');
  return firefox;
}

test('another tab, a new one, an unmuted one and a new window all end under the cover', async () => {
  const firefox = await pressed();
  await inChrome(firefox, 'windows[0].gBrowser.selectedTab = windows[0].gBrowser.tabs[1]');
  await holds(firefox);
  await inChrome(firefox, 'windows[0].BrowserCommands.openTab()');
  await holds(firefox);
  await inChrome(
    firefox,
    `for (const tab of windows[0].gBrowser.tabs) if (tab.hasAttribute('muted')) tab.toggleMuteAudio();`,
  );
  await holds(firefox);
  await inChrome(firefox, 'windows[0].OpenBrowserWindow()');
  await expect.poll(async () => (await windowsOf(firefox)).length, soon).toBe(2);
  await holds(firefox);
  await coversShow(firefox, 'saved');
});

test('a full screen that is left is taken again', async () => {
  const firefox = await pressed();
  await expect.poll(async () => (await windowsOf(firefox))[0]?.size, soon).toBe('fullscreen');
  await inChrome(firefox, 'windows[0].fullScreen = false');
  await expect.poll(async () => (await windowsOf(firefox))[0]?.size, soon).toBe('fullscreen');
});

test('a private window is covered too: the policy lets Dolphin into it', async () => {
  const firefox = await openFirefox();
  await openPage(firefox, lesson.url('ordinary'));
  await inChrome(firefox, 'windows[0].OpenBrowserWindow({ private: true })');
  await expect.poll(async () => (await windowsOf(firefox)).length, soon).toBe(2);
  await expect.poll(async () => (await windowsOf(firefox))[1]?.shown.url, soon).toBe('about:privatebrowsing');
  await inChrome(
    firefox,
    `const { gBrowser } = windows[1]; gBrowser.selectedTab = gBrowser.addTrustedTab(${JSON.stringify(lesson.url('private'))})`,
  );
  await expect.poll(async () => (await windowsOf(firefox))[1]?.shown.url, soon).toBe(lesson.url('private'));
  await pressShortcut(firefox, 1);
  await coversShow(firefox, 'saved');
  await holds(firefox);
});

test('a page of help shows, and the cover comes back when another tab is chosen', async () => {
  const firefox = await pressed({ ceopUrl: elsewhere.url('calm') });
  await expect.poll(() => clickOn(firefox, { tabOf: 0 }, button('CEOP')), soon).toBe(true);
  const shown = async () => (await windowsOf(firefox))[0]?.shown;
  await expect.poll(async () => (await shown())?.text, soon).toContain('Rivers and seas');
  await inChrome(firefox, 'windows[0].gBrowser.selectedTab = windows[0].gBrowser.tabs[1]');
  await holds(firefox);
});
