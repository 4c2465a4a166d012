import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { expect, it } from 'vitest';
import { openSeal } from '../../../server-stub/incidents/open-seal.ts';
import { readSealed } from '../../../server-stub/incidents/sealed-body.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

async function seal(content: Uint8Array, parties: { apu?: Uint8Array; apv?: Uint8Array } = {}): Promise<string> {
  return new CompactEncrypt(content)
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k', cty: 'dolphin-report+json;v=1' })
    .setKeyManagementParameters(parties)
    .encrypt(publicKey);
}
async function open(body: string): Promise<Buffer | undefined> {
  const sealed = readSealed(body);
  const content = sealed && (await openSeal(sealed, privateKey));
  return content && Buffer.from(content);
}

it('opens whatever jose seals, and gives the bytes that jose gives', async () => {
  for (const size of [0, 1, 15, 16, 17, 1024, 16_384, 40_000]) {
    const content = randomBytes(size);
    const body = await seal(content, size % 2 ? { apu: randomBytes(9), apv: randomBytes(20) } : {});
    const reference = await compactDecrypt(body, privateKey);
    // Without content there is no ciphertext, which no report looks like.
    expect(await open(body)).toEqual(size === 0 ? undefined : Buffer.from(reference.plaintext));
  }
});

it('opens nothing that was changed in any part, as jose does not', async () => {
  const body = await seal(randomBytes(64));
  const parts = body.split('.');
  for (const index of [0, 2, 3, 4]) {
    const bytes = Buffer.from(parts[index] ?? '', 'base64url');
    for (const at of [0, bytes.length >> 1, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const bent = parts.with(index, changed.toString('base64url')).join('.');
      await expect(compactDecrypt(bent, privateKey)).rejects.toThrow();
      expect(await open(bent)).toBeUndefined();
    }
  }
});

it('opens nothing with another key or from a point that is not on the curve', async () => {
  const body = await seal(randomBytes(64));
  const sealed = readSealed(body);
  if (!sealed) throw new Error('The body is well-formed.');
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  expect(await openSeal(sealed, other)).toBeUndefined();
  for (const x of [Buffer.alloc(32, 1).toString('base64url'), 'AA', '', 'A'.repeat(100)]) {
    const header = { ...sealed.header, epk: { ...sealed.header.epk, x } };
    expect(await openSeal({ ...sealed, header }, privateKey)).toBeUndefined();
  }
});
