/** A seal with nothing but node:crypto, by RFC 7516 and RFC 7518 §4.6: a second opinion beside jose's. */
import {
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto';
import type { PublicKey } from './device.ts';

function sized(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Compact JWE, ECDH-ES and A256GCM; `parties` may hold `apu` and `apv`. */
export function sealByHand(
  plaintext: Uint8Array,
  key: PublicKey,
  parties: { apu?: string; apv?: string } = {},
): string {
  const ephemeral = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = ephemeral.publicKey.export({ format: 'jwk' });
  const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid, cty: 'dolphin-report+json;v=1', ...parties };
  const first = Buffer.from(JSON.stringify({ ...header, epk: { kty, crv, x, y } })).toString('base64url');
  const secret = diffieHellman({
    privateKey: ephemeral.privateKey,
    publicKey: createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: key.x ?? '', y: key.y ?? '' }, format: 'jwk' }),
  });
  const bits = Buffer.alloc(4);
  bits.writeUInt32BE(256);
  const contentKey = createHash('sha256')
    .update(Buffer.from([0, 0, 0, 1]))
    .update(secret)
    .update(sized(Buffer.from('A256GCM')))
    .update(sized(Buffer.from(parties.apu ?? '', 'base64url')))
    .update(sized(Buffer.from(parties.apv ?? '', 'base64url')))
    .update(bits)
    .digest();
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', contentKey, nonce).setAAD(Buffer.from(first));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return [first, '', ...[nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}
