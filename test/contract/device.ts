/** A device by the words of contract §2 alone: seals, keys and proofs, made here anew with node:crypto and jose. */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { CompactEncrypt, importJWK, type JWK } from 'jose';

export type PublicKey = JWK & { kid: string };
export type Plain = Record<string, unknown> & { id: string; statusKey: string };
export type Sealed = { id: string; statusKey: string; body: string; digest: string };

/** What the server answers to a report. */
export type Receipt = {
  id: string;
  digest: string;
  status: string;
  receivedAt: string;
  now: string;
  told: boolean;
  proof?: string;
};

export function pressOf(members: Record<string, unknown> = {}): Plain {
  return {
    kind: 'press',
    id: randomUUID(),
    url: 'https://example.test/page',
    occurredAt: '2026-09-15T10:20:30.123+01:00',
    statusKey: randomBytes(16).toString('base64url'),
    ext: '0.1.0',
    ...members,
  };
}

export function followUpOf({ id, statusKey }: Plain, members: Record<string, unknown> = {}): Plain {
  return {
    kind: 'follow-up',
    id: randomUUID(),
    pressId: id,
    statusKey,
    occurredAt: '2026-09-15T10:21:00.000+01:00',
    ext: '0.1.0',
    ...members,
  };
}

/** JSON of a report with trailing spaces up to `size` bytes. */
export function padded(report: object, size = 1024): Uint8Array {
  const json = Buffer.from(JSON.stringify(report));
  return Buffer.concat([json, Buffer.alloc(Math.max(0, size - json.length), ' ')]);
}

export async function sealBytes(plaintext: Uint8Array, key: PublicKey, kid = key.kid): Promise<string> {
  return new CompactEncrypt(plaintext)
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid, cty: 'dolphin-report+json;v=1' })
    .encrypt(await importJWK(key, 'ECDH-ES'));
}

export function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('base64url');
}

/** A body under the id and key of a report, whatever is inside. */
export function sealedAs({ id, statusKey }: Plain, body: string): Sealed {
  return { id, statusKey, body, digest: digestOf(body) };
}

export async function seal(report: Plain, key: PublicKey, size?: number): Promise<Sealed> {
  return sealedAs(report, await sealBytes(padded(report, size), key));
}

/** The headers of contract §2; `more` overrides, and an empty text leaves a header out. */
export function headersOf(sealed: Sealed, siteCode: string, more: Record<string, string> = {}): Record<string, string> {
  const all = {
    'Content-Type': 'application/jose',
    'Idempotency-Key': `"${sealed.id}"`,
    Authorization: `Bearer ${siteCode}`,
    'Dolphin-Seq': '1',
    'Dolphin-Gen': '6f0d3c1e-0f4b-4a3e-9a55-0d2b7c1e9f10',
    'Dolphin-Digest': `sha-256=${sealed.digest}`,
    'Dolphin-Attempt': '1',
    'Dolphin-Sent': '1789464030123',
    ...more,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** HKDF-SHA-256 (RFC 5869) without salt, one block: written out, so that nothing is shared with what is tested. */
function derive(statusKey: string, info: string): Buffer {
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(Buffer.from(statusKey, 'base64url')).digest();
  return createHmac('sha256', extracted).update(info).update(Buffer.of(1)).digest();
}

/** The proof that only who opened the seal can give. */
export function proofOf({ statusKey }: Sealed, { id, digest, receivedAt, told }: Receipt): string {
  return createHmac('sha256', derive(statusKey, 'dolphin-proof-v1'))
    .update([id, digest, receivedAt, String(told)].join('\n'))
    .digest('base64url');
}

/** Whether a device may let go of its report. */
export function isProven(sealed: Sealed, answer: Receipt): boolean {
  return answer.id === sealed.id && answer.digest === sealed.digest && answer.proof === proofOf(sealed, answer);
}

/** The bearer that reads a press's own status. */
export function readBearer({ statusKey }: { statusKey: string }): string {
  return `Bearer ${derive(statusKey, 'dolphin-read-v1').toString('base64url')}`;
}
