/** A computer whose clock is ten years wrong, and then put right: a real browser that sees another time than everybody else. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchChromium, removeFolder, type LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { clockAhead } from '../../scripts/browsers/clock.ts';
import { pressShortcut } from '../../scripts/browsers/press.ts';
import {
  arrivesOnce,
  coverShows,
  onSelfCheck,
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

const year = 365 * 86_400_000;
const clocks = { 'ten years ahead': 10 * year, 'ten years behind': -10 * year };

/** Years between the browser's clock and ours. */
async function yearsOff(browser: LearnerBrowser): Promise<number> {
  const worker = await browser.worker();
  return Math.round(((await worker.evaluate(() => Date.now())) - Date.now()) / year);
}

test.each(Object.entries(clocks))(
  'pressed with a clock %s, put right before it is sent: it arrives, once',
  async (name, ms) => {
    const { school, lead, lesson } = place;
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-clock-')));
    onTestFinished(() => removeFolder(folder));
    const policy = school.policy();
    const wrong = await launchChromium({ policy, folder, by: await clockAhead(folder, ms) });
    onTestFinished(wrong.kill);
    expect(await yearsOff(wrong)).toBe(ms / year);
    await policyArrived(wrong);
    // Delivered under the wrong clock: nothing of it depends on what time it is.
    const there = lesson.url(`clock/${encodeURIComponent(name)}/there`);
    const page = await openPage(wrong, there);
    await pressShortcut(page);
    const [cover] = await wrong.waitForCovers(1);
    await coverShows(cover!, 'delivered');
    const { id } = await arrivesOnce(lead, there);
    expect(pressIdOf(cover!)).toBe(id);
    await lead.act(id, 'release');
    await expect.poll(() => wrong.covers().length, { timeout: 20_000 }).toBe(0);
    // And one that waits while the clock is put right.
    await school.stop();
    const away = lesson.url(`clock/${encodeURIComponent(name)}/away`);
    const other = await openPage(wrong, away, 'tab');
    await other.bringToFront();
    await pressShortcut(other);
    const [second] = await wrong.waitForCovers(1);
    await coverShows(second!, 'saved');
    await wrong.kill();
    await school.restart();
    const right = await launchChromium({ policy, folder });
    onTestFinished(right.kill);
    expect(Math.abs(await yearsOff(right))).toBe(0);
    await policyArrived(right);
    await onSelfCheck(right, async (selfcheck) => {
      const arrived = async () => {
        await selfcheck.getByRole('button', { name: 'Send waiting reports now' }).dispatchEvent('click');
        return (await lead.list()).filter(({ url }) => url === away).length;
      };
      await expect.poll(arrived, { timeout: 120_000, interval: 2000 }).toBe(1);
    });
    await arrivesOnce(lead, away);
  },
  400_000,
);
