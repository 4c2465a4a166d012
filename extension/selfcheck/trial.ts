/** A technician's test report: a practice press of this page, sent by the same road as every other report. */
import type { Trial } from '../platform/messages.ts';

/** The parts of the outbox that a test report needs. */
export type Road = {
  keepPress: (capture: {
    id: string;
    url: string;
    others: string[];
    occurredAt: number;
    statusKey: string;
    tabKind: 'other';
    practice: true;
  }) => Promise<{ ok: boolean }>;
  drain: (why: string) => Promise<void>;
  deliveryOf: (id: string) => Promise<{ state: string; told: boolean } | undefined>;
};

type Ports = {
  outbox: Road;
  now: () => number;
  uuid: () => string;
  statusKey: () => string;
  /** Address of the self-check: the page that this press reports. */
  page: string;
  wait?: (ms: number) => Promise<void>;
};

/** How long the page waits for the round trip, and how often it looks. In ms. */
const patienceMs = 20_000;
const lookMs = 100;

export async function sendTrial({ outbox, now, uuid, statusKey, page, wait = sleep }: Ports): Promise<Trial> {
  const began = now();
  const id = uuid();
  const capture = { id, url: page, others: [], occurredAt: began, statusKey: statusKey() };
  const kept = await outbox.keepPress({ ...capture, tabKind: 'other', practice: true });
  if (!kept.ok) return { state: 'unsaved' };
  void outbox.drain('press');
  while (now() - began < patienceMs) {
    const delivery = await outbox.deliveryOf(id);
    if (delivery?.state === 'delivered') return { state: 'delivered', told: delivery.told, ms: now() - began };
    await wait(lookMs);
  }
  return { state: 'kept' };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
