/** The life of an incident on the device after its press: covers ask, status comes, an adult releases, a worker continues. */
import { createPulse } from '../platform/alarms.ts';
import { browser, type Tab } from '../platform/browser.ts';
import type { BackgroundProtocol, CoverView } from '../platform/messages.ts';
import { adopt } from './adopt.ts';
import { createComeBack } from './come-back.ts';
import { createCovers } from './covers.ts';
import { createDesk, type Delivery, type HidePorts } from './desk.ts';
import { guard } from './guard.ts';
import { createHold } from './hold.ts';
import { isAbout, type Incident } from './incident.ts';
import { createIncidentStore } from './incident-store.ts';
import { createMarks } from './marks.ts';
import { createNeutraliser, isPrecious } from './neutralise.ts';
import { createPress, type Press } from './press.ts';
import { createVisits, isVisited } from './visit.ts';
import { quietenFrames } from './quieten.ts';
import { createRelease } from './release.ts';
import { addressOf } from './tab-kind.ts';
import { findAgain, takeUp } from './take-up.ts';
import { closeStray, sweep } from './uncover.ts';

type Data<T extends keyof BackgroundProtocol> = Parameters<BackgroundProtocol[T]>[0];

export type Hide = {
  press: Press;
  /** Whether pages must stay hidden. */
  isCovered: () => Promise<boolean>;
  /** The same for one page that starts or comes back, as the browser names it. */
  isPageCovered: (tab: Tab | undefined, address: string | undefined) => Promise<boolean>;
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

/** How often an open incident is looked at, ms: a device may have slept, and then somebody else sits here. */
const lookEveryMs = 60_000;

export function createHide(ports: HidePorts): Hide {
  const { policy, outbox, now, statusKey } = ports;
  const store = createIncidentStore(now);
  const covers = createCovers(store, async () => (await policy()).hideStyle ?? 'cover');
  const visits = createVisits(store, covers, ports);
  const marks = createMarks(outbox.mark, now);
  const hold = createHold();
  const isOpen = (): boolean => store.current() !== undefined && store.current()?.state !== 'released';
  const pulse = createPulse('incident', lookEveryMs, () => void look());
  /** Everything that must go on while an incident is open, or a page must not come back. */
  const settleDown = (): void => {
    pulse(isOpen());
    hold(isOpen() || marks.any());
    if (!isOpen()) ports.freed?.();
  };
  const desk = createDesk(store, ports, marks, settleDown);
  const safePage = async (): Promise<string | undefined> => (await policy()).safePage;
  const comeBack = createComeBack({ marks, isOpen, safePage });

  const addressReported = async ({ reported: [id] }: Incident): Promise<string> => {
    if (id === undefined) return '';
    const tab = await browser.tabs.get(id).catch(() => undefined);
    return tab ? addressOf(tab) : '';
  };

  const neutraliser = createNeutraliser(store, policy);
  const { neutralise } = neutraliser;
  const { finish, end, lapse } = createRelease({
    store,
    covers,
    visits,
    marks,
    desk,
    neutraliser,
    safePage,
    settleDown,
  });

  /** Whether the incident is still this child's; one that is not ends here. */
  const look = async (): Promise<void> => {
    await store.ready();
    if (!store.live()) await lapse();
    else settleDown();
  };

  const resume = async (incident: Incident): Promise<void> => {
    if (incident.state === 'released') {
      const { reported, muted } = store.isFromEarlierRun() ? await findAgain(incident, covers, marks) : incident;
      return finish({ ...incident, reported, muted });
    }
    settleDown();
    const hiding = store.isFromEarlierRun() ? takeUp(store, covers, marks) : covers.verify();
    const delivery = await outbox.deliveryOf(incident.id);
    if (delivery) {
      desk.apply({ type: 'kept' });
      if (delivery.state === 'delivered') desk.apply({ type: 'delivered', told: delivery.told });
    } else if (incident.state === 'hidden' || incident.state === 'unsaved') {
      // The worker stopped between the hide and the record: the page is still there behind its cover.
      await desk.keep(incident, await addressReported(incident), []);
    }
    await hiding;
    const found = store.current();
    if (store.isFromEarlierRun() && found?.uncovered === 0) await neutralise(found);
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
  /** Ends one reported page that came to life again behind its cover, or does not keep still there. */
  const endReported = async (tabId: number, when?: 'now'): Promise<void> => {
    const incident = store.current();
    if (incident) await neutralise({ ...incident, reported: [tabId] }, when);
  };

  const press = createPress(store, covers, desk, neutraliser, resume, ports);
  return {
    press(tab, typed) {
      visits.back();
      const id = press(tab, typed);
      if (ports.quieten) void quietenFrames(store, ports.quieten);
      return id;
    },
    async isCovered() {
      await store.ready();
      return isOpen();
    },
    async help({ incident: id, name }, tab) {
      if (tab && covers.isCover(tab) && (await desk.about(id))) await visits.open(name, tab);
    },
    async isPageCovered(tab, address) {
      await store.ready();
      return (isOpen() && !isVisited(store.current(), tab)) || comeBack.covers(tab, address);
    },
    async opened(id, tab) {
      await look();
      const incident = store.current();
      if (incident && incident.state !== 'released') {
        // Also the one sign of a full screen that was left where the browser has no event for it (Firefox).
        if (tab) void covers.check(tab.windowId);
        void catchUp(incident);
        return { ...(await desk.view(incident)), incident: id };
      }
      // Its release is under way, and takes the cover with it.
      if (incident && isAbout(incident, id)) return { ...(await desk.view(incident)), incident: id };
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
      if (!incident || incident.state === 'released') return;
      if (choice === 'keep') {
        // No member of a follow-up means it: the school hears nothing that is not so.
        store.change((open) => ({ ...open, kept: true }));
        desk.announce();
        return;
      }
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
      guard(store, covers, { visits, endReported });
      comeBack.watch();
      void Promise.all([store.ready(), marks.ready()]).then(async () => {
        const incident = store.current();
        if (!incident) return settleDown();
        if (incident === store.left()) return resume(incident);
        const earlier = store.overtakenBy(incident.id);
        if (earlier?.state !== 'released') return undefined;
        // Over before this press, by a day or by a release that was cut short: only its remains are to be taken away.
        return sweep(await findAgain(earlier, covers, marks), covers.isCoverOf(earlier));
      });
    },
  };
}
