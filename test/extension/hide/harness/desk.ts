/** A background that comes after another one, against a fake browser: what that left on the disk, and what this one does. */
import { vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { HideOutbox } from '../../../../extension/hide/desk.ts';
import { createHide, type Hide } from '../../../../extension/hide/hide.ts';
import { newIncident, type Incident } from '../../../../extension/hide/incident.ts';
import type { Tab } from '../../../../extension/platform/browser.ts';

export const badPage = 'https://example.org/upsetting?name=secret';
export const id = '11111111-1111-4111-8111-111111111111';
export const statusKey = 'AAAAAAAAAAAAAAAAAAAAAA';
export const morning = new Date(2026, 10, 20, 10, 0).getTime();

/** The world of one test: its clock, what was told, the one page that is open. */
export type Desk = {
  at: number;
  presses: string[];
  followUps: Parameters<HideOutbox['keepFollowUp']>[0][];
  tab: Tab;
  markOf: (address: string) => Promise<string>;
  worker: () => Hide;
  /** What another run left on the disk. */
  leave: (change?: Partial<Incident>) => Promise<Incident>;
  onDisk: () => Promise<unknown>;
};

/** Begins with a fresh fake browser and a stopped clock. */
export async function openDesk(): Promise<Desk> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  fakeBrowser.reset();
  const { tabs, windows } = fakeBrowser;
  for (const event of [tabs.onReplaced, tabs.onAttached, windows.onBoundsChanged])
    vi.spyOn(event, 'addListener').mockImplementation(() => undefined);
  const window = await fakeBrowser.windows.create({ type: 'normal', state: 'normal', focused: true });
  const desk: Desk = {
    at: morning,
    presses: [],
    followUps: [],
    tab: await fakeBrowser.tabs.create({ windowId: window!.id!, active: true, url: badPage }),
    markOf: async (address) => `mark-${address.length}`,
    worker() {
      const hide = createHide({
        policy: async () => ({ safePage: 'https://school.example/' }),
        outbox: {
          keepPress: async ({ id: kept }) => (desk.presses.push(kept), { ok: true }),
          keepFollowUp: async (capture) => (desk.followUps.push(capture), { ok: true }),
          deliveryOf: async () => ({ id, state: 'delivered', told: true }),
          drain: async () => undefined,
          mark: (address) => desk.markOf(address),
        },
        now: () => desk.at,
        uuid: () => crypto.randomUUID(),
        statusKey: () => statusKey,
      });
      hide.start();
      return hide;
    },
    async leave(change = {}) {
      const open: Incident = {
        ...newIncident(id, morning, statusKey),
        state: 'saved',
        marks: [await desk.markOf(badPage)],
        reported: [4711],
        ...change,
      };
      await fakeBrowser.storage.local.set({ incident: open, alive: morning });
      return open;
    },
    onDisk: async () => (await fakeBrowser.storage.local.get('incident'))['incident'],
  };
  return desk;
}

export async function closeDesk(): Promise<void> {
  await vi.runAllTimersAsync();
  vi.useRealTimers();
}
