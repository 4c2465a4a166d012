import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createCoverTabs } from '../../../extension/hide/cover-tab.ts';

const page = 'chrome-extension://test-extension-id/cover.html';
const url = `${page}#press`;

beforeEach(() => fakeBrowser.reset());

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));
const activated = () => vi.spyOn(fakeBrowser.tabs, 'update').mockResolvedValue({} as never);

test('a cover is made behind what shows, and switched to when it has its words', async () => {
  const create = vi.spyOn(fakeBrowser.tabs, 'create').mockResolvedValue({ id: 7, windowId: 3 } as never);
  const update = activated();
  const opening = createCoverTabs(page).open(url, 3);
  expect(create).toHaveBeenCalledWith({ windowId: 3, active: false, url });
  await soon();
  await fakeBrowser.tabs.onUpdated.trigger(7, { status: 'loading' }, { id: 7, url } as never);
  await fakeBrowser.tabs.onUpdated.trigger(8, { title: 'Another' }, { id: 8, url: 'https://site.example/' } as never);
  await soon();
  expect(update).not.toHaveBeenCalled();
  await fakeBrowser.tabs.onUpdated.trigger(7, { title: 'Dolphin' }, { id: 7, url } as never);
  await opening;
  expect(update).toHaveBeenCalledExactlyOnceWith(7, { active: true });
});

test('news of a cover that is faster than the answer to its making counts', async () => {
  const making = Promise.withResolvers<never>();
  vi.spyOn(fakeBrowser.tabs, 'create').mockReturnValue(making.promise as never);
  const update = activated();
  const opening = createCoverTabs(page).open(url, undefined);
  await fakeBrowser.tabs.onUpdated.trigger(7, { title: 'Dolphin' }, { id: 7, url } as never);
  making.resolve({ id: 7, windowId: 3 } as never);
  await soon();
  expect(update).toHaveBeenCalledExactlyOnceWith(7, { active: true });
  await opening;
});

test('a cover that does not load is shown all the same: white is better than the page', async () => {
  vi.useFakeTimers();
  vi.spyOn(fakeBrowser.tabs, 'create').mockResolvedValue({ id: 7, windowId: 3 } as never);
  const update = activated();
  const opening = createCoverTabs(page).open(url, 3);
  await vi.advanceTimersByTimeAsync(1000);
  await opening;
  vi.useRealTimers();
  expect(update).toHaveBeenCalledExactlyOnceWith(7, { active: true });
});

test('where the page has its own overlay up, a slow cover is waited for', async () => {
  vi.useFakeTimers();
  vi.spyOn(fakeBrowser.tabs, 'create').mockResolvedValue({ id: 7, windowId: 3 } as never);
  const update = activated();
  const opening = createCoverTabs(page).open(url, 3, Promise.resolve({ typed: false }));
  await vi.advanceTimersByTimeAsync(500);
  expect(update).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1000);
  await opening;
  vi.useRealTimers();
  expect(update).toHaveBeenCalledExactlyOnceWith(7, { active: true });
});

test('a browser that makes no tab gives no tab', async () => {
  vi.spyOn(fakeBrowser.tabs, 'create').mockRejectedValue(new Error('Tabs cannot be edited right now.'));
  expect(await createCoverTabs(page).open(url, 3)).toBeUndefined();
});
