/** The way back and what must not come back: nothing of the reported page shows, and nothing else has changed. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openDisplay, type Display } from '../../scripts/browsers/display.ts';
import { openHand } from '../../scripts/browsers/hand.ts';
import { pressShortcut } from '../../scripts/browsers/press.ts';
import { loud } from '../../scripts/lesson.ts';
import {
  choose,
  coversAreGone,
  openRoom,
  pressIn,
  soon,
  tabAt,
  tabsOf as tabs,
  windowsOf as windows,
  type Room,
} from './harness/room.ts';
import { coverShows, openBrowser, openPage, openPlace, pressIdOf, type Place } from './harness/scene.ts';
import { watchGlimpses } from './harness/glimpse.ts';

let place: Place;
let display: Display;
beforeAll(async () => {
  place = await openPlace();
  display = await openDisplay();
});
afterAll(async () => {
  await display.close();
  await place.close();
});

const room = (path: string, policy: Record<string, string> = {}) => openRoom(place, display, path, policy);
const press = (here: Room) => pressIn(here, display);

/** How long the background answers nobody, ms: a page paints itself in much less. */
const busyMs = 2000;

test('closed, then reopened with Ctrl+Shift+T, typed again and reached by Back: covered, silent, told to nobody', async () => {
  const here = await room('again');
  const { browser, reported } = here;
  const cover = await press(here);
  const screen = watchGlimpses(display, loud);
  await choose(cover, /^Close it/);
  await coversAreGone(browser);
  await expect.poll(() => tabAt(browser, reported), soon).toBeUndefined();
  const told = (await place.lead.list()).length;

  // As on a slow computer, or with a background that is just beginning: nobody answers the page before it paints.
  const worker = await browser.worker();
  const busy = worker.evaluate((ms) => {
    for (const until = Date.now() + ms; Date.now() < until;);
  }, busyMs);
  const typed = await openPage(browser, reported, 'tab');
  await busy;
  await expect.poll(async () => (await tabAt(browser, reported))?.mutedInfo?.muted, soon).toBe(true);
  await screen.staysFor(1000);
  await typed.goto(place.lesson.url('calm'));
  await expect.poll(async () => (await tabs(browser)).some(({ mutedInfo }) => mutedInfo?.muted), soon).toBe(false);
  await typed.goBack();
  await expect.poll(async () => (await tabAt(browser, reported))?.mutedInfo?.muted, soon).toBe(true);
  await typed.goto(`${reported}#further-down`);
  await screen.staysFor(1000);
  await typed.close();
  const hand = openHand(display);
  onTestFinished(hand.close);
  hand.stroke('ctrl+shift+t');
  await expect.poll(async () => (await tabAt(browser, `${reported}#further-down`))?.mutedInfo?.muted, soon).toBe(true);
  await screen.staysFor(1000);
  expect(screen.seen()).toEqual([]);
  expect((await place.lead.list()).length).toBe(told);

  // Another page of the same site is another page, with its sound.
  const another = await openPage(browser, place.lesson.url('again?q=2'), 'tab');
  await expect.poll(() => display.count(loud), soon).toBeGreaterThan(100_000);
  expect((await tabAt(browser, another.url()))?.mutedInfo?.muted).toBe(false);
});

test('given back: a false press leaves no trace, the page is there and stays', async () => {
  const here = await room('given-back');
  const { browser, reported } = here;
  await choose(await press(here), /^Give it back/);
  await coversAreGone(browser);
  await expect.poll(() => display.count(loud), soon).toBeGreaterThan(100_000);
  const again = await openPage(browser, reported, 'tab');
  await again.reload();
  await expect.poll(() => display.count(loud), soon).toBeGreaterThan(100_000);
  expect((await tabAt(browser, reported))?.mutedInfo?.muted).toBe(false);
});

test('a page that asks before it is left, and was typed into, closes without asking; the other tab is as it was', async () => {
  const here = await room('armed');
  const { browser, page, other, reported } = here;
  await other.bringToFront();
  await other.getByRole('textbox').fill('my own work');
  await other.evaluate(() => {
    document.body.style.height = '5000px';
    scrollTo(0, 1234);
  });
  await page.bringToFront();
  await page.evaluate(() =>
    addEventListener('beforeunload', (event) => {
      event.preventDefault();
      event.returnValue = true;
    }),
  );
  await page.getByRole('textbox').pressSequentially('typed');
  let asked = 0;
  page.on('dialog', () => (asked += 1));
  const cover = await press(here);
  const screen = watchGlimpses(display, loud);
  await choose(cover, /^Close it/);
  await coversAreGone(browser);
  await expect.poll(() => tabAt(browser, reported), soon).toBeUndefined();
  expect(asked).toBe(0);
  expect(await other.getByRole('textbox').inputValue()).toBe('my own work');
  expect(await other.evaluate(() => scrollY)).toBe(1234);
  await expect.poll(async () => (await tabAt(browser, other.url()))?.mutedInfo?.muted, soon).toBe(false);
  await screen.staysFor(500);
  expect(screen.seen()).toEqual([]);
});

