/** The press against a fake browser: order of calls, the record, merging, stopped workers. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createHide, type Hide } from '../../../extension/hide/hide.ts';
import { againAfterMs, newIncident } from '../../../extension/hide/incident.ts';
import type { HideOutbox } from '../../../extension/hide/desk.ts';
import type { Tab } from '../../../extension/platform/browser.ts';

const badPage = 'https://example.org/upsetting?name=secret';
const statusKey = 'AAAAAAAAAAAAAAAAAAAAAA';
type Capture = Parameters<HideOutbox['keepPress']>[0];
type FollowUp = Parameters<HideOutbox['keepFollowUp']>[0];

const never = new Promise(() => undefined);

let at = 1_000_000;
let presses: Capture[] = [];
let followUps: FollowUp[] = [];
let tab: Tab;

/** A worker: what it knows ends with it, what is stored stays. */
function worker(outbox: Partial<HideOutbox> = {}): Hide {
  const hide = createHide({
    policy: async () => ({}),
    outbox: {
      keepPress: async (capture) => (presses.push(capture), { ok: true }),
      keepFollowUp: async (capture) => (followUps.push(capture), { ok: true }),
      deliveryOf: async () => undefined,
      drain: async () => undefined,
      mark: async (address) => `mark of ${address.length}`,
      ...outbox,
    },
    now: () => at,
    uuid: () => crypto.randomUUID(),
    statusKey: () => statusKey,
  });
  return hide;
}
const stored = async () => (await fakeBrowser.storage.session.get('incident'))['incident'];

// A press goes on after what a test looks at; none may reach into the next one, and none may go on for ever.
afterEach(async () => {
  await vi.runAllTimersAsync();
  vi.useRealTimers();
});

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  fakeBrowser.reset();
  at = 1_000_000;
  presses = [];
  followUps = [];
  const { tabs, windows } = fakeBrowser;
  for (const event of [tabs.onReplaced, tabs.onAttached, windows.onBoundsChanged])
    vi.spyOn(event, 'addListener').mockImplementation(() => undefined);
  // The fake knows neither window types nor discarding, and closes no tab.
  const window = await fakeBrowser.windows.create({ type: 'normal', state: 'normal', focused: true });
  tab = await fakeBrowser.tabs.create({ windowId: window!.id!, active: true, url: badPage });
});

test('every hiding call goes out in the task of the press, before anything is stored', () => {
  const hide = worker();
  const create = vi.spyOn(fakeBrowser.tabs, 'create');
  const snapshot = vi.spyOn(fakeBrowser.windows, 'getAll');
  const store = vi.spyOn(fakeBrowser.storage.session, 'set');
  const id = hide.press(tab);
  expect(create).toHaveBeenCalledWith({
    windowId: tab.windowId,
    active: false,
    url: `chrome-extension://test-extension-id/cover.html#${id}`,
  });
  const order = [snapshot, create, store].map((spy) => spy.mock.invocationCallOrder[0]);
  expect(order).toEqual(order.toSorted((a, b) => a! - b!));
});

test('what a page wrote into a window of its own is reported as that page', async () => {
  const small = await fakeBrowser.windows.create({ type: 'normal', state: 'normal', focused: true });
  const written = await fakeBrowser.tabs.create({ windowId: small!.id!, active: true, url: 'about:blank' });
  const id = worker().press({ ...written, openerTabId: tab.id });
  await vi.advanceTimersByTimeAsync(100);
  expect(presses).toMatchObject([{ id, url: badPage, others: [] }]);
  expect(await stored()).toMatchObject({ reported: [tab.id, written.id] });
});

test('the record holds the address as it was before the press, and the other visible pages', async () => {
  const second = await fakeBrowser.windows.create({ type: 'normal', state: 'normal' });
  await fakeBrowser.tabs.create({ windowId: second!.id!, active: true, url: 'https://example.org/other' });
  const id = worker().press(tab);
  await vi.advanceTimersByTimeAsync(1);
  expect(presses[0]).toEqual({
    id,
    url: badPage,
    others: ['https://example.org/other'],
    occurredAt: at,
    statusKey,
    tabKind: 'web',
  });
});

