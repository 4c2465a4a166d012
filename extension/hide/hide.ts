/** The life of an incident on the device after its press: covers ask, status comes, an adult releases, a worker continues. */
import { browser, type Tab } from '../platform/browser.ts';
import type { BackgroundProtocol, CoverView } from '../platform/messages.ts';
import { adopt } from './adopt.ts';
import { createCovers } from './covers.ts';
import { createDesk, type Delivery, type HidePorts } from './desk.ts';
import { guard } from './guard.ts';
import { createHelper, isHelper } from './helper.ts';
import { withTabReplaced, type Ending, type Incident } from './incident.ts';
import { createIncidentStore } from './incident-store.ts';
import { isPrecious, neutralise } from './neutralise.ts';
import { createPress, type Press } from './press.ts';
import { addressOf } from './tab-kind.ts';
import { closeStray, uncover } from './uncover.ts';

type Data<T extends keyof BackgroundProtocol> = Parameters<BackgroundProtocol[T]>[0];

export type Hide = {
  press: Press;
  /** Whether pages must stay hidden; of one tab, whether its page must. */
  isCovered: (tab?: Tab) => Promise<boolean>;
  /** A child asks a cover for a page of help. */
  help: (data: Data<'cover.help'>, tab: Tab | undefined) => Promise<void>;
  /** A cover that belongs to nothing is closed, and told nothing. */
  opened: (id: string, tab: Tab | undefined) => Promise<CoverView | undefined>;
  status: (data: Data<'cover.status'>) => Promise<void>;
  release: (data: Data<'cover.release'>) => Promise<void>;
  told: (data: Data<'cover.told'>) => Promise<void>;
  delivered: (delivery: Delivery) => Promise<void>;
  /** Registers the guard and continues what an earlier worker began: in the first tick. */
  start: () => void;
};

export function createHide(ports: HidePorts): Hide {
  const { policy, outbox, now, statusKey } = ports;
  const store = createIncidentStore();
  const covers = createCovers(store, async () => (await policy()).hideStyle ?? 'cover');
  const helper = createHelper(store, covers, ports);
  const desk = createDesk(store, ports);

  const addressReported = async ({ reported: [id] }: Incident): Promise<string> => {
    if (id === undefined) return '';
    const tab = await browser.tabs.get(id).catch(() => undefined);
    return tab ? addressOf(tab) : '';
  };

  const finish = async (incident: Incident): Promise<void> => {
    const { safePage } = await policy();
    await helper.close();
    await uncover(incident, {
      ending: incident.ending ?? 'close',
      ...(safePage !== undefined && { safePage }),
      isCover: covers.isCoverOf(incident),
    });
    if (store.current()?.id === incident.id) store.set(undefined);
  };
  const end = async (ending: Ending): Promise<void> => {
    if (store.current()?.state === 'released') return;
    store.change((incident) => ({ ...incident, ending }));
    desk.apply({ type: 'released' });
    const incident = store.current();
    if (incident) await finish(incident);
  };

  const resume = async (incident: Incident): Promise<void> => {
    if (incident.state === 'released') return finish(incident);
    const delivery = await outbox.deliveryOf(incident.id);
    if (delivery) {
      desk.apply({ type: 'kept' });
      if (delivery.state === 'delivered') desk.apply({ type: 'delivered', told: delivery.told });
    } else if (incident.state === 'hidden' || incident.state === 'unsaved') {
      // The worker stopped between the hide and the record: the page is still there behind its cover.
      await desk.keep(incident, await addressReported(incident), []);
    }
    await covers.verify();
  };

  /** Each question of a cover is a chance to hear what a stopped worker did not, and to send what it left unsent. */
  const catchUp = async ({ id, state, atSchool }: Incident): Promise<void> => {
    if (atSchool || state === 'released') return;
    const delivery = await outbox.deliveryOf(id);
    if (delivery?.state === 'delivered') await delivered(delivery);
    else await outbox.drain('cover');
  };
  const delivered = async ({ id, state, told }: Delivery): Promise<void> => {
    const incident = await desk.about(id);
    if (incident && state === 'delivered') desk.apply({ type: 'delivered', told });
  };

  /** Ends one reported page again that came back to life behind its cover. */
  const endReported = async (tabId: number): Promise<void> => {
    const incident = store.current();
    const replaced = (from: number, to: number): void => store.change((open) => withTabReplaced(open, from, to));
    if (incident) await neutralise({ ...incident, reported: [tabId] }, await policy(), replaced);
  };

  const press = createPress(store, covers, desk, resume, ports);
  return {
    press(tab, typed) {
      helper.back();
      return press(tab, typed);
    },
    async isCovered(tab) {
      await store.ready();
      const incident = store.current();
      return incident !== undefined && incident.state !== 'released' && !isHelper(incident, tab);
    },
    async help({ incident: id, name }, tab) {
      if (tab && covers.isCover(tab) && (await desk.about(id))) await helper.open(name, tab);
    },
    async opened(id, tab) {
      await store.ready();
      const incident = store.current();
      if (incident && incident.state !== 'released') {
        // Also the one sign of a full screen that was left where the browser has no event for it (Firefox).
        if (tab) void covers.check(tab.windowId);
        void catchUp(incident);
        return { ...(await desk.view(incident)), incident: id };
      }
      if (!(await outbox.deliveryOf(id))) {
        const adopted = await adopt({ id, tab, at: now() }, statusKey, covers.isCover);
        if (adopted && !store.current()) {
          store.set(adopted);
          void resume(adopted);
        }
        const open = store.current();
        if (open) return { ...(await desk.view(open)), incident: id };
      }
      if (tab) await closeStray(tab);
      return undefined;
    },
    async status({ incident: id, state, by }) {
      const incident = await desk.about(id);
      if (!incident || state === 'stored') return;
      if (state === 'acknowledged') {
        desk.apply({ type: 'acknowledged', ...(by !== undefined && { by }) });
        return;
      }
      // Nobody stands at this device to judge: what was too precious to discard stays, unseen and silent.
      const precious = isPrecious(incident, await addressReported(incident), await policy());
      await end(precious ? 'behind' : 'close');
    },
    async release({ incident: id, choice }) {
      const incident = await desk.about(id);
      if (!incident || choice === 'keep') return;
      const told = desk.followUp(incident, { releasedLocally: true });
      await end(choice);
      await told;
    },
    async told({ incident: id, category, forFriend }) {
      const incident = await desk.about(id);
      if (!incident || (category === undefined && forFriend === undefined)) return;
      await desk.followUp(incident, {
        ...(category !== undefined && { category }),
        ...(forFriend !== undefined && { forFriend }),
      });
    },
    delivered,
    start() {
      guard(store, covers, { helper, endReported });
      void store.ready().then(() => {
        const incident = store.current();
        return incident && incident === store.left() ? resume(incident) : undefined;
      });
    },
  };
}
