/** Wrong answers in a real browser: whatever stands between, a report is kept, tried again, and delivered once. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { pressShortcut } from '../../scripts/browsers/press.ts';
import { freePort } from '../../scripts/school.ts';
import { faults, openFaultServer, type Fault } from './harness/fault-server.ts';
import {
  arrivesOnce,
  coverShows,
  onSelfCheck,
  openBrowser,
  openPage,
  openPlace,
  policyArrived,
  pressIdOf,
  stateOf,
  type Place,
} from './harness/scene.ts';
import { openStalledServer } from './harness/stalled-server.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

describe.for(Object.keys(faults) as Fault[])('answered with %s', (fault) => {
  test('a report is kept and tried again, and delivered once when the answer is right', async () => {
    const { school, lead, lesson } = place;
    const between = await openFaultServer(school.url);
    onTestFinished(between.close);
    between.fault = fault;
    const browser = await openBrowser({ policy: school.policy({ endpoint: between.url }) });
    const url = lesson.url(`fault/${encodeURIComponent(fault)}`);
    const page = await openPage(browser, url);
    await policyArrived(browser);
    await pressShortcut(page);
    const [cover] = await browser.waitForCovers(1);
    const id = pressIdOf(cover!);
    await coverShows(cover!, 'saved');
    await expect.poll(() => between.posted.length, { timeout: 60_000 }).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await stateOf(cover!)).toBe('saved');
    between.fault = undefined;
    await deliveredAfterAsking(browser, cover!);
    await arrivesOnce(lead, url);
    expect(new Set(between.posted)).toEqual(new Set([id]));
    expect(between.posted.length).toBeGreaterThan(1);
  });
});

/** A technician presses "Send waiting reports now" until the cover says delivered: no need to wait for the longest alarm. */
async function deliveredAfterAsking(
  browser: Parameters<typeof onSelfCheck>[0],
  cover: Parameters<typeof coverShows>[0],
): Promise<void> {
  await onSelfCheck(browser, async (page) => {
    await expect
      .poll(
        async () => {
          // The guard brings the cover back to the front, as it should; the button is pressed all the same.
          await page.getByRole('button', { name: 'Send waiting reports now' }).dispatchEvent('click');
          return stateOf(cover);
        },
        { timeout: 100_000, interval: 1000 },
      )
      .toBe('delivered');
  });
}

/** Milliseconds from the key to the cover being the visible tab. */
async function hideTakes(policy: Record<string, string | boolean> | undefined): Promise<number> {
  const browser = await openBrowser(policy ? { policy } : {});
  const page = await openPage(browser, place.lesson.url('speed'));
  if (policy) await policyArrived(browser);
  else await browser.worker();
  const began = performance.now();
  await pressShortcut(page);
  const [cover] = await browser.waitForCovers(1);
  await cover!.waitForFunction(() => document.visibilityState === 'visible');
  return performance.now() - began;
}

test('an endpoint that is slow, gone or wrong changes nothing in how the screen hides', async () => {
  const { school, lesson } = place;
  const stalled = await openStalledServer();
  onTestFinished(stalled.close);
  const endpoints = {
    'no policy': undefined,
    'a good server': school.policy(),
    'one that never answers': school.policy({ endpoint: stalled.url }),
    'one that is not there': school.policy({ endpoint: `http://127.0.0.1:${await freePort()}` }),
    'one that is no server of ours': school.policy({ endpoint: new URL(lesson.url()).origin }),
  };
  for (const [name, policy] of Object.entries(endpoints)) {
    console.log(`${name}: hidden after ${Math.round(await hideTakes(policy))} ms`);
  }
}, 300_000);
