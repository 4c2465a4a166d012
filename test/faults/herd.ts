/** A school's whole fleet coming back at once: real drain cores and a real server, the devices' clock made of events. */
import { createMemoryStore } from '../../extension/outbox/memory-store.ts';
import { createOutbox, type Outbox } from '../../extension/outbox/outbox.ts';
import { toBase64url } from '../../shared/base64url.ts';
import type { Policy } from '../../shared/policy.ts';

/** No browser wakes a worker that sleeps sooner than this, ms. */
const alarmFloorMs = 30_000;
const hour = 3_600_000;

export type Herd = {
  /** Time, ms since the network came back, of each request. */
  requests: number[];
  /** Of each answer that let a report go. */
  done: number[];
  /** Ids of all reports. */
  ids: string[];
};

/** Requests let through in one second of the devices' clock; all others get 503 with Retry-After before anything is read. */
export type Gate = { perSecond: number; retryAfter: string };

type Member = { clock: { now: number }; outbox: Outbox; wakeAt: number; isDone: boolean };

/**
 * Every device has one report of an hour ago. The network is back for all of them within five seconds; each then lives by
 * its own alarms until its report is delivered. Requests of one device follow its own clock, so that no real time passes.
 */
export async function runHerd(devices: number, policy: Policy, gate: Gate, random: () => number): Promise<Herd> {
  const startAt = Date.parse('2026-11-20T10:00:00Z');
  const herd: Herd = { requests: [], done: [], ids: [] };
  const seconds = new Map<number, number>();

  async function join(): Promise<Member> {
    const clock = { now: startAt - hour };
    const member: Member = { clock, wakeAt: Infinity, isDone: false, outbox: undefined as never };
    let isOnline = false;
    const gated: typeof fetch = async (url, init) => {
      if (!isOnline) throw new TypeError('Failed to fetch');
      const atMs = clock.now - startAt;
      herd.requests.push(atMs);
      const second = Math.floor(atMs / 1000);
      const count = (seconds.get(second) ?? 0) + 1;
      seconds.set(second, count);
      if (count > gate.perSecond)
        return new Response(null, { status: 503, headers: { 'retry-after': gate.retryAfter } });
      return fetch(url, { ...init, keepalive: false });
    };
    const outbox = createOutbox({
      policy: async () => policy,
      fetch: gated,
      now: () => clock.now,
      random,
      uuid: () => crypto.randomUUID(),
      version: '0.1.0',
      wakeAt: (at) => void (member.wakeAt = Math.max(at, clock.now + alarmFloorMs)),
      wait: async (ms) => void (clock.now += ms),
      timeout: () => new AbortController().signal,
      locks: undefined,
      store: createMemoryStore(() => crypto.randomUUID()),
    });
    outbox.onDelivery(() => {
      member.isDone = true;
      herd.done.push(clock.now - startAt);
    });
    member.outbox = outbox;
    const id = crypto.randomUUID();
    herd.ids.push(id);
    const statusKey = toBase64url(crypto.getRandomValues(new Uint8Array(16)));
    const url = 'https://herd.example/page';
    await outbox.keepPress({ id, url, others: [], occurredAt: clock.now, statusKey, tabKind: 'web' });
    await outbox.drain('press');
    isOnline = true;
    clock.now = startAt + random() * 5000;
    member.wakeAt = clock.now;
    return member;
  }

  const waiting: Member[] = [];
  for (let n = 0; n < devices; n += 1) waiting.push(await join());
  const woken = new Set<Member>();
  while (waiting.length > 0) {
    waiting.sort((a, b) => b.wakeAt - a.wakeAt);
    // Those of the same moment go side by side, as they do.
    const next = waiting.splice(-8);
    await Promise.all(
      next.map(async (member) => {
        member.clock.now = Math.max(member.clock.now, member.wakeAt);
        await member.outbox.drain(woken.has(member) ? 'alarm' : 'online');
        woken.add(member);
        if (!member.isDone) waiting.push(member);
      }),
    );
  }
  return herd;
}

/** The most requests in any one second. */
export function peakOf(requests: readonly number[]): number {
  const counts = Map.groupBy(requests, (at) => Math.floor(at / 1000));
  return Math.max(...[...counts.values()].map(({ length }) => length));
}
