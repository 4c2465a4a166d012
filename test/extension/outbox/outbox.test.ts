/** What a press goes through when all is well: kept, sent once, first of all, and let go on proof alone. */
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDevice, drainByAlarm, dump, offline, press, secretUrl, soleLock, type Device } from './rig.ts';
import { createSchool, listen, open, policyOf, type School } from './school.ts';

const endpoint = 'https://dolphin.school.example';
let device: Device;
let school: School;

beforeEach(() => {
  device = createDevice();
  device.policy.now = policyOf(endpoint);
  school = createSchool();
});

describe('a press', () => {
  it('is kept before anything is sent, and says so', async () => {
    const outbox = device.boot(school.fetch);
    const capture = press(device);
    expect(await outbox.keepPress(capture)).toEqual({ ok: true });
    const { reports } = await dump();
    expect(reports).toMatchObject([{ id: capture.id, seq: 1, state: 'READY', attempts: 0, maybeDelivered: false }]);
    expect(school.posts).toHaveLength(0);
    expect(await outbox.deliveryOf(capture.id)).toEqual({ id: capture.id, state: 'kept', told: false });
    expect(await outbox.health()).toEqual({
      waiting: 1,
      unsealed: 0,
      held: 0,
      quarantined: 0,
      oldestAt: device.clock.now,
    });
  });

  it('writes in strict transactions only', async () => {
    const calls = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const outbox = device.boot(school.fetch);
    await outbox.keepPress(press(device));
    await outbox.drain('press');
    const writes = calls.mock.calls.filter(([, mode]) => mode === 'readwrite');
    expect(writes.length).toBeGreaterThan(2);
    expect(new Set(writes.map(([, , options]) => options?.durability))).toEqual(new Set(['strict']));
  });

  it('reaches a real server with the headers of the contract and leaves a receipt', async () => {
    const { endpoint: loopback, close } = await listen(school);
    onTestFinished(close);
    device.policy.now = policyOf(loopback, { deviceLabel: 'CB-07', group: '3B', room: 'ICT', tier: 'ks2' });
    const outbox = device.boot(fetch);
    const heard: unknown[] = [];
    outbox.onDelivery((delivery) => heard.push(delivery));
    const capture = press(device, { others: ['https://other.example/'], practice: true });
    await outbox.keepPress(capture);
    await outbox.drain('press');

    const [post] = school.posts;
    expect(post).toBeDefined();
    const { report, header, bytes } = await open(post!.body);
    expect(Object.keys(header).toSorted()).toEqual(['alg', 'cty', 'enc', 'epk', 'kid']);
    expect(bytes).toBe(1024);
    expect(report).toMatchObject({
      kind: 'press',
      id: capture.id,
      url: secretUrl,
      others: ['https://other.example/'],
      statusKey: capture.statusKey,
      device: 'CB-07',
      group: '3B',
      room: 'ICT',
      tier: 'ks2',
      tabKind: 'web',
      practice: true,
      ext: '0.1.0',
    });
    expect(Date.parse(report.occurredAt)).toBe(capture.occurredAt);
    const sent = (name: string): string | null => post!.headers.get(name);
    expect(sent('content-type')).toBe('application/jose');
    expect(sent('idempotency-key')).toBe(`"${capture.id}"`);
    expect(sent('authorization')).toBe('Bearer site-code');
    expect(sent('dolphin-seq')).toBe('1');
    expect(sent('dolphin-attempt')).toBe('1');
    expect(sent('dolphin-sent')).toBe(String(device.clock.now));
    expect(sent('dolphin-gen')).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent('dolphin-digest')).toMatch(/^sha-256=[\w-]{43}$/);
    expect(sent('cookie')).toBeNull();

    expect(heard).toEqual([{ id: capture.id, state: 'delivered', told: true }]);
    expect(await outbox.deliveryOf(capture.id)).toEqual(heard[0]);
    const { reports, receipts } = await dump();
    expect(reports).toEqual([]);
    expect(receipts).toMatchObject([{ id: capture.id, told: true }]);
    await expect.poll(() => [...device.disk.keys()].filter((key) => key.startsWith('r:'))).toEqual([]);
  });

  it('set apart by the school is delivered but never said to be told', async () => {
    school = createSchool({ told: false });
    const outbox = device.boot(school.fetch);
    const capture = press(device);
    await outbox.keepPress(capture);
    await outbox.drain('press');
    expect(await outbox.deliveryOf(capture.id)).toEqual({ id: capture.id, state: 'delivered', told: false });
  });

  it('one of eight at once keeps its own number and all arrive', async () => {
    const outbox = device.boot(school.fetch);
    const captures = Array.from({ length: 8 }, () => press(device));
    expect(await Promise.all(captures.map((capture) => outbox.keepPress(capture)))).toEqual(
      captures.map(() => ({ ok: true })),
    );
    const { reports } = await dump();
    expect(new Set(reports.map((row) => row['seq']))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
    await Promise.all([outbox.drain('press'), outbox.drain('press'), outbox.drain('alarm')]);
    expect([...school.stored.keys()].toSorted()).toEqual(captures.map(({ id }) => id).toSorted());
    expect(school.posts).toHaveLength(8);
  });

  it('kept twice under one id is one record', async () => {
    const outbox = device.boot(school.fetch);
    const capture = press(device);
    expect(await outbox.keepPress(capture)).toEqual({ ok: true });
    expect(await outbox.keepPress(capture)).toEqual({ ok: true });
    await outbox.drain('press');
    expect(await outbox.keepPress(capture)).toEqual({ ok: true });
    await outbox.drain('press');
    expect(school.posts).toHaveLength(1);
    expect((await dump()).reports).toEqual([]);
  });

  it('has three tries of eight seconds each while a child waits; a later try may take longer', async () => {
    const limits = vi.spyOn(AbortSignal, 'timeout');
    const outbox = device.boot(offline);
    await outbox.keepPress(press(device));
    await outbox.drain('press');
    expect(limits.mock.calls).toEqual([[8000], [8000], [8000]]);
    device.clock.now += 3_600_000;
    await outbox.drain('alarm');
    expect(limits.mock.calls.at(-1)).toEqual([20_000]);
  });

  it('goes before an old backlog, and stops a slow send of it', async () => {
    const outbox = device.boot(offline);
    const old = press(device);
    await outbox.keepPress(old);
    await outbox.drain('press');
    device.clock.now += 3_600_000;

    const fresh = press(device);
    const order: string[] = [];
    let slowBegan = (): void => undefined;
    const began = new Promise<void>((resolve) => (slowBegan = resolve));
    const again = device.boot((url, init) => {
      const id = new Headers(init?.headers).get('idempotency-key')!.slice(1, -1);
      order.push(id);
      if (id !== old.id || order.length > 1) return school.fetch(url, init);
      slowBegan();
      return new Promise((_resolve, reject) => {
        init!.signal!.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError')));
      });
    });
    const draining = again.drain('alarm');
    await began;
    await again.keepPress(fresh);
    await Promise.all([draining, again.drain('press')]);
    expect(order).toEqual([old.id, fresh.id]);
    await drainByAlarm(device, again, 3);
    expect(order).toEqual([old.id, fresh.id, old.id]);
    expect(school.stored.size).toBe(2);
  });
});

