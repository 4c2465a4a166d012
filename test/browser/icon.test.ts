/** The reported page’s icon in the tab strip: gone with the page, and back with it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDisplay, type Display } from '../../scripts/browsers/display.ts';
import { choose, coversAreGone, openRoom, pressIn, soon } from './harness/room.ts';
import { openPlace, type Place } from './harness/scene.ts';

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

test('a hidden page has a blank icon, also where it brings another; given back, it has its own', async () => {
  // Kept alive behind its cover.
  const here = await openRoom(place, display, 'icon', { afterHide: 'keep' });
  const { browser, page } = here;
  const add = (href: string) =>
    page.evaluate((to) => {
      document.head.append(Object.assign(document.createElement('link'), { rel: 'shortcut icon', href: to }));
    }, href);
  const icons = () =>
    page.evaluate(() => [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')].map(({ href }) => href));
  await add('http://127.0.0.1:9/first.png');
  const before = await icons();
  const cover = await pressIn(here, display);
  await expect.poll(icons, soon).toEqual([expect.stringMatching(/^data:image\/png/)]);
  await add('http://127.0.0.1:9/second.png');
  await expect.poll(icons, soon).toEqual([expect.stringMatching(/^data:image\/png/)]);
  await choose(cover, /^Give it back/);
  await coversAreGone(browser);
  await expect.poll(icons, soon).toEqual([...before, 'http://127.0.0.1:9/second.png']);
});
