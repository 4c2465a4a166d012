/** Giving the screen back to a browser that refuses for a moment. */
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { newIncident, withWindow } from '../../../extension/hide/incident.ts';
import { uncover } from '../../../extension/hide/uncover.ts';

const id = '11111111-1111-4111-8111-111111111111';

beforeEach(() => fakeBrowser.reset());

test('while a tab is being dragged the browser refuses, and the release tries again', async () => {
  const window = await fakeBrowser.windows.create({ type: 'normal', state: 'normal' });
  const tab = await fakeBrowser.tabs.create({
    windowId: window!.id!,
    active: true,
    url: 'https://example.org/upsetting',
  });
  const other = await fakeBrowser.tabs.create({ windowId: tab.windowId, url: 'https://example.org/other' });
  const cover = await fakeBrowser.tabs.create({
    windowId: tab.windowId,
    active: true,
    url: fakeBrowser.runtime.getURL(`/cover.html#${id}`),
  });
  const open = withWindow(newIncident(id, 0, 'AAAAAAAAAAAAAAAAAAAAAA'), {
    id: tab.windowId,
    kind: 'normal',
    before: 'normal',
    shown: tab.id!,
    coverTab: cover.id!,
  });
  const refused = new Error('Tabs cannot be edited right now (user may be dragging a tab).');
  const update = vi.spyOn(fakeBrowser.tabs, 'update').mockRejectedValueOnce(refused);
  const remove = vi
    .spyOn(fakeBrowser.tabs, 'remove')
    .mockRejectedValueOnce(refused)
    .mockResolvedValueOnce(undefined)
    .mockRejectedValueOnce(refused)
    .mockResolvedValue(undefined);
  const done = uncover(
    { ...open, reported: [tab.id!] },
    { ending: 'close', isCover: ({ id: each }) => each === cover.id },
  );
  await done;
  expect(update).toHaveBeenLastCalledWith(other.id, { active: true });
  expect(remove.mock.calls.map(([each]) => each)).toEqual([tab.id, tab.id, cover.id, cover.id]);
});
