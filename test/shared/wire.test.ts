/** Digest, keys and proof against an independent implementation, and fixed for ever. */
import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../shared/base64url.ts';
import { digestHeader, digestOf, proofOf, readKeyOf } from '../../shared/wire.ts';

const statusKey = 'AAECAwQFBgcICQoLDA0ODw';
const receipt = {
  id: '9b2f6f0e-1c1d-4a57-9a3e-0d3a6c2f1b11',
  digest: 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0',
  receivedAt: '2026-11-20T10:00:00.000Z',
  told: true,
};

/** The same, by another road: Node's own hashes instead of WebCrypto. */
function derived(key: string, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64url'), Buffer.alloc(0), info, 32));
}
function proofByNode(key: string, { id, digest, receivedAt, told }: typeof receipt): string {
  const message = [id, digest, receivedAt, String(told)].join('\n');
  return createHmac('sha256', derived(key, 'dolphin-proof-v1')).update(message).digest('base64url');
}

describe('the digest', () => {
  it('is SHA-256 of the body in base64url', async () => {
    expect(await digestOf('abc')).toBe(receipt.digest);
    for (const body of ['', 'a.b.c', '🐬'.repeat(5000)])
      expect(await digestOf(body)).toBe(createHash('sha256').update(body).digest('base64url'));
    expect(digestHeader('x')).toBe('sha-256=x');
  });
});

describe('the keys behind a status key', () => {
  it('are what an independent HKDF and HMAC give', async () => {
    expect(await readKeyOf(statusKey)).toBe(derived(statusKey, 'dolphin-read-v1').toString('base64url'));
    expect(await proofOf(statusKey, receipt)).toBe(proofByNode(statusKey, receipt));
  });

  it('are these for a fixed one, for ever', async () => {
    expect(await readKeyOf(statusKey)).toBe('syE0Wda0dK77i0Oob9e3qbcv_k6s93ZrwvJb84k2-mk');
    expect(await proofOf(statusKey, receipt)).toBe('0gLg5pjDEG0xC8QSQvufdXGLohYskVKcDchsQtfUvus');
  });

  it('differ with every part of a receipt', async () => {
    const proofs = await Promise.all([
      proofOf(statusKey, receipt),
      proofOf('_AECAwQFBgcICQoLDA0ODw', receipt),
      proofOf(statusKey, { ...receipt, id: receipt.id.replace('9', '8') }),
      proofOf(statusKey, { ...receipt, digest: receipt.digest.toLowerCase() }),
      proofOf(statusKey, { ...receipt, receivedAt: '2026-11-20T10:00:00.001Z' }),
      proofOf(statusKey, { ...receipt, told: false }),
    ]);
    expect(new Set(proofs).size).toBe(proofs.length);
  });

  it('of no base64url are refused', async () => {
    await expect(proofOf('not base64url!', receipt)).rejects.toThrow('base64url');
  });
});

describe('base64url', () => {
  it('goes there and back as Node has it', () => {
    for (let length = 0; length < 70; length += 1) {
      const bytes = randomBytes(length);
      expect(toBase64url(bytes)).toBe(bytes.toString('base64url'));
      expect(fromBase64url(toBase64url(bytes))).toEqual(new Uint8Array(bytes));
    }
  });

  it.each(['a', 'ab=', 'a+b/', 'ü', 'ab cd', 'abcde'])('%j is none', (text) => {
    expect(fromBase64url(text)).toBeUndefined();
  });
});
