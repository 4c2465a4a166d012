/** What changes while reports wait or after they went: the policy in the middle of a drain, and time. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createDevice, drainByAlarm, dump, offline, press, type Device } from './rig.ts';
import { createSchool, policyOf, type School } from './school.ts';

const endpoint = 'https://dolphin.school.example';
let device: Device;
let school: School;

beforeEach(() => {
  device = createDevice();
  device.policy.now = policyOf(endpoint);
  school = createSchool();
});

describe('receipts', () => {
  it('are forgotten after ninety days and not before', async () => {
    const outbox = device.boot(school.fetch);
    const day = 86_400_000;
    for (const days of [0, 80, 15]) {
      device.clock.now += days * day;
      await outbox.keepPress(press(device));
      await outbox.drain('press');
    }
    expect((await dump()).receipts).toHaveLength(2);
  });
});

describe('a policy that changes while a drain is under way', () => {
  it.each([
    ['endpoint', { endpoint: 'https://other.school.example' }],
    ['site code', { siteCode: 'other-code' }],
    ['nothing at all', undefined],
  ])('in its %s loses nothing', async (_name, change) => {
    const outbox = device.boot(offline);
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const capture = press(device);
      ids.push(capture.id);
      await outbox.keepPress(capture);
    }
    device.clock.now += 3_600_000;
    const again = device.boot((url, init) => {
      if (school.posts.length === 1) device.policy.now = change ? policyOf(endpoint, change) : {};
      return school.fetch(url, init);
    });
    await again.drain('alarm');
    device.policy.now = policyOf(endpoint, change);
    await again.drain('policy');
    await drainByAlarm(device, again, 5);
    expect([...school.stored.keys()].toSorted()).toEqual(ids.toSorted());
  });

  it('in its key leaves sealed what was sealed, and seals the next press to the new one', async () => {
    const old = policyOf(endpoint).publicKey!;
    const next = { publicKey: JSON.stringify({ ...old, kid: 'school-of-next-year' }) };
    const outbox = device.boot(offline);
    const before = [press(device), press(device)];
    for (const capture of before) await outbox.keepPress(capture);
    device.clock.now += 3_600_000;
    const again = device.boot((url, init) => {
      device.policy.now = policyOf(endpoint, next);
      return school.fetch(url, init);
    });
    await again.drain('alarm');
    const after = press(device);
    await again.keepPress(after);
    await again.drain('press');
    await drainByAlarm(device, again, 5);
    expect([...school.stored.keys()].toSorted()).toEqual([...before, after].map(({ id }) => id).toSorted());
    const kids = school.posts.map(({ body }) => {
      const header = Buffer.from(body.split('.')[0]!, 'base64url').toString();
      return (JSON.parse(header) as { kid: string }).kid;
    });
    expect(kids).toEqual([old.kid, old.kid, 'school-of-next-year']);
  });
});
