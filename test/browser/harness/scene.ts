/** What a test in a real browser begins with: a lesson page, a school with an adult, a learner's browser. All real. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import {
  launchChromium,
  removeFolder,
  type ChromiumOptions,
  type LearnerBrowser,
} from '../../../scripts/browsers/chromium.ts';
import { openLesson, type Lesson } from '../../../scripts/lesson.ts';
import { openSchool, type School, type Staff } from '../../../scripts/school.ts';
import type { ReportView } from '../../../shared/staff-api.ts';

/** A school and its safeguarding lead, who may see whole addresses. Open it in `beforeAll`, close it in `afterAll`. */
export type Place = { school: School; lead: Staff; lesson: Lesson; close: () => Promise<void> };

export async function openPlace(profile?: string): Promise<Place> {
  const data = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-school-')));
  const school = await openSchool(data, undefined, profile);
  const lead = await school.join({ name: 'Lead One', email: 'lead@school.example', roles: ['dsl'] });
  const lesson = await openLesson();
  return {
    school,
    lead,
    lesson,
    async close() {
      await school.stop();
      await lesson.close();
      removeFolder(data);
    },
  };
}

/** Launches a browser that is gone, with its folder, when the test is over. */
export async function openBrowser(options: ChromiumOptions = {}): Promise<LearnerBrowser> {
  const browser = await launchChromium(options);
  // A shortcut in the first moment of a new installation finds nobody who listens.
  if (options.extension !== null) await browser.worker();
  onTestFinished(async () => {
    await browser.kill();
    removeFolder(browser.folder);
  });
  return browser;
}

/** Opens `url` in the browser's first tab, or in a further one. */
export async function openPage(browser: LearnerBrowser, url: string, where: 'first' | 'tab' | 'window' = 'first') {
  const page = where === 'first' ? browser.context.pages()[0] : await openAnother(browser, where);
  if (!page) throw new Error('The browser has no tab.');
  await page.goto(url);
  return page;
}

async function openAnother(browser: LearnerBrowser, where: 'tab' | 'window'): Promise<Page> {
  if (where === 'tab') return browser.context.newPage();
  const owner = browser.context.browser();
  if (!owner) throw new Error('The browser is closed.');
  const session = await owner.newBrowserCDPSession();
  const [page] = await Promise.all([
    browser.context.waitForEvent('page'),
    session.send('Target.createTarget', { url: 'about:blank', newWindow: true }),
  ]);
  return page;
}

/** Waits until the administrator's policy has reached the extension, as a technician would see it. */
export async function policyArrived(browser: LearnerBrowser): Promise<void> {
  await onSelfCheck(browser, async (page) => {
    const connected = page.getByText(/^Connected to a school/);
    // The page looks again by itself, but not often.
    const looks = async () => {
      await page.reload();
      await page
        .getByText(/connected to a school/i)
        .first()
        .waitFor();
      return connected.isVisible();
    };
    await expect.poll(looks, { timeout: 60_000, interval: 500 }).toBe(true);
  });
}

/** Opens the self-check for a moment. */
export async function onSelfCheck<T>(browser: LearnerBrowser, use: (page: Page) => Promise<T>): Promise<T> {
  const page = await browser.context.newPage();
  await page.goto(browser.extensionPage('selfcheck.html'));
  try {
    return await use(page);
  } finally {
    await page.close();
  }
}

/** The cover's own word for where the press stands. */
export function stateOf(cover: Page): Promise<string | undefined> {
  return cover.evaluate(() => document.documentElement.dataset['state']);
}

/** Waits until the cover shows one of the states. */
export async function coverShows(cover: Page, ...states: string[]): Promise<void> {
  await expect.poll(() => stateOf(cover).catch(() => 'closed'), { timeout: 60_000 }).toBeOneOf(states);
}

/** The id of the press behind a cover. */
export function pressIdOf(cover: Page): string {
  return new URL(cover.url()).hash.slice(1);
}

/** Waits for the report of exactly this address, and proves that there is one and no more. */
export async function arrivesOnce(lead: Staff, url: string, withinMs = 60_000): Promise<ReportView> {
  await lead.waitFor((report) => report.url === url, withinMs);
  const all = (await lead.list()).filter((report) => report.url === url);
  expect(all).toHaveLength(1);
  return all[0]!;
}

/** Connects a staff browser to a person's account by the code that its panel shows; the panel is closed again. */
export async function connectStaff(browser: LearnerBrowser, school: School, { token }: Staff): Promise<void> {
  await policyArrived(browser);
  const panel = await browser.context.newPage();
  await panel.goto(browser.extensionPage('staff.html?window'));
  await panel.getByRole('button', { name: 'Sign in' }).click();
  const code = /[A-Z]{4}-[A-Z]{4}/.exec((await panel.locator('.code').textContent()) ?? '')?.[0];
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  // The page behind the link asks first what it would connect, and only then may agree.
  const asked = await fetch(`${school.url}/api/device/${code}`, { headers });
  expect(await asked.json()).toMatchObject({ label: 'Staff laptop' });
  await fetch(`${school.url}/api/device/${code}/approve`, { method: 'POST', headers, body: '{}' });
  await panel.getByText('Connected', { exact: true }).waitFor({ timeout: 60_000 });
  await panel.close();
}
