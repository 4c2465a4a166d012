/** A real Chromium set up by nothing but a school's kit: installed from /updates/, pinned, configured, changed live. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pressToolbar } from '../../scripts/browsers/press.ts';
import type { Staff } from '../../scripts/school.ts';
import type { DeviceList } from '../../shared/fleet-api.ts';
import { checkOf, makeKit, openSelfCheck, openWithKit, type Kit } from './harness/kit.ts';
import { arrivesOnce, coverShows, openPage, openPlace, type Place } from './harness/scene.ts';

const install = 'linux/chromium/dolphin-install.json';
const settings = 'linux/chromium/dolphin-settings.json';
const hardening = 'hardening/linux-chromium.json';
const soon = { timeout: 60_000, interval: 500 };
const slow = { timeout: 100_000, interval: 1000 };

let place: Place;
let kit: Kit;
beforeAll(async () => {
  place = await openPlace();
  kit = await makeKit(place.school, 'room=Library', 'debug=true', 'onPageDolphin=true');
});
afterAll(() => place.close());

/** A call by the school's technician. */
async function asTechnician<T>({ token }: Staff, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${place.school.url}/api${path}`, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

/** Enrolment and its first heartbeat come at a random moment, each within some seconds. */
const enrolling = { timeout: 240_000 };

test(
  'the kit’s files alone install, pin, configure and enrol it, and a test report comes back proven',
  enrolling,
  async () => {
    const person = { name: 'Technician', email: 'technician@school.example', roles: ['technician'] };
    const technician = await place.school.join(person);
    await asTechnician(technician, '/devices/approval', { minutes: 30 });
    const browser = await openWithKit(kit, [install, settings, hardening]);
    const page = await openSelfCheck(browser);
    await expect.poll(() => checkOf(page, 'Policy received'), soon).toMatch(/^Good/);
    expect(await checkOf(page, 'Installed by policy')).toMatch(/^Good/);
    expect(await checkOf(page, 'Settings in order')).toMatch(/^Good/);
    expect(await checkOf(page, 'Dolphin in the toolbar')).toMatch(/^Good/);
    expect(await checkOf(page, 'Shortcut')).toBe('Good: Alt+Shift+D');
    expect(await checkOf(page, 'Works on all sites')).toMatch(/^Good/);
    await expect.poll(() => checkOf(page, 'School’s key'), soon).toBe(`Good: ${kit.fingerprint}`);
    await expect.poll(() => checkOf(page, 'Server reached'), soon).toMatch(/^Good/);
    await expect.poll(() => checkOf(page, 'Known to the school as a device'), slow).toMatch(/^Good: Yes/);
    const heard = async () => (await asTechnician<DeviceList>(technician, '/devices')).devices;
    await expect
      .poll(heard, slow)
      .toMatchObject([
        { state: 'active', room: 'Library', browser: 'Chromium', waiting: 0, seenAt: expect.any(String) },
      ]);
    await page.getByRole('button', { name: 'Send a test report' }).click();
    await expect.poll(() => checkOf(page, 'Test report'), soon).toMatch(/^Good: It arrived/);
    const report = await arrivesOnce(place.lead, browser.extensionPage('selfcheck.html'));
    expect(report).toMatchObject({ practice: true, room: 'Library', confirmed: true });
    // The hardening is in force: no private window is there to be had, and no page that shows or changes settings.
    for (const blocked of ['chrome://policy', 'chrome://extensions']) {
      const other = await browser.context.newPage();
      await other.goto(blocked).catch(() => undefined);
      expect(await other.locator('body').innerText()).toMatch(/blocked|ERR_BLOCKED_BY_ADMINISTRATOR/i);
      await other.close();
    }
  },
);

test('Chromium’s own list of policies finds no fault in any of the kit’s files', async () => {
  const browser = await openWithKit(kit, [install, settings]);
  browser.put(hardening, (text) => text.replace(/,\s*"URLBlocklist": \[[^\]]*\]/, ''));
  await openSelfCheck(browser);
  const page = await openPage(browser, 'chrome://policy', 'tab');
  const judged = () =>
    page.evaluate(() => {
      type Row = Element & { policy?: Record<string, unknown> };
      const all = (root: ParentNode): Row[] =>
        [...root.querySelectorAll('*')].flatMap((element) => [
          element,
          ...(element.shadowRoot ? all(element.shadowRoot) : []),
        ]);
      return all(document).flatMap(({ policy }) => {
        if (policy?.['value'] === undefined) return [];
        const { name, error, warning, ignored, deprecated } = policy;
        return [{ name: String(name), faults: [error, warning, ignored, deprecated].filter(Boolean) }];
      });
    });
  const names = async () => (await judged()).map(({ name }) => name);
  await expect.poll(names, soon).toEqual(expect.arrayContaining(['ExtensionSettings', 'setup', 'room', 'debug']));
  const list = await judged();
  // What lets the driver in is not of the kit.
  const ours = list.filter(({ name }) => name !== 'DeveloperToolsAvailability');
  expect(ours.filter(({ faults }) => faults.length > 0)).toEqual([]);
  for (const name of ['IncognitoModeAvailability', 'BrowserGuestModeEnabled', 'TaskManagerEndProcessEnabled'])
    expect(list.map((one) => one.name)).toContain(name);
});

test('a press before any settings is kept and sent when they come; they change and slip while it runs', async () => {
  // The school's own server is among the hosts that a policy closes to extensions: its CORS answer must do.
  const closed = (text: string) =>
    text.replace('"toolbar_pin"', '"runtime_blocked_hosts": ["*://localhost"],\n      "toolbar_pin"');
  const browser = await openWithKit(kit, [install], closed);
  const check = await openSelfCheck(browser);
  expect(await checkOf(check, 'Policy received')).toMatch(/^Wrong: No settings/);
  const url = place.lesson.url('before-policy');
  const page = await openPage(browser, url, 'tab');
  await pressToolbar(browser, page);
  await expect.poll(() => browser.covers().length, soon).toBe(1);
  await coverShows(browser.covers()[0]!, 'saved');
  browser.put(settings);
  await arrivesOnce(place.lead, url);
  await coverShows(browser.covers()[0]!, 'delivered');

  const values = async () => {
    await check.reload();
    await check.getByRole('heading', { name: 'Checks' }).waitFor();
    return check.locator('main').innerText();
  };
  browser.put(settings, (text) => text.replace('Library', 'Hall'));
  await expect.poll(values, soon).toMatch(/room\s+Hall/);
  browser.put(settings, (text) => text.replace('"Library"', `"${'x'.repeat(200)}"`));
  await expect.poll(values, soon).toMatch(/room must|room: must have at most 120/);
  expect(await values()).toMatch(/room\s+Hall/);
  expect(await checkOf(check, 'Settings in order')).toMatch(/^Look: Refused/);
  expect(await checkOf(check, 'Server reached')).toMatch(/^Good/);
});
