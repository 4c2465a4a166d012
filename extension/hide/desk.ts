/** Where an incident's truth is kept: what was recorded, what became of it, and what the covers are told. */
import type { Policy } from '../../shared/policy.ts';
import { tell, type BackgroundProtocol, type CoverView } from '../platform/messages.ts';
import { advance, isAbout, type Change, type Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import type { Marks } from './marks.ts';
import { tabKindOf, type TabKind } from './tab-kind.ts';
import { viewOf } from './view.ts';

/** What is learned after the press (contract §2, follow-up). */
export type FollowUpFacts = {
  releasedLocally?: true;
  uncovered?: number;
  pressedAgain?: true;
  category?: NonNullable<Parameters<BackgroundProtocol['cover.told']>[0]['category']>;
  forFriend?: true;
};
export type Delivery = { id: string; state: 'kept' | 'delivered'; told: boolean };

/** The part of the outbox that a press needs. */
export type HideOutbox = {
  keepPress: (capture: {
    id: string;
    url: string;
    others: string[];
    occurredAt: number;
    statusKey: string;
    tabKind: TabKind;
  }) => Promise<{ ok: boolean }>;
  keepFollowUp: (
    capture: { id: string; pressId: string; statusKey: string; occurredAt: number } & FollowUpFacts,
  ) => Promise<{ ok: boolean }>;
  deliveryOf: (id: string) => Promise<Delivery | undefined>;
  drain: (why: string) => Promise<void>;
  /** By which an address is known again on this device, and cannot be read. */
  mark: (address: string) => Promise<string>;
};

export type HidePorts = {
  readonly policy: () => Promise<Policy>;
  readonly outbox: HideOutbox;
  readonly now: () => number;
  readonly uuid: () => string;
  /** 16 random bytes in base64url. */
  readonly statusKey: () => string;
  /** Nothing is hidden (any more). */
  readonly freed?: () => void;
  /** Stops what plays in one frame of a page; runs there (see quieten.ts). */
  readonly quieten?: () => void;
  /** Whether one frame of a page holds a child's work; runs there (see typed.ts). */
  readonly isDirty?: () => boolean;
};

export type Desk = {
  /** Changes the open incident and tells its covers when that is news. */
  apply: (change: Change) => void;
  announce: () => void;
  view: (incident: Incident) => Promise<CoverView>;
  /** The open incident, when an id means it. */
  about: (id: string) => Promise<Incident | undefined>;
  /** Starts the record in the calling task. An id kept before is kept once. */
  keep: (incident: Incident, url: string, others: string[]) => Promise<void>;
  followUp: (incident: Incident, facts: FollowUpFacts) => Promise<void>;
};

/** `begun` hears of every record that is begun, after it is. */
export function createDesk(
  store: IncidentStore,
  { policy, outbox, now, uuid }: HidePorts,
  marks: Pick<Marks, 'of'>,
  begun: () => void,
): Desk {
  const note = async (id: string, url: string): Promise<void> => {
    const mark = await marks.of(url);
    if (mark !== undefined && store.current()?.id === id)
      store.change((incident) => ({ ...incident, marks: [...new Set([...incident.marks, mark])] }));
  };
  let announced: Promise<unknown> = Promise.resolve();
  const view = async (incident: Incident): Promise<CoverView> => viewOf(incident, await policy(), now());
  /** In order: an older truth must never overtake a newer one. */
  const announce = (): void => {
    const incident = store.current();
    if (!incident) return;
    announced = announced
      .then(() => view(incident))
      .then((seen) => {
        for (const id of [incident.id, ...incident.aliases]) void tell('cover.changed', { ...seen, incident: id });
      })
      .catch(() => undefined);
  };
  const apply = (change: Change): void => {
    const before = store.current();
    store.change((incident) => advance(incident, change));
    if (store.current() !== before) announce();
  };
  return {
    apply,
    announce,
    view,
    async about(id) {
      await store.ready();
      const incident = store.current();
      return incident && isAbout(incident, id) ? incident : undefined;
    },
    async keep({ id, pressedAt: occurredAt, statusKey }, url, others) {
      const keeping = outbox
        .keepPress({ id, url, others, occurredAt, statusKey, tabKind: tabKindOf(url) })
        .catch(() => ({ ok: false }));
      begun();
      // Beside it: neither the truth on the cover nor the delivery may wait for a mark.
      void note(id, url);
      const kept = await keeping;
      apply({ type: kept.ok ? 'kept' : 'not-kept' });
      void outbox.drain('press');
    },
    async followUp({ id: pressId, statusKey }, facts) {
      // A follow-up that cannot be stored changes nothing for the child; the press itself has its own road.
      await outbox.keepFollowUp({ id: uuid(), pressId, statusKey, occurredAt: now(), ...facts }).catch(() => undefined);
      void outbox.drain('follow-up');
    },
  };
}
