/**
 * `npm run demo`: one press, from the child to the teacher and back, in real browsers without a display.
 * Prints each step with its milliseconds and leaves pictures in .output/demo/. Exit 1 when any step fails.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium, removeFolder } from './browsers/chromium.ts';
import { recordStates, sharedNow, stateAt } from './browsers/cover-states.ts';
import { clickAt, findDolphin, pressDolphin } from './browsers/press.ts';
import { ensureChromium } from './browsers/install.ts';
import { builds, runSteps } from './checks.ts';
import { openLesson } from './lesson.ts';
import { openSchool } from './school.ts';
import { beforeStop, root, stopAll } from './step.ts';
import { demoWords as words } from './words.ts';

const pictures = join(root, '.output', 'demo');
/** Everything together has to end within this. */
const limitMs = 180_000;
/** design §7: what each step aims at, p95. */
const aims = { hidden: 150, committed: 150, delivered: 500, shown: 500, acknowledged: 500, released: 500 } as const;
type StepName = keyof typeof aims;

let current: string = words.opening;
const begun: (() => Promise<void>)[] = [];
const tidy = async () => {
  for (const end of begun.toReversed()) await end().catch(() => undefined);
};
beforeStop(tidy);
const guard = setTimeout(() => void end(new Error(words.tooLong)), limitMs);
try {
  await story();
  await end(undefined);
} catch (error) {
  await end(error instanceof Error ? error : new Error(String(error)));
}

async function end(failure: Error | undefined): Promise<void> {
  clearTimeout(guard);
  if (failure) {
    console.error(words.failed(current, failure.message.split('\n')[0] ?? ''));
  }
  await stopAll();
  process.exit(failure ? 1 : 0);
}

/** Prints a step's time, with a mark when it misses its aim; times are of one run, so a miss is no failure. */
function took(step: StepName, since: number, until: number): void {
  const ms = Math.round(until - since);
  console.log(`✓ ${words.steps[step].padEnd(44)}${String(ms).padStart(6)} ms   aim ${aims[step]}`);
}

async function story(): Promise<void> {
  const lacking = await ensureChromium();
  if (lacking) throw new Error(lacking);
  if ((await runSteps(builds.chrome)) > 0) throw new Error('The build failed.');
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });

  console.log(`\n${words.opening}`);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-demo-')));
  begun.push(async () => removeFolder(folder));
  const lesson = await openLesson();
  begun.push(() => lesson.close());
  const school = await openSchool(join(folder, 'school'));
  begun.push(() => school.stop());
  const person = await school.add({ name: 'Demo Teacher', email: 'teacher@school.example', roles: ['teacher'] });
  const staff = await launchChromium({ extension: null, folder: join(folder, 'staff') });
  begun.push(() => staff.kill());
  const teacher = staff.context.pages()[0] ?? (await staff.context.newPage());
  await acceptInvitation(teacher, person.inviteLink);
  const device = 'Trolley 7';
  const learner = await launchChromium({
    policy: school.policy({ deviceLabel: device, room: 'Room 4' }),
    folder: join(folder, 'learner'),
    args: ['--autoplay-policy=no-user-gesture-required'],
  });
  begun.push(() => learner.kill());
  await recordStates(learner.context);
  const page = learner.context.pages()[0] ?? (await learner.context.newPage());
  const other = await learner.context.newPage();
  await other.goto(lesson.url('calm'));
  await page.bringToFront();
  await page.goto(lesson.url('lesson'));
  await policyThere(learner.context, learner.extensionPage('selfcheck.html'));
  await page.bringToFront();
  await page.screenshot({ path: join(pictures, '1-lesson.png') });

  console.log(`\n${words.pressed}`);
  const shown = whenShown(teacher, device);
  current = words.steps.hidden;
  const spot = await findDolphin(page);
  const pressed = sharedNow();
  await clickAt(page, spot);
  const [cover] = await learner.waitForCovers(1);
  if (!cover) throw new Error('No cover came.');
  const hidden = await cover.waitForFunction(
    () =>
      document.visibilityState === 'visible' && performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  );
  const paintedAt = await hidden.jsonValue();
  took('hidden', pressed, (await cover.evaluate(() => performance.timeOrigin)) + Number(paintedAt));
  current = words.steps.committed;
  took('committed', pressed, await stateAt(cover, 'saved', 'delivered'));
  current = words.steps.delivered;
  took('delivered', pressed, await stateAt(cover, 'delivered'));
  current = words.steps.shown;
  took('shown', pressed, await shown);
  await cover.screenshot({ path: join(pictures, '2-delivered.png') });
  await teacher.screenshot({ path: join(pictures, '3-teacher.png') });

  current = words.silent;
  const worker = await learner.worker();
  const loudTabs = await worker.evaluate(
    async () => (await chrome.tabs.query({ audible: true })).filter(({ mutedInfo }) => !mutedInfo?.muted).length,
  );
  if (loudTabs > 0) throw new Error(`${loudTabs} tabs make a sound.`);
  console.log(`✓ ${words.silent}`);

  current = words.steps.acknowledged;
  const coming = sharedNow();
  await teacher.getByRole('button', { name: /coming/i }).click();
  took('acknowledged', coming, await stateAt(cover, 'acknowledged'));
  await cover.screenshot({ path: join(pictures, '4-acknowledged.png') });
  await teacher.screenshot({ path: join(pictures, '5-teacher-coming.png') });

  current = words.steps.released;
  const gone = new Promise<number>((resolve) => cover.once('close', () => resolve(sharedNow())));
  const release = sharedNow();
  await teacher.getByRole('button', { name: /^release/i }).click();
  took('released', release, await gone);
  current = words.others;
  const left = learner.context.pages().map((open) => open.url());
  if (left.includes(lesson.url('lesson'))) throw new Error('The reported page is still open.');
  if (!left.includes(lesson.url('calm'))) throw new Error('Another tab was touched.');
  console.log(`✓ ${words.others}`);
  await other.screenshot({ path: join(pictures, '6-released.png') });

  current = words.apart;
  await school.stop();
  await pressDolphin(other);
  const [again] = await learner.waitForCovers(1);
  if (!again) throw new Error('No cover came.');
  await stateAt(again, 'saved');
  await again.screenshot({ path: join(pictures, '7-hidden-and-kept.png') });
  console.log(`✓ ${words.apart}`);
  console.log(`\n${words.pictures(relative(root, pictures))}`);
}

/** Accepts the invitation on its page, as a teacher does. */
async function acceptInvitation(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.locator('input[type=password]').fill('three dolphins swim slowly');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Not now' }).click();
  await page.getByText('No computer needs you').waitFor();
}

/** Waits until the school's policy has reached the extension. */
async function policyThere(context: { newPage: () => Promise<Page> }, selfcheck: string): Promise<void> {
  const page = await context.newPage();
  const until = sharedNow() + 30_000;
  do {
    await page.goto(selfcheck);
    await page
      .getByText(/connected to a school/i)
      .first()
      .waitFor();
  } while (!(await page.getByText(/^Connected to a school/).isVisible()) && sharedNow() < until);
  await page.close();
}

/** When the teacher's page shows this computer, on the clock all processes share. */
function whenShown(teacher: Page, device: string): Promise<number> {
  return teacher.evaluate(
    (name) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!document.body.textContent.includes(name)) return;
          observer.disconnect();
          requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        look();
      }),
    device,
  );
}
