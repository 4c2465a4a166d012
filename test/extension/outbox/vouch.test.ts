/** The device's own signature on a report: there where it can be had, and never waited for. */
import { beforeEach, expect, it } from 'vitest';
import { digestOf } from '../../../shared/wire.ts';
import { createDevice, press, type Device } from './rig.ts';
import { createSchool, policyOf, type School } from './school.ts';

const endpoint = 'https://dolphin.school.example';
let device: Device;
let school: School;

beforeEach(() => {
  device = createDevice();
  device.policy.now = policyOf(endpoint);
  school = createSchool();
});

it('is asked for over exactly what is sent, and goes with the report', async () => {
  const asked: object[] = [];
  const outbox = device.boot(school.fetch, {
    vouch: async (request) => {
      asked.push(request);
      return { 'Dolphin-Device': 'me', 'Dolphin-Signature': 'mine' };
    },
  });
  await outbox.keepPress(press(device));
  await outbox.drain('press');
  const [post] = school.posts;
  expect(post?.headers.get('Dolphin-Device')).toBe('me');
  expect(asked).toEqual([
    {
      endpoint,
      method: 'POST',
      path: '/v1/reports',
      digest: await digestOf(post?.body ?? ''),
      sent: post?.headers.get('Dolphin-Sent'),
    },
  ]);
  expect(await outbox.numbers()).toMatchObject({ last: 1 });
});

it.for([
  ['fails', () => Promise.reject(new Error('no key'))],
  ['never comes', () => new Promise<never>(() => undefined)],
] as const)('where it %s, the report goes without it', async ([, vouch]) => {
  const outbox = device.boot(school.fetch, { vouch });
  const capture = press(device);
  await outbox.keepPress(capture);
  await outbox.drain('press');
  expect(await outbox.deliveryOf(capture.id)).toMatchObject({ state: 'delivered' });
  expect(school.posts[0]?.headers.get('Dolphin-Device')).toBeNull();
});
