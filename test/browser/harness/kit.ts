/** A school's own kit on a real Chromium: `dolphin pack` and `dolphin policy`, and the files put where Chromium reads them. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { LearnerBrowser } from '../../../scripts/browsers/chromium.ts';
import { dolphin, type School } from '../../../scripts/school.ts';
import { openBrowser } from './scene.ts';

export type Kit = { folder: string; id: string; fingerprint: string };

/** Packs the built extension and writes the kit; `given` are settings such as `room=Library`. */
export async function makeKit(school: School, ...given: string[]): Promise<Kit> {
  const folder = join(school.data, 'kit');
  await dolphin(school.data, 'pack');
  const made = await dolphin<{ chromiumId: string; fingerprint: string }>(
    school.data,
    'policy',
    '--out',
    folder,
    ...given,
  );
  return { folder, id: made.chromiumId, fingerprint: made.fingerprint };
}

type Change = (text: string) => string;
const same: Change = (text) => text;

export type KitBrowser = LearnerBrowser & {
  /** Puts a file of the kit, perhaps changed, among the browser's policies: a live edit. */
  put: (path: string, change?: Change) => void;
};

/** A browser with nothing of ours but these files of the kit; drivers may look inside (`DeveloperToolsAvailability` 1). */
export async function openWithKit(kit: Kit, files: readonly string[], change: Change = same): Promise<KitBrowser> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-kit-')));
  const managed = join(folder, 'policy', 'policies', 'managed');
  mkdirSync(managed, { recursive: true });
  const place = (path: string) => join(managed, path.replaceAll('/', '-'));
  const put = (path: string, changed: Change) =>
    writeFileSync(place(path), changed(readFileSync(join(kit.folder, path), 'utf8')));
  for (const path of files) put(path, change);
  const browser = await openBrowser({
    folder,
    extension: null,
    without: ['--disable-background-networking'],
  });
  const { context } = browser;
  return {
    ...browser,
    id: kit.id,
    extensionPage: (path) => `chrome-extension://${kit.id}/${path}`,
    covers: () => context.pages().filter((page) => page.url().startsWith(`chrome-extension://${kit.id}/cover.html`)),
    put: (path, changed = same) => put(path, changed),
  };
}

/** Opens the self-check as soon as the browser has fetched and installed the extension. */
export async function openSelfCheck(browser: LearnerBrowser): Promise<Page> {
  const page = await browser.context.newPage();
  const opens = async () => {
    await page.goto(browser.extensionPage('selfcheck.html')).catch(() => undefined);
    return page.getByRole('heading', { name: 'Checks' }).isVisible();
  };
  await expect.poll(opens, { timeout: 60_000, interval: 500 }).toBe(true);
  return page;
}

/** Level and sentence of one check. */
export async function checkOf(page: Page, name: string): Promise<string> {
  const check = page.locator('.check', { has: page.getByRole('heading', { name, exact: true }) });
  const level = await check.locator('.unseen').textContent();
  return `${level}: ${await check.locator('p').first().textContent()}`;
}
