/** A certificate for `localhost` that vouches for itself, made anew for each test: no secret of one is ever in the project. */
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';

/** Both as PEM. */
export type Certificate = { cert: string; key: string };

/** DER: a tag, the length, the content (X.690 §8.1). */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const object = (...bytes: readonly number[]) => der(0x06, Uint8Array.from(bytes));
const integer = (value: number) => der(0x02, Uint8Array.from([value]));
const bits = (content: Uint8Array) => der(0x03, Uint8Array.from([0]), content);
/** UTCTime, to the second. */
const time = (at: Date) => der(0x17, Buffer.from(`${at.toISOString().replaceAll(/\D/g, '').slice(2, 14)}Z`, 'ascii'));

const ecdsaWithSha256 = sequence(object(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const commonName = object(0x55, 0x04, 0x03);
const otherNames = object(0x55, 0x1d, 0x11);
const dayMs = 86_400_000;

/** X.509 version 3 with a P-256 key (RFC 5280 §4.1), good for a day. */
export function selfSigned(host = 'localhost'): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(host)))));
  const today = Date.now();
  const hosts = der(0x04, sequence(der(0x82, Buffer.from(host, 'ascii'))));
  const toSign = sequence(
    der(0xa0, integer(2)),
    integer(1),
    ecdsaWithSha256,
    name,
    sequence(time(new Date(today - dayMs)), time(new Date(today + dayMs))),
    name,
    publicKey,
    der(0xa3, sequence(sequence(otherNames, hosts))),
  );
  const signature = sign('sha256', toSign, createPrivateKey(privateKey));
  const whole = sequence(toSign, ecdsaWithSha256, bits(signature)).toString('base64');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${whole.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey,
  };
}
