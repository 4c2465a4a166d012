/** Owns what the server derives from a press's `statusKey`: the proof, and the hash of the key that reads its status. */
import { createHash, createHmac, createSecretKey, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Receipt } from '../../shared/wire.ts';

function derive(statusKey: string, info: string): Buffer {
  const key = createSecretKey(statusKey, 'base64url');
  return Buffer.from(hkdfSync('sha256', key, new Uint8Array(), info, 32));
}

/**
 * The same as `proofOf` of shared/wire.ts (a test compares them), without its turns of the event loop: the proof is made
 * inside the transaction that decides `told`.
 */
export function proofNow(statusKey: string, { id, digest, receivedAt, told }: Receipt): string {
  return createHmac('sha256', createSecretKey(derive(statusKey, 'dolphin-proof-v1')))
    .update(`${id}\n${digest}\n${receivedAt}\n${told}`)
    .digest('base64url');
}

/** What is stored of the key that reads a status. */
export function readKeyHash(statusKey: string): string {
  return hashBearer(derive(statusKey, 'dolphin-read-v1').toString('base64url'));
}

export function hashBearer(bearer: string): string {
  return createHash('sha256').update(bearer).digest('base64url');
}

const nobody = hashBearer('nobody');

/** Compares in constant time; without a stored hash it takes as long and says no. */
export function opensStatus(bearer: string, stored: string | null | undefined): boolean {
  const same = timingSafeEqual(Buffer.from(hashBearer(bearer)), Buffer.from(stored ?? nobody));
  return same && typeof stored === 'string';
}
