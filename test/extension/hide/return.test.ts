/** What follows an incident against a fake browser: another run, another day, another child, a browser that refuses. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createHide, type Hide } from '../../../extension/hide/hide.ts';
import type { HideOutbox } from '../../../extension/hide/desk.ts';
import { newIncident, type Incident } from '../../../extension/hide/incident.ts';
import { longestPauseMs } from '../../../extension/hide/lapse.ts';
import type { Tab } from '../../../extension/platform/browser.ts';

const badPage = 'https://example.org/upsetting?name=secret';
const id = '11111111-1111-4111-8111-111111111111';
const statusKey = 'AAAAAAAAAAAAAAAAAAAAAA';
const morning = new Date(2026, 10, 20, 10, 0).getTime();

let at = morning;
let presses: string[] = [];
let followUps: Parameters<HideOutbox['keepFollowUp']>[0][] = [];
let tab: Tab;

let markOf: (address: string) => Promise<string>;

function worker(): Hide {
  const hide = createHide({
    policy: async () => ({ safePage: 'https://school.example/' }),
    outbox: {
      keepPress: async ({ id: kept }) => (presses.push(kept), { ok: true }),
      keepFollowUp: async (capture) => (followUps.push(capture), { ok: true }),
      deliveryOf: async () => ({ id, state: 'delivered', told: true }),
      drain: async () => undefined,
      mark: (address) => markOf(address),
    },
    now: () => at,
    uuid: () => crypto.randomUUID(),
    statusKey: () => statusKey,
  });
  hide.start();
  return hide;
}

/** What another run left on the disk. */
async function leave(change: Partial<Incident> = {}): Promise<Incident> {
  const open: Incident = {
    ...newIncident(id, morning, statusKey),
    state: 'saved',
    marks: [await markOf(badPage)],
    reported: [4711],
    ...change,
  };
  await fakeBrowser.storage.local.set({ incident: open, alive: morning });
  return open;
}
const onDisk = async () => (await fakeBrowser.storage.local.get('incident'))['incident'];

afterEach(async () => {
  await vi.runAllTimersAsync();
  vi.useRealTimers();
});

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  fakeBrowser.reset();
  at = morning;
  presses = [];
  followUps = [];
  markOf = async (address) => `mark-${address.length}`;
  const { tabs, windows } = fakeBrowser;
  for (const event of [tabs.onReplaced, tabs.onAttached, windows.onBoundsChanged])
    vi.spyOn(event, 'addListener').mockImplementation(() => undefined);
  const window = await fakeBrowser.windows.create({ type: 'normal', state: 'normal', focused: true });
  tab = await fakeBrowser.tabs.create({ windowId: window!.id!, active: true, url: badPage });
});

test('another run of the browser covers every window again and knows the reported page by its mark', async () => {
  await leave();
  const hide = worker();
  expect(await hide.isCovered()).toBe(true);
  await vi.runAllTimersAsync();
  const tabs = await fakeBrowser.tabs.query({});
  expect(tabs.map(({ url }) => url)).toContain(fakeBrowser.runtime.getURL(`/cover.html#${id}`));
  expect(await onDisk()).toMatchObject({ id, state: 'delivered', reported: [tab.id] });
  expect(await hide.opened(id, undefined)).toMatchObject({ state: 'delivered' });
  expect(presses).toEqual([]);
});

test('the status goes on and an adult releases as if nothing had been', async () => {
  await leave();
  const hide = worker();
  await hide.status({ incident: id, state: 'acknowledged', by: 'Mrs Example' });
  expect(await hide.opened(id, undefined)).toMatchObject({ state: 'acknowledged', by: 'Mrs Example' });
  const released = hide.release({ incident: id, choice: 'give-back' });
  await vi.runAllTimersAsync();
  await released;
  expect(followUps).toMatchObject([{ pressId: id, statusKey, releasedLocally: true }]);
  expect(await fakeBrowser.storage.local.get()).toEqual({});
});

