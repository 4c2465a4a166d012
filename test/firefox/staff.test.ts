/** The staff extension in a real Firefox: connected by code, told with its panel closed, answering from the panel. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FirefoxBrowser } from '../../scripts/browsers/firefox.ts';
import { backgroundsBegun, badgeOf, clickToolbar, pressShortcut } from '../../scripts/browsers/firefox-press.ts';
import { button, clickNotice, clickOn, noticesOf, textOf, windowsOf } from '../../scripts/browsers/firefox-window.ts';
import type { Staff } from '../../scripts/school.ts';
import { openPlace, type Place } from '../browser/harness/scene.ts';
import { coversShow, openFirefox, openPage, pressOf, soon } from './harness/scene.ts';

/** Firefox stops an idle background page after 30 s. */
const idleMs = process.env['DOLPHIN_LONG'] ? 600_000 : 70_000;

let place: Place;
let teacher: Staff;
beforeAll(async () => {
  place = await openPlace();
  teacher = await place.school.join({ name: 'Teacher One', email: 'teacher@school.example', roles: ['teacher'] });
});
afterAll(() => place.close());

/** Connects the browser to the teacher's account from its panel, which closes when the school's page opens. */
async function connect(firefox: FirefoxBrowser): Promise<void> {
  await expect.poll(() => badgeOf(firefox), soon).toBe('!');
  await clickToolbar(firefox);
  await expect.poll(() => clickOn(firefox, 'panel', button('Sign in')), soon).toBe(true);
  const connectPage = `${place.school.url}/connect?code=`;
  const code = async () =>
    (await windowsOf(firefox)).map(({ shown }) => shown.url.split(connectPage)[1]).find((found) => found !== undefined);
  await expect.poll(code, soon).toBeDefined();
  const headers = { authorization: `Bearer ${teacher.token}`, 'content-type': 'application/json' };
  const device = `${place.school.url}/api/device/${await code()}`;
  // The page behind the link asks first what it would connect, and only then may agree.
  expect(await (await fetch(device, { headers })).json()).toMatchObject({ label: 'Staff laptop' });
  expect((await fetch(`${device}/approve`, { method: 'POST', headers, body: '{}' })).status).toBe(204);
  await expect.poll(() => badgeOf(firefox), soon).toBe('');
}

test(
  'told with the panel closed after a long idle time; the notification opens the panel, one tap there tells the child',
  async () => {
    const { school, lesson } = place;
    const staff = await openFirefox({
      policy: school.policy({ role: 'staff', deviceLabel: 'Staff laptop' }),
      // There is no desktop here to show a notification: Firefox shows its own.
      preferences: { 'alerts.useSystemBackend': false },
    });
    await connect(staff);
    expect(await backgroundsBegun(staff)).toBe(0);
    const idle = new Promise((resolve) => setTimeout(resolve, idleMs));
    const learner = await openFirefox({ policy: school.policy({ deviceLabel: 'Trolley 7', room: 'Room 4' }) });
    await openPage(learner, lesson.url('lesson'));
    await idle;

    const pressedAt = performance.now();
    await pressShortcut(learner);
    await expect.poll(() => badgeOf(staff), { ...soon, interval: 50 }).toBe('1');
    console.log(`Firefox: on the teacher's toolbar ${Math.round(performance.now() - pressedAt)} ms after the press`);
    // The very page that was there before the idle time, not one that an alarm brought back.
    expect(await backgroundsBegun(staff)).toBe(0);
    await expect.poll(() => noticesOf(staff), soon).toEqual(['A computer needs you: Room 4']);
    await coversShow(learner, 'delivered');
    const id = pressOf((await windowsOf(learner))[0]!);

    await clickNotice(staff);
    await expect.poll(() => textOf(staff, 'panel'), soon).toContain('Trolley 7');
    await expect.poll(() => clickOn(staff, 'panel', button('I’m coming')), soon).toBe(true);
    await coversShow(learner, 'acknowledged');
    expect(await teacher.waitFor((report) => report.id === id)).toMatchObject({ acknowledgedBy: 'Teacher One' });
    await expect.poll(() => badgeOf(staff), soon).toBe('');
    await expect.poll(() => noticesOf(staff), soon).toEqual([]);
  },
  idleMs + 240_000,
);
