/** Owns the keys of this server: the school's private key, and the key-encryption key over every report's own key. */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** Content at rest: readable only with the data key, which is readable only with the key-encryption key. */
export type Box = { box: Uint8Array; dataKey: Uint8Array };

export type Keys = {
  /** Private keys by `kid`: the present one, and old ones for as long as anything sealed to them may arrive. */
  schoolKeys: ReadonlyMap<string, KeyObject>;
  /** Encrypts under a new data key, bound to `name`. */
  lock: (name: string, content: Uint8Array) => Box;
  /** The content, or `undefined` when the name, the key or the bytes are not those of `lock`. */
  unlock: (name: string, box: Box) => Uint8Array | undefined;
  /** 32 bytes that stay the same for this server and say nothing about any other purpose's. */
  secretFor: (purpose: string) => Uint8Array;
  /** Keyed digest, base64url: for values that must be compared and not kept. */
  digest: (purpose: string, text: string) => string;
};

/** A private P-256 key as JWK. */
export const privateKeySchema = v.object({
  kty: v.literal('EC'),
  crv: v.literal('P-256'),
  x: v.string(),
  y: v.string(),
  d: v.string(),
  kid: v.pipe(v.string(), v.nonEmpty(), v.maxLength(100)),
});
export type PrivateKey = v.InferOutput<typeof privateKeySchema>;

/** Environment variable that carries the private key where no file may. */
export const keyVariable = 'DOLPHIN_SCHOOL_KEY';

const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

export function keysFolder(dir: string): string {
  return join(dir, 'keys');
}

/** Makes the key-encryption key when there is none. */
export function makeKeyEncryptionKey(dir: string): void {
  mkdirSync(keysFolder(dir), { recursive: true, mode: 0o700 });
  const path = join(keysFolder(dir), 'key-encryption-key');
  if (!existsSync(path)) writeFileSync(path, randomBytes(keyBytes), { mode: 0o600, flag: 'wx' });
}

/** Writes a private key for this server alone to read. */
export function keepPrivateKey(dir: string, key: PrivateKey): void {
  mkdirSync(keysFolder(dir), { recursive: true, mode: 0o700 });
  writeFileSync(join(keysFolder(dir), `school-${key.kid}.jwk`), JSON.stringify(key), { mode: 0o600, flag: 'wx' });
}

/** Reads a private key from JSON text; `undefined` when it is not one. */
export function readPrivateKey(text: string): PrivateKey | undefined {
  try {
    const key = v.safeParse(privateKeySchema, JSON.parse(text));
    return key.success ? key.output : undefined;
  } catch {
    return undefined;
  }
}

/** Reads every key of `dir` and the one of the environment. Throws a plain sentence when one is missing or unreadable. */
export async function openKeys(dir: string, environmentKey?: string): Promise<Keys> {
  const kek = readKeyEncryptionKey(dir);
  const schoolKeys = new Map<string, KeyObject>();
  const add = (text: string, where: string) => {
    const key = readPrivateKey(text);
    if (!key) throw new Error(`${where} does not hold a private P-256 key with a kid as JSON; put the right one back.`);
    schoolKeys.set(key.kid, createPrivateKey({ key, format: 'jwk' }));
  };
  for (const file of readdirSync(keysFolder(dir)))
    if (file.endsWith('.jwk')) add(readFileSync(join(keysFolder(dir), file), 'utf8'), `The key file ${file}`);
  if (environmentKey) add(environmentKey, keyVariable);
  return keysFrom(kek, schoolKeys);
}

function readKeyEncryptionKey(dir: string): Uint8Array {
  const path = join(keysFolder(dir), 'key-encryption-key');
  if (!existsSync(path)) throw new Error('The key-encryption key is missing; put it back from where it is kept safe.');
  const key = readFileSync(path);
  if (key.length !== keyBytes) throw new Error('The key-encryption key has the wrong length; put the right one back.');
  return key;
}

/** The working keys over a key-encryption key of 32 bytes. */
export function keysFrom(kek: Uint8Array, schoolKeys: ReadonlyMap<string, KeyObject>): Keys {
  const secretFor = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', kek, new Uint8Array(), `dolphin-${purpose}-v1`, keyBytes));
  const wrappingKey = createSecretKey(secretFor('wrap'));
  const digestKey = createSecretKey(secretFor('digest'));
  return {
    schoolKeys,
    secretFor,
    lock: (name, content) => {
      const dataKey = randomBytes(keyBytes);
      return { box: encrypt(createSecretKey(dataKey), name, content), dataKey: encrypt(wrappingKey, name, dataKey) };
    },
    unlock: (name, { box, dataKey }) => {
      const key = decrypt(wrappingKey, name, dataKey);
      return key && decrypt(createSecretKey(key), name, box);
    },
    digest: (purpose, text) => createHmac('sha256', digestKey).update(`${purpose}\n${text}`).digest('base64url'),
  };
}

/** AES-256-GCM: nonce, tag, ciphertext. Keys are objects: of bytes Node first asks by a thrown error whether they are one. */
function encrypt(key: KeyObject, name: string, content: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
  const body = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function decrypt(key: KeyObject, name: string, bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
      .setAAD(Buffer.from(name))
      .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([cipher.update(bytes.subarray(nonceBytes + tagBytes)), cipher.final()]);
  } catch {
    // Another key, another name or changed bytes: to the caller there is nothing to read.
    return undefined;
  }
}
