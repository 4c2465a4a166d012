/**
 * Owns the key that Chromium packages are signed with. The extension's id comes from it, so whoever loses it breaks every
 * device's policy: it lies in the data folder for this server alone, and sealed to the school's key in the database, so
 * that a backup brings it back.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompactEncrypt, compactDecrypt, importJWK } from 'jose';
import { chromiumIdOf } from '../../shared/extension-ids.ts';
import { keysFolder, type Keys } from '../storage/keys.ts';
import { getSetting, putSetting, type School } from '../storage/schools.ts';
import type { Store } from '../storage/store.ts';
import { deployText } from './words.ts';

export type ExtensionKey = { key: KeyObject; /** Chromium's id of whatever is signed with it. */ id: string };
/** `made` and `restored` want to be told to a person. */
export type FoundKey = ExtensionKey & { how: 'kept' | 'made' | 'restored' };

const settingKey = 'extension-key';
const modulusBits = 2048;

function fileIn(dir: string): string {
  return join(keysFolder(dir), 'extension.pem');
}

/** The public half as Chromium reads it. */
export function publicDer(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

/** A key with the id that goes with it. */
export function withId(key: KeyObject): ExtensionKey {
  return { key, id: chromiumIdOf(createHash('sha256').update(publicDer(key)).digest()) };
}

type Place = { dir: string; store: Store; keys: Keys; school: School };

/** The school's key: from its file, else from the database, else a new one. Throws a plain sentence when it is damaged. */
export async function extensionKey(place: Place): Promise<FoundKey> {
  const { dir, store, school } = place;
  const path = fileIn(dir);
  if (existsSync(path)) return { ...withId(readKey(readFileSync(path, 'utf8'))), how: 'kept' };
  const kept = await getSetting(store, school.id, settingKey);
  if (kept !== undefined) {
    const pem = await unseal(place, kept);
    writeKey(dir, pem);
    return { ...withId(readKey(pem)), how: 'restored' };
  }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: modulusBits });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const sealed = await seal(place, pem);
  const at = new Date().toISOString();
  await store.write((tx) => putSetting(tx, { school: school.id, key: settingKey, value: sealed }, at));
  writeKey(dir, pem);
  return { ...withId(privateKey), how: 'made' };
}

function writeKey(dir: string, pem: string): void {
  mkdirSync(keysFolder(dir), { recursive: true, mode: 0o700 });
  writeFileSync(fileIn(dir), pem, { mode: 0o600, flag: 'wx' });
}

function readKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Falls through: whatever it is, it is not the key.
  }
  throw new Error(deployText('key.damaged'));
}

/** Sealed to the school's newest key: who can open reports after a restore can also go on signing. */
async function seal({ store, school }: Place, pem: string): Promise<string> {
  const { public_key } = await store.read
    .selectFrom('school_key')
    .select('public_key')
    .where('school', '=', school.id)
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow();
  const jwk = JSON.parse(public_key) as { kid: string; kty: string };
  return new CompactEncrypt(new TextEncoder().encode(pem))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: jwk.kid, cty: 'application/x-pem-file' })
    .encrypt(await importJWK(jwk, 'ECDH-ES'));
}

async function unseal({ keys }: Place, sealed: string): Promise<string> {
  for (const key of keys.schoolKeys.values())
    try {
      const { plaintext } = await compactDecrypt(sealed, key, { keyManagementAlgorithms: ['ECDH-ES'] });
      return new TextDecoder().decode(plaintext);
    } catch {
      // Sealed to another of the school's keys.
    }
  throw new Error(deployText('key.sealed'));
}
