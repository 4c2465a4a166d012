/** What the extension's own worker can say of a real Chromium: its windows and tabs. */
import { expect } from 'vitest';
import type { LearnerBrowser } from '../../../scripts/browsers/chromium.ts';

export type SeenTab = {
  id: number;
  window: number;
  url: string;
  active: boolean;
  audible: boolean;
  muted: boolean;
  discarded: boolean;
};

export async function tabsOf(browser: LearnerBrowser): Promise<SeenTab[]> {
  const worker = await browser.worker();
  return worker.evaluate(async () =>
    (await chrome.tabs.query({})).map((tab) => ({
      id: tab.id ?? -1,
      window: tab.windowId,
      url: tab.url ?? '',
      active: tab.active,
      audible: tab.audible ?? false,
      muted: tab.mutedInfo?.muted ?? false,
      discarded: tab.discarded,
    })),
  );
}

export type SeenWindow = { id: number; type: string; state: string; urls: string[]; shows: string };

export async function windowsOf(browser: LearnerBrowser): Promise<SeenWindow[]> {
  const worker = await browser.worker();
  return worker.evaluate(async () =>
    (await chrome.windows.getAll({ populate: true })).map(({ id = -1, type = '', state = '', tabs = [] }) => ({
      id,
      type,
      state,
      urls: tabs.map(({ url = '' }) => url),
      shows: tabs.find(({ active }) => active)?.url ?? '',
    })),
  );
}

/** What can be heard: tabs that play and are neither muted nor put away. */
export async function heard(browser: LearnerBrowser): Promise<string[]> {
  return (await tabsOf(browser))
    .filter(({ audible, muted, discarded }) => audible && !muted && !discarded)
    .map(({ url }) => url);
}

/** Waits until the extension has a copy of the school's setting, as its administrator wrote it. */
export async function settingArrived(browser: LearnerBrowser, name: string): Promise<void> {
  const worker = await browser.worker();
  const there = () =>
    worker.evaluate(async (key) => JSON.stringify(await chrome.storage.local.get('policy')).includes(`"${key}"`), name);
  await expect.poll(there, { timeout: 30_000, interval: 200 }).toBe(true);
}