test('a browser that never answers cannot hold up the record', async () => {
  vi.spyOn(fakeBrowser.windows, 'getAll').mockReturnValue(never as never);
  worker().press(tab);
  await vi.waitFor(() => expect(presses).toMatchObject([{ url: badPage, others: [] }]));
});

test('what is stored beside the sealed record holds no address', async () => {
  worker().press(tab);
  await vi.waitFor(async () => expect(await stored()).toMatchObject({ state: 'saved' }));
  const everything = await Promise.all([fakeBrowser.storage.session.get(), fakeBrowser.storage.local.get()]);
  expect(JSON.stringify(everything)).not.toContain('example.org');
});

test('a record that cannot be stored is said to be so', async () => {
  worker({ keepPress: async () => ({ ok: false }) }).press(tab);
  await vi.waitFor(async () => expect(await stored()).toMatchObject({ state: 'unsaved' }));
});

test('a mark that never comes holds up neither the truth on the cover nor the sending', async () => {
  const drain = vi.fn(async () => undefined);
  worker({ mark: () => new Promise(() => undefined), drain }).press(tab);
  await vi.waitFor(async () => expect(await stored()).toMatchObject({ state: 'saved' }));
  expect(drain).toHaveBeenCalledWith('press');
});

test('a second press is the same incident: one record, one id', async () => {
  const hide = worker();
  const id = hide.press(tab);
  expect(hide.press(tab)).toBe(id);
  await vi.waitFor(() => expect(presses).toHaveLength(1));
  at += againAfterMs;
  hide.press(tab);
  await vi.waitFor(() => expect(followUps).toMatchObject([{ pressId: id, pressedAgain: true }]));
  expect(presses).toHaveLength(1);
});

test('a press by a fresh worker joins the incident that the last one left', async () => {
  const open = { ...newIncident('11111111-1111-4111-8111-111111111111', at, statusKey), state: 'saved' as const };
  await fakeBrowser.storage.session.set({ incident: open });
  const hide = worker();
  hide.start();
  const late = hide.press(tab);
  await vi.waitFor(async () => expect(await stored()).toMatchObject({ id: open.id, aliases: [late] }));
  expect(await hide.opened(late!, undefined)).toMatchObject({ state: 'saved', incident: late });
  expect(presses).toEqual([]);
});

test('a press after the release of what an earlier worker left is a press of its own', async () => {
  const open = { ...newIncident('11111111-1111-4111-8111-111111111111', at, statusKey), state: 'saved' as const };
  await fakeBrowser.storage.session.set({ incident: open });
  const hide = worker({ deliveryOf: async (id) => ({ id, state: 'delivered', told: true }) });
  hide.start();
  await vi.waitFor(async () => expect(await stored()).toMatchObject({ id: open.id, state: 'delivered' }));
  const released = hide.status({ incident: open.id, state: 'released' });
  await vi.waitFor(() => expect(hide.isCovered()).resolves.toBe(false));
  const during = hide.press(tab);
  await vi.waitFor(() => expect(presses).toMatchObject([{ id: during, url: badPage }]));
  await vi.runAllTimersAsync();
  await released;
  await Promise.all([hide.release({ incident: during!, choice: 'give-back' }), vi.runAllTimersAsync()]);
  const after = hide.press(tab);
  await vi.waitFor(() => expect(presses[1]).toMatchObject({ id: after, url: badPage }));
});

test('a press that joins an incident whose record was never begun begins it', async () => {
  const id = '11111111-1111-4111-8111-111111111111';
  await fakeBrowser.storage.session.set({ incident: { ...newIncident(id, at, statusKey), reported: [tab.id!] } });
  const hide = worker();
  hide.start();
  hide.press(tab);
  await vi.waitFor(() => expect(presses).toMatchObject([{ id, url: badPage, statusKey }]));
  await vi.waitFor(async () => expect(await stored()).toMatchObject({ id, state: 'saved' }));
});

