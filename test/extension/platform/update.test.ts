/** An update may not take a cover away. */
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { updateWhen } from '../../../extension/platform/update.ts';

const reload = vi.fn<() => void>();
/** What the browser calls when a new version has come. */
let announce: () => void = () => undefined;

beforeEach(() => {
  reload.mockReset();
  fakeBrowser.reset();
  vi.spyOn(fakeBrowser.runtime, 'reload').mockImplementation(reload);
  vi.spyOn(fakeBrowser.runtime.onUpdateAvailable, 'addListener').mockImplementation((heard) => {
    announce = () => heard({ version: '0.2.0' });
  });
});

test('an update waits while something is hidden, and comes with the first worker after the release', async () => {
  updateWhen(async () => false);
  announce();
  await vi.waitFor(async () => expect(await fakeBrowser.storage.session.get()).not.toEqual({}));
  updateWhen(async () => false);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(reload).not.toHaveBeenCalled();
  updateWhen(async () => true);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
});

test('where nothing is hidden it comes at once', async () => {
  updateWhen(async () => true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(reload).not.toHaveBeenCalled();
  announce();
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
});

test('it comes a while after the release, also to a worker that never stops', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let isHidden = true;
  const freed = updateWhen(async () => !isHidden);
  announce();
  await vi.advanceTimersByTimeAsync(60_000);
  freed();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reload).not.toHaveBeenCalled();
  isHidden = false;
  freed();
  await vi.advanceTimersByTimeAsync(1000);
  expect(reload).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(9000);
  expect(reload).toHaveBeenCalledOnce();
  vi.useRealTimers();
});
