/** What follows an incident against a fake browser: another run, another day, another child, a browser that refuses. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Hide } from '../../../extension/hide/hide.ts';
import { longestPauseMs } from '../../../extension/hide/lapse.ts';
import { closeDesk, id, morning, openDesk, statusKey, type Desk } from './harness/desk.ts';

let here: Desk;
beforeEach(async () => {
  here = await openDesk();
});
afterEach(closeDesk);

test('another run of the browser covers every window again and knows the reported page by its mark', async () => {
  await here.leave();
  const hide = here.worker();
  expect(await hide.isCovered()).toBe(true);
  await vi.runAllTimersAsync();
  const tabs = await fakeBrowser.tabs.query({});
  expect(tabs.map(({ url }) => url)).toContain(fakeBrowser.runtime.getURL(`/cover.html#${id}`));
  expect(await here.onDisk()).toMatchObject({ id, state: 'delivered', reported: [here.tab.id] });
  expect(await hide.opened(id, undefined)).toMatchObject({ state: 'delivered' });
  expect(here.presses).toEqual([]);
});

test('the status goes on and an adult releases as if nothing had been', async () => {
  await here.leave();
  const hide = here.worker();
  await hide.status({ incident: id, state: 'acknowledged', by: 'Mrs Example' });
  expect(await hide.opened(id, undefined)).toMatchObject({ state: 'acknowledged', by: 'Mrs Example' });
  const released = hide.release({ incident: id, choice: 'give-back' });
  await vi.runAllTimersAsync();
  await released;
  expect(here.followUps).toMatchObject([{ pressId: id, statusKey, releasedLocally: true }]);
  expect(await fakeBrowser.storage.local.get()).toEqual({});
});

test.each([
  ['the next day', new Date(2026, 10, 21, 8, 30).getTime()],
  ['the next child', morning + longestPauseMs + 1],
])('%s meets no cover: the page is closed, the school’s page shows, the school is told', async (_who, later) => {
  await here.leave();
  here.at = later;
  const remove = vi.spyOn(fakeBrowser.tabs, 'remove').mockResolvedValue(undefined);
  const hide = here.worker();
  await vi.runAllTimersAsync();
  expect(await hide.isCovered()).toBe(false);
  expect(remove).toHaveBeenCalledWith(here.tab.id);
  const tabs = await fakeBrowser.tabs.query({});
  expect(tabs.filter(({ url }) => url?.includes('cover.html'))).toEqual([]);
  expect(tabs.map(({ url }) => url)).toContain('https://school.example/');
  expect(here.followUps).toMatchObject([{ pressId: id, releasedLocally: true }]);
  expect(await here.onDisk()).toBeUndefined();
});

test('a press on the next day is a press of its own, whatever was left', async () => {
  await here.leave();
  here.at = new Date(2026, 10, 21, 8, 30).getTime();
  const hide = here.worker();
  const pressed = hide.press(here.tab);
  await vi.runAllTimersAsync();
  expect(here.presses).toEqual([pressed]);
  expect(await here.onDisk()).toMatchObject({ id: pressed });
  expect(await hide.isCovered()).toBe(true);
});

test('a device that slept over midnight ends it when it wakes, by its alarm or by a cover that asks', async () => {
  for (const wake of [
    async (hide: Hide) => hide.opened(id, undefined),
    async () => fakeBrowser.alarms.onAlarm.trigger({ name: 'incident', scheduledTime: 0 } as never),
  ]) {
    here.at = morning;
    await here.leave();
    const hide = here.worker();
    expect(await hide.isCovered()).toBe(true);
    await vi.runAllTimersAsync();
    here.at = new Date(2026, 10, 21, 8, 30).getTime();
    const woken = wake(hide);
    await vi.runAllTimersAsync();
    await woken;
    expect(await hide.isCovered()).toBe(false);
  }
});

test('a cover that asks is a sign of life: an incident lasts as long as it is up', async () => {
  await here.leave();
  const hide = here.worker();
  for (let minutes = 0; minutes < 90; minutes += 10) {
    here.at += 10 * 60_000;
    await hide.opened(id, undefined);
    await vi.runAllTimersAsync();
  }
  expect(await hide.isCovered()).toBe(true);
  const { alive } = await fakeBrowser.storage.local.get('alive');
  expect(here.at - Number(alive)).toBeLessThanOrEqual(10 * 60_000);
});
