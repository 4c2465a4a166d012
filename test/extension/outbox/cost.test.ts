/** What one record costs, however many wait: counted in requests to the database and rows they read, not in time. */
import { expect, it } from 'vitest';
import { createDevice, drainByAlarm, offline, press } from './rig.ts';
import { createSchool, policyOf, quickSealer } from './school.ts';

type Counted = { requests: number; rows: number };

/** Counts until the returned function is called. */
function count(): () => Counted {
  const counted = { requests: 0, rows: 0 };
  const restores: (() => void)[] = [];
  for (const prototype of [IDBObjectStore.prototype, IDBIndex.prototype]) {
    for (const name of ['get', 'getKey', 'getAll', 'getAllKeys', 'put', 'add', 'delete', 'count', 'openKeyCursor']) {
      const real: unknown = Reflect.get(prototype, name);
      if (typeof real !== 'function') continue;
      Reflect.set(prototype, name, function counting(this: never, ...values: unknown[]): unknown {
        const request = Reflect.apply(real, this, values) as IDBRequest<unknown>;
        counted.requests += 1;
        request.addEventListener('success', () => {
          counted.rows += Array.isArray(request.result) ? request.result.length : 1;
        });
        return request;
      });
      restores.push(() => Reflect.set(prototype, name, real));
    }
  }
  return () => {
    for (const restore of restores) restore();
    return counted;
  };
}

async function costOf(records: number): Promise<Counted> {
  const device = createDevice();
  device.policy.now = policyOf('https://dolphin.school.example');
  const school = createSchool();
  const before = device.boot(offline, { sealer: quickSealer });
  for (let n = 0; n < records; n += 1) {
    await before.keepPress(press(device));
    device.clock.now += 30_000;
  }
  device.clock.now += 3_600_000;
  const stop = count();
  const outbox = device.boot(school.fetch, { sealer: quickSealer });
  await outbox.drain('start');
  await drainByAlarm(device, outbox, 10);
  const { requests, rows } = stop();
  expect(school.stored.size).toBe(records);
  return { requests: requests / records, rows: rows / records };
}

it('a record of a thousand costs no more to deliver than one of ten', async () => {
  const few = await costOf(10);
  const many = await costOf(1000);
  console.log(`of 10: ${JSON.stringify(few)}, of 1,000: ${JSON.stringify(many)}`);
  expect(many.requests).toBeLessThanOrEqual(few.requests * 1.2);
  expect(many.rows).toBeLessThanOrEqual(few.rows * 1.2);
});
