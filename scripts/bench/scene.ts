/** What the benchmarks of a press share: a school, a page, a browser with real windows, and a hand. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium, removeFolder, type LearnerBrowser } from '../browsers/chromium.ts';
import { openDisplay, type Display } from '../browsers/display.ts';
import { openHand, type Hand } from '../browsers/hand.ts';
import { findDolphin, type Spot } from '../browsers/press.ts';
import { openLesson, type Lesson } from '../lesson.ts';
import { openSchool, type School, type Staff } from '../school.ts';
import { beforeStop } from '../step.ts';

export type Scene = {
  school: School;
  lead: Staff;
  lesson: Lesson;
  display: Display;
  hand: Hand;
  browser: LearnerBrowser;
  close: () => Promise<void>;
};

/** `extension`: an unpacked one; the production build unless told otherwise. */
export async function openScene(extension?: string): Promise<Scene> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-bench-')));
  const lesson = await openLesson();
  const display = await openDisplay();
  const hand = openHand(display);
  const school = await openSchool(join(folder, 'school'));
  const lead = await school.join({ name: 'Lead', email: 'lead@school.example', roles: ['dsl'] });
  const browser = await launchChromium({
    policy: school.policy(),
    folder: join(folder, 'browser'),
    display: display.name,
    ...(extension !== undefined && { extension }),
  });
  await policyThere(browser);
  const close = async () => {
    await browser.kill();
    await school.stop();
    await hand.close();
    await display.close();
    await lesson.close();
    removeFolder(folder);
  };
  const forget = beforeStop(close);
  return {
    school,
    lead,
    lesson,
    display,
    hand,
    browser,
    async close() {
      forget();
      await close();
    },
  };
}

async function policyThere(browser: LearnerBrowser): Promise<void> {
  const page = await browser.context.newPage();
  const connected = page.getByText(/^Connected to a school/);
  do {
    await page.goto(browser.extensionPage('selfcheck.html'));
    await page
      .getByText(/connected to a school/i)
      .first()
      .waitFor();
  } while (!(await connected.isVisible()));
  await page.close();
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Where the page's dolphin is on the screen, not in the page. */
export async function dolphinOnScreen(page: Page): Promise<Spot> {
  const { x, y } = await findDolphin(page);
  const origin = await page.evaluate(() => ({
    x: screenX + (outerWidth - innerWidth) / 2,
    y: screenY + outerHeight - innerHeight,
  }));
  return { x: origin.x + x, y: origin.y + y };
}

/** The press's cover; opened by a press that has just been made. */
export async function coverOf({ browser }: Scene): Promise<Page> {
  const [cover] = await browser.waitForCovers(1);
  if (!cover) throw new Error('No cover came.');
  return cover;
}

/** Gives the screen back as an adult does from afar, and closes every tab but the first. */
export async function releaseAll(scene: Scene): Promise<void> {
  const { browser, lead } = scene;
  const id = new URL((await coverOf(scene)).url()).hash.slice(1);
  await lead.waitFor((report) => report.id === id);
  await lead.act(id, 'release');
  while (browser.covers().length > 0) await pause(20);
  for (const page of browser.context.pages().slice(1)) await page.close();
}