test('a cover that asks makes good what a stopped worker missed: the delivery that nobody heard of', async () => {
  const open = { ...newIncident('11111111-1111-4111-8111-111111111111', at, statusKey), state: 'saved' as const };
  await fakeBrowser.storage.session.set({ incident: open });
  let delivery: Awaited<ReturnType<HideOutbox['deliveryOf']>> = { id: open.id, state: 'kept', told: false };
  const drains: string[] = [];
  const hide = worker({ deliveryOf: async () => delivery, drain: async (why) => void drains.push(why) });
  hide.start();
  await hide.opened(open.id, undefined);
  await vi.waitFor(() => expect(drains).toContain('cover'));
  delivery = { id: open.id, state: 'delivered', told: true };
  await hide.opened(open.id, undefined);
  await vi.waitFor(async () => expect(await stored()).toMatchObject({ state: 'delivered' }));
  drains.length = 0;
  await hide.opened(open.id, undefined);
  await vi.advanceTimersByTimeAsync(10);
  expect(drains).toEqual([]);
});

test('a worker stopped between hide and record leaves the record to the next one, under the same id', async () => {
  const open = { ...newIncident('11111111-1111-4111-8111-111111111111', at, statusKey), reported: [tab.id!] };
  await fakeBrowser.storage.session.set({ incident: open });
  worker().start();
  await vi.waitFor(() => expect(presses).toMatchObject([{ id: open.id, url: badPage, statusKey }]));
});

test('one window of ours stands above every popup, and is not covered in its turn', async () => {
  const popup = await fakeBrowser.windows.create({ type: 'popup', state: 'normal' });
  const page = await fakeBrowser.tabs.create({ windowId: popup!.id!, active: true, url: badPage });
  const create = vi.spyOn(fakeBrowser.windows, 'create');
  const hide = worker();
  hide.start();
  hide.press(page);
  await vi.waitFor(async () => expect(await stored()).toMatchObject({ state: 'saved' }));
  for (const window of await fakeBrowser.windows.getAll()) await fakeBrowser.windows.onFocusChanged.trigger(window.id!);
  await vi.runAllTimersAsync();
  // The fake's first window has no type and goes away like the popup.
  expect(create).toHaveBeenCalledTimes(1);
});

test('only a proof that adults were told makes the cover say so', async () => {
  const hide = worker();
  const id = hide.press(tab)!;
  await vi.waitFor(() => expect(presses).toHaveLength(1));
  await hide.delivered({ id, state: 'delivered', told: false });
  expect(await hide.opened(id, undefined)).toMatchObject({ state: 'saved' });
  await hide.delivered({ id, state: 'delivered', told: true });
  expect(await hide.opened(id, undefined)).toMatchObject({ state: 'delivered' });
});

test('"keep covered" and words about another incident change nothing', async () => {
  const hide = worker();
  const id = hide.press(tab)!;
  await hide.release({ incident: id, choice: 'keep' });
  await hide.release({ incident: crypto.randomUUID(), choice: 'close' });
  await hide.status({ incident: crypto.randomUUID(), state: 'released' });
  expect(await hide.isCovered()).toBe(true);
  expect(followUps).toEqual([]);
});

test('a window that a refusing browser (a fake) leaves uncovered is reported, and the cover is told to call an adult', async () => {
  const second = await fakeBrowser.windows.create({ type: 'normal', state: 'normal' });
  const other = await fakeBrowser.tabs.create({
    windowId: second!.id!,
    active: true,
    url: 'https://example.org/other',
  });
  vi.spyOn(fakeBrowser.tabs, 'create').mockRejectedValue(new Error('Tabs cannot be edited right now.'));
  vi.spyOn(fakeBrowser.windows, 'update').mockRejectedValue(new Error('The window manager refuses.'));
  const stays = [{ ...second, tabs: [other] }];
  vi.spyOn(fakeBrowser.windows, 'getAll').mockReturnValue(Promise.resolve(stays) as never);
  const hide = worker();
  const id = hide.press(tab)!;
  await vi.runAllTimersAsync();
  await vi.waitFor(() => expect(followUps).toMatchObject([{ pressId: id, uncovered: 1 }]));
  expect(await hide.opened(id, undefined)).toMatchObject({ uncovered: 1 });
});
