/** The end of an incident against a fake browser: what is closed, what stays, and what must not come back. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { longestPauseMs } from '../../../extension/hide/lapse.ts';
import type { Tab } from '../../../extension/platform/browser.ts';
import { badPage, closeDesk, id, openDesk, type Desk } from './harness/desk.ts';

let here: Desk;
beforeEach(async () => {
  here = await openDesk();
});
afterEach(closeDesk);

test('closing it closes the same page in other tabs too, also in one that was restored after the rest', async () => {
  await here.leave();
  const remove = vi.spyOn(fakeBrowser.tabs, 'remove').mockResolvedValue(undefined);
  const hide = here.worker();
  await vi.runAllTimersAsync();
  const late = await fakeBrowser.tabs.create({ url: badPage, active: false });
  const other = await fakeBrowser.tabs.create({ url: 'https://example.org/sums', active: false });
  const released = hide.release({ incident: id, choice: 'close' });
  await vi.runAllTimersAsync();
  await released;
  const removed = remove.mock.calls.flat();
  expect(removed).toContain(here.tab.id);
  expect(removed).toContain(late.id);
  expect(removed).not.toContain(other.id);
});

test('released while the browser is just discarding the page: the tab is closed under its new id', async () => {
  const hide = here.worker();
  const { promise: refused, reject: refuse } = Promise.withResolvers<Tab>();
  const { promise: discarded, resolve: discard } = Promise.withResolvers<Tab>();
  const discards = vi
    .spyOn(fakeBrowser.tabs, 'discard')
    .mockReturnValueOnce(discarded as never)
    .mockReturnValue(refused as never);
  const remove = vi.spyOn(fakeBrowser.tabs, 'remove').mockResolvedValue(undefined);
  refuse(new Error('Cannot discard it.'));
  refused.catch(() => undefined);
  const pressed = hide.press(here.tab)!;
  await vi.waitFor(async () => {
    await vi.advanceTimersByTimeAsync(50);
    expect(discards).toHaveBeenCalledOnce();
  });
  const released = hide.release({ incident: pressed, choice: 'close' });
  await vi.advanceTimersByTimeAsync(50);
  // Out of the browser's sight for a moment, and no mark can find it: only its new id leads to it.
  here.markOf = async () => 'another';
  const replacing = await fakeBrowser.tabs.create({ windowId: here.tab.windowId, active: false, url: badPage });
  discard(replacing);
  await vi.runAllTimersAsync();
  await released;
  expect(remove.mock.calls.flat()).toContain(replacing.id);
});

test('a database that hangs keeps no cover up', async () => {
  await here.leave();
  const hide = here.worker();
  await vi.runAllTimersAsync();
  here.markOf = () => new Promise(() => undefined);
  const released = hide.release({ incident: id, choice: 'close' });
  await vi.runAllTimersAsync();
  await released;
  expect(await hide.isCovered()).toBe(false);
});

test('kept for the safeguarding lead: covered, said so, told to nobody, through a restart and a long pause', async () => {
  await here.leave();
  const first = here.worker();
  await vi.runAllTimersAsync();
  const tell = vi.spyOn(fakeBrowser.runtime, 'sendMessage');
  await first.release({ incident: id, choice: 'keep' });
  await vi.waitFor(() =>
    expect(tell.mock.calls.at(-1)).toMatchObject([{ type: 'cover.changed', data: { kept: true } }]),
  );
  expect(await first.opened(id, undefined)).toMatchObject({ kept: true });
  await vi.runAllTimersAsync();
  expect(here.followUps).toEqual([]);
  await fakeBrowser.storage.session.clear();
  here.at += 3 * longestPauseMs;
  const second = here.worker();
  expect(await second.opened(id, undefined)).toMatchObject({ kept: true });
  const released = second.release({ incident: id, choice: 'give-back' });
  await vi.runAllTimersAsync();
  await released;
  expect(await second.isCovered()).toBe(false);
  expect(here.followUps).toMatchObject([{ releasedLocally: true }]);
});

test('a closed page that comes back is covered and muted; given back, it is free', async () => {
  const closed = async (choice: 'close' | 'give-back') => {
    await here.leave({ reported: [] });
    const hide = here.worker();
    const released = hide.release({ incident: id, choice });
    await vi.runAllTimersAsync();
    await released;
    return hide;
  };
  vi.spyOn(fakeBrowser.tabs, 'remove').mockResolvedValue(undefined);
  const mute = vi.spyOn(fakeBrowser.tabs, 'update');
  const hide = await closed('close');
  expect(await hide.isPageCovered(here.tab, badPage)).toBe(true);
  expect(mute).toHaveBeenCalledWith(here.tab.id, { muted: true });
  expect(await hide.isPageCovered(here.tab, undefined)).toBe(true);
  expect(await hide.isPageCovered({ ...here.tab, url: 'https://example.org/' }, 'https://example.org/')).toBe(false);
  expect(await (await closed('give-back')).isPageCovered(here.tab, badPage)).toBe(false);
});

test('a closed page on which no script of ours answers is ended, and something else shows first', async () => {
  await here.leave();
  const hide = here.worker();
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
