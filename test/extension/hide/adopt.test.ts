/** A cover that no worker knows: a press whose worker was stopped in its first moment, or the remains of one that is over. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createHide, type Hide } from '../../../extension/hide/hide.ts';
import type { HideOutbox } from '../../../extension/hide/desk.ts';
import type { Tab } from '../../../extension/platform/browser.ts';

const badPage = 'https://example.org/upsetting';
const statusKey = 'AAAAAAAAAAAAAAAAAAAAAA';

let presses: Parameters<HideOutbox['keepPress']>[0][] = [];
let tab: Tab;

function worker(deliveryOf: HideOutbox['deliveryOf'] = async () => undefined): Hide {
  return createHide({
    policy: async () => ({}),
    outbox: {
      keepPress: async (capture) => (presses.push(capture), { ok: true }),
      keepFollowUp: async () => ({ ok: true }),
      deliveryOf,
      drain: async () => undefined,
      mark: async (address) => `mark of ${address.length}`,
    },
    now: () => 1_000_000,
    uuid: () => crypto.randomUUID(),
    statusKey: () => statusKey,
  });
}
const stored = async () => (await fakeBrowser.storage.session.get('incident'))['incident'];

afterEach(async () => {
  await vi.runAllTimersAsync();
  vi.useRealTimers();
});

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  fakeBrowser.reset();
  presses = [];
  const { tabs, windows } = fakeBrowser;
  for (const event of [tabs.onReplaced, tabs.onAttached, windows.onBoundsChanged])
    vi.spyOn(event, 'addListener').mockImplementation(() => undefined);
  const window = await fakeBrowser.windows.create({ type: 'normal', state: 'normal', focused: true });
  tab = await fakeBrowser.tabs.create({ windowId: window!.id!, active: true, url: badPage });
});

test('a cover whose press nobody wrote down goes on as that press', async () => {
  const id = '22222222-2222-4222-8222-222222222222';
  const url = `chrome-extension://test-extension-id/cover.html#${id}`;
  const cover = await fakeBrowser.tabs.create({ windowId: tab.windowId, active: true, url });
  const hide = worker();
  hide.start();
  expect(await hide.opened(id, cover)).toMatchObject({ incident: id, state: 'hidden' });
  await vi.waitFor(() => expect(presses).toMatchObject([{ id, url: badPage, statusKey }]));
  expect(await stored()).toMatchObject({ reported: [tab.id] });
});

test('a cover of a press that is over, or of no press at all, is closed and begins none', async () => {
  const remove = vi.spyOn(fakeBrowser.tabs, 'remove').mockResolvedValue();
  const over = '33333333-3333-4333-8333-333333333333';
  const hide = worker(async (id) => (id === over ? { id, state: 'delivered', told: true } : undefined));
  hide.start();
  for (const id of [over, 'not-a-press']) expect(await hide.opened(id, tab)).toBeUndefined();
  expect(remove).toHaveBeenCalledTimes(2);
  expect(presses).toEqual([]);
});