test('what was typed into a frame of the page is there when it is given back', async () => {
  const here = await room('frames');
  const { browser, page, reported } = here;
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.srcdoc = '<input aria-label="In the frame">';
    document.body.append(frame);
  });
  const field = page.frameLocator('iframe').getByRole('textbox');
  await field.click();
  await field.pressSequentially('a story');
  const cover = await press(here);
  await choose(cover, /^Give it back/);
  await coversAreGone(browser);
  expect((await tabAt(browser, reported))?.discarded).toBe(false);
  expect(await field.inputValue()).toBe('a story');
});

test('every window is as it was: maximised, put away, ordinary; a window’s last tab leaves a tab behind', async () => {
  const here = await room('windows');
  const { browser, page, reported } = here;
  const second = await openPage(browser, place.lesson.url('calm'), 'window');
  const third = await openPage(browser, place.lesson.url('windows/last'), 'window');
  const worker = await browser.worker();
  const ids = await worker.evaluate(
    async (urls) => {
      const all = await chrome.tabs.query({});
      return urls.map((url) => all.findLast((tab) => tab.url === url)!.windowId);
    },
    [page.url(), second.url(), third.url()],
  );
  const sizes = ['maximized', 'minimized', 'normal'];
  await worker.evaluate(
    async ([wanted, states]) => {
      for (const [index, id] of wanted!.entries())
        await chrome.windows.update(Number(id), { state: states![index] as 'maximized' });
    },
    [ids, sizes],
  );
  const states = async () => {
    const all = await windows(browser);
    return ids.map((id) => all.find((window) => window.id === id)?.state);
  };
  await expect.poll(states, soon).toEqual(sizes);
  // Muted by the child, and so it stays.
  const quiet = await tabAt(browser, second.url());
  await worker.evaluate((id) => chrome.tabs.update(id, { muted: true }), quiet!.id!);

  await third.bringToFront();
  await pressShortcut(third);
  await expect.poll(() => browser.covers().length, soon).toBe(3);
  const cover = browser.covers().find((each) => each.url())!;
  await coverShows(cover, 'delivered');
  await place.lead.act(pressIdOf(cover), 'release');
  await coversAreGone(browser);
  await expect.poll(states, soon).toEqual(sizes);
  const left = await tabs(browser);
  expect(left.map(({ url }) => url)).toContain(reported);
  expect(left.filter(({ windowId }) => windowId === ids[2])).toHaveLength(1);
  expect(left.some(({ url }) => url === third.url())).toBe(false);
  expect(left.find(({ id }) => id === quiet!.id)?.mutedInfo?.muted).toBe(true);
});

test('kept for the safeguarding lead: it says so, through a restart, until an adult releases it', async () => {
  const here = await room('kept');
  const { browser, reported } = here;
  const cover = await press(here);
  const screen = watchGlimpses(display, loud);
  await choose(cover, /^Keep covered/);
  await cover.getByText('This computer stays covered.').waitFor();
  const report = await place.lead.waitFor((each) => each.url === reported);
  await browser.kill();
  const next = await openBrowser({ display: display.name, folder: browser.folder, policy: place.school.policy() });
  const [again] = await next.waitForCovers(1);
  await again!.getByText('This computer stays covered.').waitFor();
  // Nothing is told that is not so: nobody has released it.
  expect((await place.lead.list()).find(({ id }) => id === report.id)?.releasedLocally).toBeUndefined();
  await place.lead.act(report.id, 'release');
  await coversAreGone(next);
  expect(screen.seen()).toEqual([]);
});

test('three presses one after another are three incidents, each released, the third in the only tab', async () => {
  const here = await room('row');
  const { browser } = here;
  const seen = new Set<string>();
  for (let times = 0; times < 3; times += 1) {
    const page = times === 0 ? here.page : await openPage(browser, place.lesson.url(`row/${times}`), 'tab');
    if (times === 2) {
      for (const each of browser.context.pages()) if (each !== page) await each.close();
    }
    const cover = await press({ ...here, page });
    seen.add(pressIdOf(cover));
    await place.lead.act(pressIdOf(cover), 'release');
    await coversAreGone(browser);
    expect(display.count(loud)).toBe(0);
  }
  expect(seen.size).toBe(3);
  expect((await windows(browser)).map(({ state }) => state)).not.toContain('fullscreen');
  expect(await tabs(browser)).toHaveLength(1);
});

test('a school that keeps reported pages has them back after the release, unseen and silent until somebody looks', async () => {
  const here = await room('keep-pages', { afterHide: 'keep' });
  const { browser, reported } = here;
  const cover = await press(here);
  expect(await tabAt(browser, reported)).toMatchObject({ discarded: false, mutedInfo: { muted: true } });
  const screen = watchGlimpses(display, loud);
  await place.lead.act(pressIdOf(cover), 'release');
  await coversAreGone(browser);
  await screen.staysFor(1000);
  expect(screen.seen()).toEqual([]);
  expect(await tabAt(browser, reported)).toMatchObject({ active: false, discarded: false, mutedInfo: { muted: true } });
  await here.page.bringToFront();
  await expect.poll(() => display.count(loud), soon).toBeGreaterThan(100_000);
});
