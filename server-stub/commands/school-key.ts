/** Owns making a school's key pair, its recovery code, and the copy that the code opens. */
import { randomInt } from 'node:crypto';
import { CompactEncrypt, calculateJwkThumbprint, compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import * as v from 'valibot';
import { privateKeySchema, readPrivateKey, type PrivateKey } from '../storage/keys.ts';

export type PublicKey = Omit<PrivateKey, 'd'>;

/** Crockford's alphabet: nothing that is misread when copied by hand. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 6;
const groupLetters = 5;
/** The code has 150 random bits; more rounds would only cost time. */
const rounds = 2048;

export async function makeSchoolKey(): Promise<PrivateKey> {
  const { privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = (await calculateJwkThumbprint(jwk)).slice(0, 16);
  return v.parse(privateKeySchema, { ...jwk, kid });
}

export function publicPart({ kty, crv, x, y, kid }: PrivateKey): PublicKey {
  return { kty, crv, x, y, kid };
}

/** Six groups of five characters. */
export function makeRecoveryCode(): string {
  const group = () => Array.from({ length: groupLetters }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: groups }, group).join('-');
}

/** What is typed from paper: case, spaces and dashes do not matter, and O, I and L are read as meant. */
export function plainRecoveryCode(code: string): string {
  return code
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
}

/** The private key under the recovery code, as compact JWE (PBES2). */
export async function lockUnderCode(key: PrivateKey, code: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(key)))
    .setProtectedHeader({ alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', cty: 'jwk+json' })
    .setKeyManagementParameters({ p2c: rounds })
    .encrypt(new TextEncoder().encode(plainRecoveryCode(code)));
}

/** Whether this code opens the copy. */
export async function opensUnderCode(locked: string, code: string): Promise<boolean> {
  try {
    const { plaintext } = await compactDecrypt(locked, new TextEncoder().encode(plainRecoveryCode(code)), {
      keyManagementAlgorithms: ['PBES2-HS256+A128KW'],
    });
    return readPrivateKey(new TextDecoder().decode(plaintext)) !== undefined;
  } catch {
    // Another code: to the caller it simply does not open.
    return false;
  }
}
