import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keysFolder, keysFrom, makeKeyEncryptionKey, openKeys } from '../../../server-stub/storage/keys.ts';
import { temporaryFolder } from '../school.ts';

const keys = keysFrom(new Uint8Array(32).fill(7), new Map());
const content = new TextEncoder().encode('https://example.test/?q="\u202e');

describe('keys', () => {
  it('open what they locked', () => {
    expect(keys.unlock('report/s/1', keys.lock('report/s/1', content))).toEqual(Buffer.from(content));
  });

  it('lock every content under a key of its own', () => {
    const [one, other] = [keys.lock('n', content), keys.lock('n', content)];
    expect(keys.unlock('n', { box: one.box, dataKey: other.dataKey })).toBeUndefined();
    expect(Buffer.from(one.box)).not.toEqual(Buffer.from(other.box));
  });

  it('do not open a box that was moved, changed, cut or erased', () => {
    const { box, dataKey } = keys.lock('report/s/1', content);
    const changed = Uint8Array.from(box, (byte, index) => (index === box.length - 1 ? byte ^ 1 : byte));
    expect(keys.unlock('report/s/2', { box, dataKey })).toBeUndefined();
    expect(keys.unlock('report/s/1', { box: changed, dataKey })).toBeUndefined();
    expect(keys.unlock('report/s/1', { box: box.subarray(0, 10), dataKey })).toBeUndefined();
    expect(keys.unlock('report/s/1', { box, dataKey: new Uint8Array() })).toBeUndefined();
  });

  it('give each purpose another secret, the same each time', () => {
    expect(keys.secretFor('people')).toEqual(keys.secretFor('people'));
    expect(keys.secretFor('people')).not.toEqual(keys.secretFor('other'));
    expect(keys.secretFor('people')).toHaveLength(32);
  });

  it('lie in files that only the server reads, and are never made anew over old ones', async () => {
    const dir = await temporaryFolder();
    makeKeyEncryptionKey(dir);
    const path = join(keysFolder(dir), 'key-encryption-key');
    const before = readFileSync(path);
    makeKeyEncryptionKey(dir);
    expect(readFileSync(path)).toEqual(before);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(keysFolder(dir)).mode & 0o777).toBe(0o700);
  });

  it('say in a sentence which file is wrong', async () => {
    const dir = await temporaryFolder();
    await expect(openKeys(dir)).rejects.toThrow('The key-encryption key is missing');
    makeKeyEncryptionKey(dir);
    writeFileSync(join(keysFolder(dir), 'school-x.jwk'), '{"kty":"EC"}');
    await expect(openKeys(dir)).rejects.toThrow('The key file school-x.jwk does not hold');
  });
});
