/** What a kept report goes through while it cannot be sent: no network, no policy, a moved clock. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createDevice, drainByAlarm, everythingAtRest, offline, press, secretUrl, type Device } from './rig.ts';
import { bodyOf, createSchool, policyOf, type School } from './school.ts';

const endpoint = 'https://dolphin.school.example';
let device: Device;
let school: School;

beforeEach(() => {
  device = createDevice();
  device.policy.now = policyOf(endpoint);
  school = createSchool();
});

describe('offline', () => {
  it('keeps, survives a restart, and delivers the same bytes exactly once', async () => {
    const bodies: string[] = [];
    const lossy: typeof fetch = async (url, init) => {
      bodies.push(bodyOf(init));
      // The server has it, the answer is lost.
      if (bodies.length === 2) await school.fetch(url, init);
      throw new TypeError('Failed to fetch');
    };
    const before = device.boot(lossy);
    const capture = press(device);
    await before.keepPress(capture);
    await before.drain('press');
    expect(bodies).toHaveLength(3);
    expect(await before.deliveryOf(capture.id)).toMatchObject({ state: 'kept' });
    expect(device.alarms.at(-1)).toBeGreaterThanOrEqual(device.clock.now + 30_000);

    const after = device.boot(async (url, init) => {
      bodies.push(bodyOf(init));
      return school.fetch(url, init);
    });
    await after.drain('startup');
    expect(bodies).toHaveLength(4);
    expect(new Set(bodies).size).toBe(1);
    expect(school.stored.size).toBe(1);
    expect(school.posts.map(({ headers }) => headers.get('dolphin-attempt'))).toEqual(['2', '4']);
    expect(await after.deliveryOf(capture.id)).toMatchObject({ state: 'delivered', told: true });
    await after.drain('alarm');
    expect(school.posts).toHaveLength(2);
  });

  it('for seven days with fifty presses loses none and asks the network seldom', async () => {
    let tries = 0;
    const dead: typeof fetch = (...request) => {
      tries += 1;
      return offline(...request);
    };
    const outbox = device.boot(dead, { random: Math.random });
    for (let n = 0; n < 50; n += 1) {
      await outbox.keepPress(press(device));
      await outbox.drain('press');
      device.clock.now += 600_000;
    }
    while (device.clock.now < Date.parse('2026-11-27T10:00:00Z')) {
      await outbox.drain('alarm');
      device.clock.now = Math.max(device.clock.now + 30_000, device.alarms.at(-1) ?? 0);
    }
    expect(tries).toBeLessThan(50 * 3 + 7 * 24 * 12);
    const back = device.boot(school.fetch);
    expect(await drainByAlarm(device, back, 5)).toBeLessThanOrEqual(5);
    expect(school.stored.size).toBe(50);
    expect(school.posts).toHaveLength(50);
    const numbers = school.posts.map(({ headers }) => Number(headers.get('dolphin-seq')));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  }, 60_000);

  it('waits a random while of its own before an old backlog when the network comes back, but not for a fresh press', async () => {
    const outbox = device.boot(offline);
    await outbox.keepPress(press(device));
    await outbox.drain('press');
    device.clock.now += 7_200_000;
    const back = device.boot(school.fetch);
    await back.drain('startup');
    expect(school.posts).toHaveLength(0);
    expect(device.alarms.at(-1)).toBe(device.clock.now + 90_000);
    await back.drain('online');
    await back.keepPress(press(device));
    await back.drain('press');
    expect(school.posts).toHaveLength(1);
    device.clock.now += 90_000;
    await back.drain('alarm');
    expect(school.posts).toHaveLength(2);
  });
});

describe('without a policy', () => {
  it('keeps a press that nobody can read, and delivers it sealed when the policy comes', async () => {
    device.policy.now = {};
    const outbox = device.boot(school.fetch);
    const capture = press(device);
    expect(await outbox.keepPress(capture)).toEqual({ ok: true });
    await outbox.drain('press');
    expect(await outbox.health()).toMatchObject({ unsealed: 1, waiting: 0 });
    expect(await everythingAtRest(device)).not.toMatch(/secret|zebra|naughty/);

    const later = device.boot(school.fetch);
    device.policy.now = policyOf(endpoint, { urlDetail: 'noquery', deviceLabel: 'CB-07' });
    await later.drain('policy');
    const { report } = school.stored.get(capture.id)!;
    expect(report).toMatchObject({ url: 'https://secret.example/naughty', device: 'CB-07' });
    expect(await later.deliveryOf(capture.id)).toMatchObject({ state: 'delivered' });
  });

  it('or with a key that is none, keeps the press unsealed until a right one comes', async () => {
    const { publicKey, ...rest } = device.policy.now;
    device.policy.now = { ...rest, publicKey: { ...publicKey!, y: publicKey!.x } };
    const outbox = device.boot(school.fetch);
    await outbox.keepPress(press(device));
    await outbox.drain('press');
    expect(await outbox.health()).toMatchObject({ unsealed: 1 });
    device.policy.now = policyOf(endpoint);
    await outbox.drain('policy');
    expect(school.stored.size).toBe(1);
  });

  it('that answers, does not wait for one that hangs', async () => {
    const outbox = device.boot(school.fetch, { policy: () => new Promise(() => undefined) });
    expect(await outbox.keepPress(press(device))).toEqual({ ok: true });
    expect(await outbox.health()).toMatchObject({ unsealed: 1 });
  });
});

describe('at rest', () => {
  it('no address is readable in any store, sealed, unsealed or mirrored', async () => {
    const outbox = device.boot(offline);
    const keepBoth = async (): Promise<void> => {
      const capture = press(device, { others: [secretUrl] });
      await outbox.keepPress(capture);
      const { id: pressId, statusKey } = capture;
      const said = { category: 'unkind', forFriend: true } as const;
      await outbox.keepFollowUp({ id: crypto.randomUUID(), pressId, statusKey, occurredAt: device.clock.now, ...said });
    };
    await keepBoth();
    device.policy.now = {};
    await keepBoth();
    await outbox.drain('press');
    const rest = await everythingAtRest(device);
    expect(rest).toMatch(/UNSEALED/);
    expect(rest).not.toMatch(/secret|zebra|naughty|unkind|forFriend/);
    expect(rest).not.toContain(Buffer.from(secretUrl).toString('base64url').slice(0, 20));
    expect([...device.disk.keys()].filter((key) => key.startsWith('r:'))).toHaveLength(2);
  });
});

describe('the clock', () => {
  it('set back marks the next press and makes what waits due', async () => {
    const outbox = device.boot(offline);
    await outbox.keepPress(press(device));
    await outbox.drain('press');
    device.clock.now -= 10 * 365 * 86_400_000;
    const back = device.boot(school.fetch);
    const capture = press(device);
    await back.keepPress(capture);
    await back.drain('press');
    expect(school.stored.size).toBe(2);
    expect(school.stored.get(capture.id)!.report).toMatchObject({ clockSuspect: true });
    const next = press(device);
    await back.keepPress(next);
    await back.drain('press');
    expect(school.stored.get(next.id)!.report).not.toHaveProperty('clockSuspect');
  });

  it('set to the far future loses and delays nothing', async () => {
    const outbox = device.boot(offline);
    await outbox.keepPress(press(device));
    await outbox.drain('press');
    device.clock.now += 10 * 365 * 86_400_000;
    expect(await drainByAlarm(device, device.boot(school.fetch), 3)).toBeLessThanOrEqual(3);
    expect(school.stored.size).toBe(1);
  });
});