test('closing it closes the same page in other tabs too, also in one that was restored after the rest', async () => {
  await leave();
  const remove = vi.spyOn(fakeBrowser.tabs, 'remove').mockResolvedValue(undefined);
  const hide = worker();
  await vi.runAllTimersAsync();
  const late = await fakeBrowser.tabs.create({ url: badPage, active: false });
  const other = await fakeBrowser.tabs.create({ url: 'https://example.org/sums', active: false });
  const released = hide.release({ incident: id, choice: 'close' });
  await vi.runAllTimersAsync();
  await released;
  const removed = remove.mock.calls.flat();
  expect(removed).toContain(tab.id);
  expect(removed).toContain(late.id);
  expect(removed).not.toContain(other.id);
});

test('released while the browser is just discarding the page: the tab is closed under its new id', async () => {
  const hide = worker();
  const { promise: refused, reject: refuse } = Promise.withResolvers<Tab>();
  const { promise: discarded, resolve: discard } = Promise.withResolvers<Tab>();
  const discards = vi
    .spyOn(fakeBrowser.tabs, 'discard')
    .mockReturnValueOnce(discarded as never)
    .mockReturnValue(refused as never);
  const remove = vi.spyOn(fakeBrowser.tabs, 'remove').mockResolvedValue(undefined);
  refuse(new Error('Cannot discard it.'));
  refused.catch(() => undefined);
  const pressed = hide.press(tab)!;
  await vi.waitFor(async () => {
    await vi.advanceTimersByTimeAsync(50);
    expect(discards).toHaveBeenCalledOnce();
  });
  const released = hide.release({ incident: pressed, choice: 'close' });
  await vi.advanceTimersByTimeAsync(50);
  // Out of the browser's sight for a moment, and no mark can find it: only its new id leads to it.
  markOf = async () => 'another';
  const replacing = await fakeBrowser.tabs.create({ windowId: tab.windowId, active: false, url: badPage });
  discard(replacing);
  await vi.runAllTimersAsync();
  await released;
  expect(remove.mock.calls.flat()).toContain(replacing.id);
});

test('a database that hangs keeps no cover up', async () => {
  await leave();
  const hide = worker();
  await vi.runAllTimersAsync();
  markOf = () => new Promise(() => undefined);
  const released = hide.release({ incident: id, choice: 'close' });
  await vi.runAllTimersAsync();
  await released;
  expect(await hide.isCovered()).toBe(false);
});

test.each([
  ['the next day', new Date(2026, 10, 21, 8, 30).getTime()],
  ['the next child', morning + longestPauseMs + 1],
])('%s meets no cover: the page is closed, the school’s page shows, the school is told', async (_who, later) => {
  await leave();
  at = later;
  const remove = vi.spyOn(fakeBrowser.tabs, 'remove').mockResolvedValue(undefined);
  const hide = worker();
  await vi.runAllTimersAsync();
  expect(await hide.isCovered()).toBe(false);
  expect(remove).toHaveBeenCalledWith(tab.id);
  const tabs = await fakeBrowser.tabs.query({});
  expect(tabs.filter(({ url }) => url?.includes('cover.html'))).toEqual([]);
  expect(tabs.map(({ url }) => url)).toContain('https://school.example/');
  expect(followUps).toMatchObject([{ pressId: id, releasedLocally: true }]);
  expect(await onDisk()).toBeUndefined();
});

test('a press on the next day is a press of its own, whatever was left', async () => {
  await leave();
  at = new Date(2026, 10, 21, 8, 30).getTime();
  const hide = worker();
  const pressed = hide.press(tab);
  await vi.runAllTimersAsync();
  expect(presses).toEqual([pressed]);
  expect(await onDisk()).toMatchObject({ id: pressed });
  expect(await hide.isCovered()).toBe(true);
});

