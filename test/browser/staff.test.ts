/** The staff extension in a real Chromium: connected by code, told with its panel closed, answering from a notification. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { pressDolphin, stopWorker } from '../../scripts/browsers/press.ts';
import type { Staff } from '../../scripts/school.ts';
import {
  connectStaff,
  coverShows,
  openBrowser,
  openPage,
  openPlace,
  policyArrived,
  pressIdOf,
  type Place,
} from './harness/scene.ts';

/** Long enough for a busy machine. */
const soon = { timeout: 30_000 };

let place: Place;
let teacher: Staff;
beforeAll(async () => {
  place = await openPlace();
  teacher = await place.school.join({ name: 'Teacher One', email: 'teacher@school.example', roles: ['teacher'] });
});
afterAll(() => place.close());

/** Opens a staff browser and connects it to the teacher's account; its panel is closed again. */
async function openStaffBrowser(): Promise<LearnerBrowser> {
  const { school } = place;
  const browser = await openBrowser({ policy: school.policy({ role: 'staff', deviceLabel: 'Staff laptop' }) });
  await connectStaff(browser, school, teacher);
  return browser;
}

type Api = {
  action: { getBadgeText: (of: object) => Promise<string> };
  notifications: {
    getAll: () => Promise<Record<string, unknown>>;
    onButtonClicked: { dispatch: (id: string, button: number) => void };
  };
};
const api = (browser: LearnerBrowser) => ({
  badge: async () =>
    (await browser.worker()).evaluate(() => (globalThis as unknown as { chrome: Api }).chrome.action.getBadgeText({})),
  notices: async () =>
    (await browser.worker()).evaluate(async () =>
      Object.keys(await (globalThis as unknown as { chrome: Api }).chrome.notifications.getAll()),
    ),
  pressNotice: async (id: string, button: number) =>
    (await browser.worker()).evaluate(
      ([id, button]) =>
        (globalThis as unknown as { chrome: Api }).chrome.notifications.onButtonClicked.dispatch(id, button),
      [id, button] as const,
    ),
});

async function pressOnLearnersComputer(deviceLabel: string) {
  const { school, lesson } = place;
  const learner = await openBrowser({ policy: school.policy({ deviceLabel, room: 'Room 4' }) });
  const page = await openPage(learner, lesson.url('lesson'));
  await policyArrived(learner);
  await pressDolphin(page);
  const [cover] = await learner.waitForCovers(1);
  return { cover: cover!, id: pressIdOf(cover!) };
}

test('a press reaches the teacher with the panel closed, and one tap on the notification tells the child', async () => {
  const staff = api(await openStaffBrowser());
  const { cover, id } = await pressOnLearnersComputer('Trolley 7');
  await expect.poll(staff.notices, soon).toEqual([`dolphin-staff:${id}`]);
  await expect.poll(staff.badge, soon).toBe('1');
  await staff.pressNotice(`dolphin-staff:${id}`, 0);
  await coverShows(cover, 'acknowledged');
  await expect.poll(staff.notices, soon).toEqual([]);
  await expect.poll(staff.badge, soon).toBe('');
  expect(await teacher.waitFor((report) => report.id === id)).toMatchObject({ acknowledgedBy: 'Teacher One' });
});

test('the panel answers, releases and says what it was; a colleague’s answer shows there too', async () => {
  const browser = await openStaffBrowser();
  const panel = await browser.context.newPage();
  await panel.goto(browser.extensionPage('staff.html?window'));
  const { cover, id } = await pressOnLearnersComputer('Trolley 8');
  const card = panel.getByRole('article').filter({ hasText: 'Trolley 8' });
  await card.waitFor();
  expect((await place.lead.act(id, 'acknowledge')).status).toBe(200);
  await card.getByText('Lead One is coming').waitFor();
  await card.getByRole('button', { name: 'Release the screen' }).click();
  await card.getByText('Screen released').waitFor();
  await card.getByRole('button', { name: 'Nothing unsuitable' }).click();
  await expect
    .poll(async () => (await teacher.waitFor((report) => report.id === id)).outcome, soon)
    .toBe('nothing-unsuitable');
  await coverShows(cover, 'released', 'closed');
});

test('a worker that was stopped comes back to the list, and a browser that was disconnected learns nothing more', async () => {
  const browser = await openStaffBrowser();
  await stopWorker(browser);
  const panel = await browser.context.newPage();
  await panel.goto(browser.extensionPage('staff.html?window'));
  await panel.getByText('Connected', { exact: true }).waitFor({ timeout: 60_000 });

  const headers = { authorization: `Bearer ${teacher.token}` };
  const listed = await fetch(`${place.school.url}/api/staff-tokens`, { headers });
  const { tokens } = (await listed.json()) as { tokens: { id: string }[] };
  for (const { id } of tokens) await fetch(`${place.school.url}/api/staff-tokens/${id}`, { method: 'DELETE', headers });
  await panel.getByRole('button', { name: 'Sign in' }).waitFor({ timeout: 90_000 });
});
