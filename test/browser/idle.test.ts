/** A staff browser that nobody has touched for a while, and that no debugger holds awake: still told, still answering. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { builtExtension, chromiumFlags, placeFor, type LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { openDisplay, type Display } from '../../scripts/browsers/display.ts';
import { killProfile } from '../../scripts/browsers/processes.ts';
import { pressDolphin } from '../../scripts/browsers/press.ts';
import { startChild } from '../../scripts/step.ts';
import {
  connectStaff,
  coverShows,
  openBrowser,
  openPage,
  openPlace,
  policyArrived,
  type Place,
} from './harness/scene.ts';

/** Past the half minute after which an idle worker is stopped; the long run idles as a lesson does. */
const idleMs = process.env['DOLPHIN_LONG'] ? 600_000 : 70_000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

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

function xdotool(...args: string[]): string {
  return spawnSync('xdotool', args, { encoding: 'utf8', env: { ...process.env, DISPLAY: display.name } }).stdout;
}
/** Width and height of a window in pixels. */
const sizeOf = (id: string) =>
  (/Geometry: (\d+)x(\d+)/.exec(xdotool('getwindowgeometry', id)) ?? []).slice(1).map(Number);
const windowsShown = () => xdotool('search', '--onlyvisible', '--name', '.*').split('\n').filter(Boolean);

/** Waits until something has been the same for a second and a half. */
async function standsStill(look: () => string): Promise<void> {
  let last = look();
  let since = performance.now();
  const stands = () => {
    const now = look();
    if (now !== last) since = performance.now();
    last = now;
    return performance.now() - since > 1500;
  };
  await expect.poll(stands, { timeout: 60_000, interval: 100 }).toBe(true);
}

/** The same profile again without any driver: a debugger would keep the worker awake. */
function openAlone({ folder }: LearnerBrowser): void {
  const policy = place.school.policy({ role: 'staff', deviceLabel: 'Staff laptop' });
  const { profile, room } = placeFor(folder, builtExtension, policy);
  const flags = [
    ...chromiumFlags(builtExtension),
    `--user-data-dir=${profile}`,
    '--window-size=700,500',
    'about:blank',
  ];
  startChild(room.executable, flags, { stdio: 'ignore', env: { ...process.env, DISPLAY: display.name } });
  onTestFinished(() => killProfile(profile));
}

test(
  'a notification comes to an idle staff browser, and a real click on it tells the child',
  { timeout: idleMs + 180_000 },
  async () => {
    const { school, lesson } = place;
    const teacher = await school.join({ name: 'Teacher One', email: 'teacher@school.example', roles: ['teacher'] });
    const policy = school.policy({ role: 'staff', deviceLabel: 'Staff laptop' });
    const driven = await openBrowser({ policy, display: display.name });
    await connectStaff(driven, school, teacher);
    await driven.close();
    openAlone(driven);
    await sleep(idleMs);
    const before = windowsShown();

    const learner = await openBrowser({ policy: school.policy({ deviceLabel: 'Trolley 7', room: 'Room 4' }) });
    const page = await openPage(learner, lesson.url('lesson'));
    await policyArrived(learner);
    await pressDolphin(page);
    const [cover] = await learner.waitForCovers(1);
    const isNotice = (id: string) => !before.includes(id) && sizeOf(id).join() === '360,144';
    await expect.poll(() => windowsShown().some(isNotice), { timeout: 30_000 }).toBe(true);
    const notice = windowsShown().find(isNotice)!;
    // It slides in: a click too early meets nothing.
    await standsStill(() => [xdotool('getwindowgeometry', notice), ...display.frame(8).pixels].join());
    // Its first button, “I’m coming”, is at its foot on the left.
    xdotool('mousemove', '--window', notice, '65', '117', 'click', '1');
    await coverShows(cover!, 'acknowledged');
    expect(await teacher.list()).toMatchObject([{ acknowledgedBy: 'Teacher One' }]);
  },
);
