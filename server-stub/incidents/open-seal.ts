/**
 * Owns opening a seal with the school's key: ECDH-ES on P-256 and A256GCM (RFC 7516, RFC 7518 §4.6) by node:crypto, with
 * one turn of the thread pool where WebCrypto takes five. jose, which devices seal with, is the reference in the tests.
 */
import {
  createDecipheriv,
  createHash,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { Sealed } from './sealed-body.ts';

const agree: (keys: { privateKey: KeyObject; publicKey: KeyObject }) => Promise<Buffer> = promisify(diffieHellman);

const contentBits = 256;

/** What was sealed, or `undefined` when it was changed on its way or sealed for another key. Never throws. */
export async function openSeal(sealed: Sealed, privateKey: KeyObject): Promise<Uint8Array | undefined> {
  const { header, headerText, nonce, ciphertext, tag } = sealed;
  try {
    const secret = await agree({ privateKey, publicKey: publicKeyOf(header.epk) });
    const key = createSecretKey(contentKey(secret, header));
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(headerText, 'latin1')).setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(ciphertext, 'base64url'), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Throws for a point that is not on the curve. */
function publicKeyOf(epk: Sealed['header']['epk']): KeyObject {
  // Node finds out what it was given by throwing errors of its own, whose stacks would cost as much as the curve does.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return createPublicKey({ key: epk, format: 'jwk' });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Concat KDF of NIST SP 800-56A, one round of SHA-256. */
function contentKey(secret: Uint8Array, { enc, apu = '', apv = '' }: Sealed['header']): Buffer {
  return createHash('sha256')
    .update(number(1))
    .update(secret)
    .update(counted(Buffer.from(enc, 'latin1')))
    .update(counted(Buffer.from(apu, 'base64url')))
    .update(counted(Buffer.from(apv, 'base64url')))
    .update(number(contentBits))
    .digest();
}

function counted(bytes: Buffer): Buffer {
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
