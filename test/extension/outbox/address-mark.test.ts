/** Marks of addresses: the same page is the same mark on one device alone, and nobody can read it. */
import { expect, test } from 'vitest';
import { createMark, pageOf } from '../../../extension/outbox/address-mark.ts';
import { createIdbStore } from '../../../extension/outbox/idb-store.ts';
import { createDevice, dump, everythingAtRest, offline, press, secretUrl } from './rig.ts';

test('a page is the same with another part of it in view, and another with another query', async () => {
  const outbox = createDevice().boot(offline);
  const mark = (address: string) => outbox.mark(address);
  const page = await mark('https://example.org/a?b=1');
  expect(await mark('https://example.org/a?b=1#part')).toBe(page);
  expect(await mark('https://EXAMPLE.org:443/a?b=1')).toBe(page);
  expect(await mark('view-source:https://example.org/a?b=1')).toBe(page);
  expect(await mark('https://example.org/a?b=2')).not.toBe(page);
  expect(await mark('https://example.org/a')).not.toBe(page);
});

test('an address that is none is marked as it stands', () => {
  expect(pageOf('not an address')).toBe('not an address');
});

test('the next run knows it again, another device does not, and no script can take the key out', async () => {
  const device = createDevice();
  const mine = await device.boot(offline).mark(secretUrl);
  expect(await device.boot(offline).mark(secretUrl)).toBe(mine);
  const keys = (await dump()).meta.filter((value) => value instanceof CryptoKey);
  expect(keys.map(({ extractable, algorithm }) => [extractable, algorithm.name])).toEqual([[false, 'HMAC']]);
  expect(await createDevice().boot(offline).mark(secretUrl)).not.toBe(mine);
});

test('two that need the key at once get the same one', async () => {
  const device = createDevice();
  const [one, two] = await Promise.all([device.boot(offline).mark(secretUrl), device.boot(offline).mark(secretUrl)]);
  expect(one).toBe(two);
});

test('a mark changes nothing of the record and leaves no address behind', async () => {
  const device = createDevice();
  const outbox = device.boot(offline);
  await outbox.keepPress(press(device));
  const [before] = (await dump()).reports;
  await outbox.mark(secretUrl);
  expect((await dump()).reports).toEqual([before]);
  expect(await everythingAtRest(device)).not.toContain('secret.example');
});

test('a database that failed once is asked again', async () => {
  const store = createIdbStore('marks', () => crypto.randomUUID());
  let fails = true;
  const mark = createMark(() => (fails ? Promise.reject(new Error('closed')) : store.markKey()));
  await expect(mark(secretUrl)).rejects.toThrow('closed');
  fails = false;
  expect(await mark(secretUrl)).toMatch(/^[\w-]{43}$/);
});