describe('drains asked for at the same time', () => {
  const captures = (): ReturnType<typeof press>[] => Array.from({ length: 5 }, () => press(device));
  /** Asks again while the first request is under way. */
  function slowly(): { fetch: typeof fetch; began: Promise<void> } {
    let begin = (): void => undefined;
    const began = new Promise<void>((resolve) => (begin = resolve));
    const slow: typeof fetch = async (url, init) => {
      begin();
      await new Promise((resolve) => setTimeout(resolve, 5));
      return school.fetch(url, init);
    };
    return { fetch: slow, began };
  }

  it('by one run are one drain, even in a browser without locks', async () => {
    const { fetch: slow, began } = slowly();
    const outbox = device.boot(slow, { locks: undefined });
    for (const capture of captures()) await outbox.keepPress(capture);
    const first = outbox.drain('press');
    await began;
    await Promise.all([first, outbox.drain('alarm'), outbox.drain('online')]);
    expect(school.posts).toHaveLength(5);
  });

  it('by two contexts over one database are one drain', async () => {
    const { fetch: slow, began } = slowly();
    const locks = soleLock();
    const [one, other] = [device.boot(slow, { locks }), device.boot(slow, { locks })];
    for (const capture of captures()) await one.keepPress(capture);
    const first = one.drain('press');
    await began;
    await Promise.all([first, other.drain('alarm'), other.drain('online')]);
    expect(school.posts).toHaveLength(5);
    await one.keepPress(press(device));
    await other.drain('alarm');
    expect(school.posts).toHaveLength(6);
  });

  it('while a stopped run still holds the lock are served when it lets go, not by a later alarm', async () => {
    const locks = soleLock();
    let letGo = (): void => undefined;
    void locks.request('dolphin-drain', () => new Promise<void>((resolve) => (letGo = resolve)));
    const outbox = device.boot(school.fetch, { locks });
    await outbox.keepPress(press(device));
    const draining = outbox.drain('start');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(school.posts).toHaveLength(0);
    letGo();
    await draining;
    expect(school.posts).toHaveLength(1);
  });
});

describe('what is learned later', () => {
  it('travels as a report of its own under the key of its press', async () => {
    const outbox = device.boot(school.fetch);
    const capture = press(device);
    await outbox.keepPress(capture);
    const followUp = {
      id: crypto.randomUUID(),
      pressId: capture.id,
      statusKey: capture.statusKey,
      occurredAt: device.clock.now,
      releasedLocally: true,
      uncovered: 2,
    } as const;
    expect(await outbox.keepFollowUp(followUp)).toEqual({ ok: true });
    await outbox.drain('follow-up');
    expect([...school.stored.keys()]).toEqual([capture.id, followUp.id]);
    const { report } = school.stored.get(followUp.id)!;
    expect(report).toMatchObject({ kind: 'follow-up', pressId: capture.id, releasedLocally: true, uncovered: 2 });
    expect(await outbox.deliveryOf(followUp.id)).toMatchObject({ state: 'delivered' });
  });
});