test('a device that slept over midnight ends it when it wakes, by its alarm or by a cover that asks', async () => {
  for (const wake of [
    async (hide: Hide) => hide.opened(id, undefined),
    async () => fakeBrowser.alarms.onAlarm.trigger({ name: 'incident', scheduledTime: 0 } as never),
  ]) {
    at = morning;
    await leave();
    const hide = worker();
    expect(await hide.isCovered()).toBe(true);
    await vi.runAllTimersAsync();
    at = new Date(2026, 10, 21, 8, 30).getTime();
    const woken = wake(hide);
    await vi.runAllTimersAsync();
    await woken;
    expect(await hide.isCovered()).toBe(false);
  }
});

test('a cover that asks is a sign of life: an incident lasts as long as it is up', async () => {
  await leave();
  const hide = worker();
  for (let minutes = 0; minutes < 90; minutes += 10) {
    at += 10 * 60_000;
    await hide.opened(id, undefined);
    await vi.runAllTimersAsync();
  }
  expect(await hide.isCovered()).toBe(true);
  const { alive } = await fakeBrowser.storage.local.get('alive');
  expect(at - Number(alive)).toBeLessThanOrEqual(10 * 60_000);
});

test('kept for the safeguarding lead: covered, said so, told to nobody, through a restart and a long pause', async () => {
  await leave();
  const first = worker();
  await vi.runAllTimersAsync();
  const tell = vi.spyOn(fakeBrowser.runtime, 'sendMessage');
  await first.release({ incident: id, choice: 'keep' });
  await vi.waitFor(() =>
    expect(tell.mock.calls.at(-1)).toMatchObject([{ type: 'cover.changed', data: { kept: true } }]),
  );
  expect(await first.opened(id, undefined)).toMatchObject({ kept: true });
  await vi.runAllTimersAsync();
  expect(followUps).toEqual([]);
  await fakeBrowser.storage.session.clear();
  at += 3 * longestPauseMs;
  const second = worker();
  expect(await second.opened(id, undefined)).toMatchObject({ kept: true });
  const released = second.release({ incident: id, choice: 'give-back' });
  await vi.runAllTimersAsync();
  await released;
  expect(await second.isCovered()).toBe(false);
  expect(followUps).toMatchObject([{ releasedLocally: true }]);
});

test('a closed page that comes back is covered and muted; given back, it is free', async () => {
  const closed = async (choice: 'close' | 'give-back') => {
    await leave({ reported: [] });
    const hide = worker();
    const released = hide.release({ incident: id, choice });
    await vi.runAllTimersAsync();
    await released;
    return hide;
  };
  vi.spyOn(fakeBrowser.tabs, 'remove').mockResolvedValue(undefined);
  const mute = vi.spyOn(fakeBrowser.tabs, 'update');
  const hide = await closed('close');
  expect(await hide.isPageCovered(tab, badPage)).toBe(true);
  expect(mute).toHaveBeenCalledWith(tab.id, { muted: true });
  expect(await hide.isPageCovered(tab, undefined)).toBe(true);
  expect(await hide.isPageCovered({ ...tab, url: 'https://example.org/' }, 'https://example.org/')).toBe(false);
  expect(await (await closed('give-back')).isPageCovered(tab, badPage)).toBe(false);
});

test('a closed page on which no script of ours answers is ended, and something else shows first', async () => {
  await leave();
  const hide = worker();
  const released = hide.release({ incident: id, choice: 'close' });
  await vi.runAllTimersAsync();
  await released;
  const back = await fakeBrowser.tabs.create({ url: badPage, active: true });
  const create = vi.spyOn(fakeBrowser.tabs, 'create');
  const update = vi.spyOn(fakeBrowser.tabs, 'update');
  const remove = vi.spyOn(fakeBrowser.tabs, 'remove').mockResolvedValue(undefined);
  await fakeBrowser.tabs.onUpdated.trigger(back.id!, { url: badPage }, back);
  await vi.runAllTimersAsync();
  const activated = update.mock.calls.findIndex(([, change]) => change.active);
  const [another] = activated < 0 ? create.mock.invocationCallOrder : [update.mock.invocationCallOrder[activated]];
  expect(remove).toHaveBeenCalledExactlyOnceWith(back.id);
  expect(another).toBeLessThan(remove.mock.invocationCallOrder[0]!);
});
