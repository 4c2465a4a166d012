/** From the press to the school, in a real Chromium with a real server, through everything that may come between. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../scripts/browsers/chromium.ts';
import { aimAtWorker, pressDolphin, pressShortcut, pressToolbar } from '../../scripts/browsers/press.ts';
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

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

const long = Boolean(process.env['DOLPHIN_LONG']);

test('a press arrives once, with its address byte for byte, and the cover says so', async () => {
  const { school, lead, lesson } = place;
  const browser = await openBrowser({ policy: school.policy({ deviceLabel: 'Trolley 7', group: 'Class 3' }) });
  const url = lesson.url('plain/%3Cscript%3E?q=%22quoted%22&x=%E2%80%AE#part');
  const page = await openPage(browser, url);
  await policyArrived(browser);
  await pressDolphin(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'delivered');
  const report = await arrivesOnce(lead, url);
  expect(report).toMatchObject({ id: pressIdOf(cover!), device: 'Trolley 7', group: 'Class 3', state: 'stored' });
});

test('pressed while the school cannot be reached, closed, opened again: it arrives exactly once', async () => {
  const { school, lead, lesson } = place;
  const url = lesson.url('offline');
  await school.stop();
  const before = await openBrowser({ policy: school.policy() });
  const page = await openPage(before, url);
  await policyArrived(before);
  await pressToolbar(before, page);
  const [cover] = await before.waitForCovers(1);
  await coverShows(cover!, 'saved');
  await before.close();
  await school.restart();
  const after = await launchChromium({ policy: school.policy(), folder: before.folder });
  try {
    // What was kept goes out spread over two minutes, so that a whole school coming back is no stampede.
    await arrivesOnce(lead, url, 180_000);
  } finally {
    await after.kill();
  }
}, 300_000);

test('the worker is stopped right after the press: the page is covered all the same, and the report arrives once', async () => {
  const { school, lead, lesson } = place;
  const browser = await openBrowser({ policy: school.policy() });
  const url = lesson.url('stopped');
  const page = await openPage(browser, url);
  await policyArrived(browser);
  const stop = await aimAtWorker(browser);
  await page.bringToFront();
  await pressShortcut(page);
  // Made behind the page, and not yet switched to when the worker is stopped: before that it may not have heard of the press.
  const [cover] = await browser.waitForCovers(1);
  await stop();
  await expect.poll(() => cover!.evaluate(() => document.visibilityState), { timeout: 20_000 }).toBe('visible');
  await arrivesOnce(lead, url, 180_000);
}, 300_000);

test('the browser is killed as soon as the cover says saved: the report arrives once from the next start', async () => {
  const { school, lead, lesson } = place;
  const url = lesson.url('killed');
  await school.stop();
  const before = await openBrowser({ policy: school.policy() });
  const page = await openPage(before, url);
  await pressShortcut(page);
  const [cover] = await before.waitForCovers(1);
  await coverShows(cover!, 'saved');
  await before.kill();
  await school.restart();
  const after = await launchChromium({ policy: school.policy(), folder: before.folder });
  try {
    await arrivesOnce(lead, url, 180_000);
  } finally {
    await after.kill();
  }
}, 300_000);

test('pressed before any policy: it waits, and arrives once when the policy comes', async () => {
  const { school, lead, lesson } = place;
  const browser = await openBrowser();
  const url = lesson.url('late');
  const page = await openPage(browser, url);
  await pressDolphin(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'saved');
  browser.setPolicy(school.policy());
  await arrivesOnce(lead, url, 180_000);
  await coverShows(cover!, 'delivered');
}, 300_000);

test('the server is killed while reports arrive: every one that was acknowledged is there, once', async () => {
  const { school, lead, lesson } = place;
  const rounds = long ? 12 : 4;
  const browser = await openBrowser({ policy: school.policy() });
  await policyArrived(browser);
  const urls: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const url = lesson.url(`killed-server/${round}`);
    urls.push(url);
    const page = await browser.context.newPage();
    await page.goto(url);
    await pressShortcut(page);
    const [cover] = await browser.waitForCovers(1);
    // Somewhere between the first byte and the answer.
    await new Promise((resolve) => setTimeout(resolve, round * 25));
    await school.kill();
    await school.restart();
    await arrivesOnce(lead, url, 180_000);
    await coverShows(cover!, 'delivered');
    const answer = await lead.act(pressIdOf(cover!), 'release');
    expect(answer.status).toBe(200);
    await expect.poll(() => browser.covers().length, { timeout: 20_000 }).toBe(0);
  }
  const all = await lead.list();
  for (const url of urls) expect(all.filter((report) => report.url === url)).toHaveLength(1);
}, 600_000);

test('eight covered windows do not hold up the report', async () => {
  const { school, lead, lesson } = place;
  const browser = await openBrowser({ policy: school.policy() });
  const url = lesson.url('many/0');
  const first = await openPage(browser, url);
  for (let window = 1; window < 8; window += 1) await openPage(browser, lesson.url(`many/${window}`), 'window');
  await policyArrived(browser);
  const pressedAt = performance.now();
  await pressToolbar(browser, first);
  const covers = await browser.waitForCovers(8);
  for (const cover of covers) await coverShows(cover, 'delivered');
  const report = await arrivesOnce(lead, url);
  console.log(`eight windows: delivered everywhere after ${Math.round(performance.now() - pressedAt)} ms`);
  expect(report.others).toHaveLength(7);
  // The covers stream their status; another press's report must not have to queue behind them.
  const answer = await lead.act(report.id, 'acknowledge');
  expect(answer.status).toBe(200);
  for (const cover of covers) await coverShows(cover, 'acknowledged');
});
