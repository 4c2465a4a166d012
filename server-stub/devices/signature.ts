/** Owns judging a device's signature: who signed, whether it is theirs, whether it is of now (contract §2). */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { fromBase64url } from '../../shared/base64url.ts';
import { signedBytes, type SignedRequest } from '../../shared/device-signature.ts';
import { ready } from '../storage/ready.ts';
import type { Store } from '../storage/store.ts';
import type { DeviceState } from '../../shared/fleet-api.ts';

/** What came with a request; header values as sent. */
export type Signature = Omit<SignedRequest, 'sent'> & {
  device: string | undefined;
  signature: string | undefined;
  sent: string | undefined;
};

export type Signer = { school: string; id: string; state: DeviceState; sentMs: number };
export type Judged =
  | { ok: true; signer: Signer }
  /** `unknown`: no such device here, or no signature at all; `clock`: right, but of another time, or seen before. */
  | { ok: false; why: 'unknown' | 'signature' | 'clock' };

/** A device's clock may differ by this much where being of now matters; what differs more is told the time. */
export const skewMs = 5 * 60_000;
const keptKeys = 10_000;
const signatureBytes = 64;

const deviceRows = ready((db) =>
  db.selectFrom('device').select(['school', 'id', 'public_key', 'state', 'sent_ms']).where('id', '=', ''),
);

export type Signatures = {
  /** The active device of `school` that signed a report. Its clock does not matter: a report is kept once however often it comes. */
  signerOf: (given: Signature, school: string) => Promise<string | undefined>;
  /** For requests that count only now and only once. `school` of the site code, where one came along. */
  judge: (given: Signature, school: string | undefined) => Promise<Judged>;
};

export function createSignatures({ store, now }: { store: Store; now: () => number }): Signatures {
  const keys = new Map<string, KeyObject>();

  function keyOf(id: string, jwk: string): KeyObject {
    const kept = keys.get(id);
    if (kept) return kept;
    const key = readPublicKey(jwk);
    if (!key) throw new TypeError('A device’s key in the database is not one.');
    if (keys.size >= keptKeys) keys.clear();
    // An id is its key's thumbprint: another key has another id.
    keys.set(id, key);
    return key;
  }

  async function rowsOf({ device, signature, sent }: Signature) {
    if (device === undefined || signature === undefined || !/^\d{1,15}$/.test(sent ?? '')) return [];
    if (!/^[A-Za-z0-9_-]{43}$/.test(device)) return [];
    return deviceRows(store.read, [device]);
  }

  return {
    async signerOf(given, school) {
      const row = (await rowsOf(given)).find((one) => one.school === school && one.state === 'active');
      if (!row) return undefined;
      return (await isRight(keyOf(row.id, row.public_key), given)) ? row.id : undefined;
    },
    async judge(given, school) {
      const rows = await rowsOf(given);
      const row = rows.find((one) => one.school === school) ?? rows[0];
      if (!row) return { ok: false, why: 'unknown' };
      if (!(await isRight(keyOf(row.id, row.public_key), given))) return { ok: false, why: 'signature' };
      const sentMs = Number(given.sent);
      const isOfNow = Math.abs(sentMs - now()) <= skewMs && sentMs > (row.sent_ms ?? 0);
      if (!isOfNow) return { ok: false, why: 'clock' };
      return { ok: true, signer: { school: row.school, id: row.id, state: row.state, sentMs } };
    },
  };
}

/** `undefined` for what is no point of the curve. */
export function readPublicKey(jwk: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: JSON.parse(jwk) as Record<string, unknown>, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** Verified beside the event loop. */
function isRight(key: KeyObject, { signature = '', sent = '', ...request }: Signature): Promise<boolean> {
  const bytes = fromBase64url(signature);
  // The last letter of 64 bytes carries four bits that mean nothing: one signature has one spelling.
  if (bytes?.length !== signatureBytes || Buffer.from(bytes).toString('base64url') !== signature)
    return Promise.resolve(false);
  const data = signedBytes({ ...request, sent });
  return new Promise((resolve) => {
    verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, bytes, (error, right) => resolve(!error && right));
  });
}
