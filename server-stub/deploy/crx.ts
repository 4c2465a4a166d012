/**
 * Owns signing Chromium packages: CRX3 is a ZIP archive behind a small signed header (protobuf message CrxFileHeader of
 * Chromium's components/crx_file/crx3.proto; three fields of it are written here, by hand).
 */
import { createHash, sign, type KeyObject } from 'node:crypto';
import { publicDer } from './extension-key.ts';

const field = { rsaProof: 2, signedData: 10_000, proofKey: 1, proofSignature: 2, crxId: 1 } as const;
const idBytes = 16;

/** The same archive and key always give the same bytes: RSA signatures of this kind hold nothing random. */
export function packCrx(archive: Uint8Array, key: KeyObject): Buffer {
  const publicKey = publicDer(key);
  const id = createHash('sha256').update(publicKey).digest().subarray(0, idBytes);
  const signedData = bytesField(field.crxId, id);
  const signature = sign(
    'sha256',
    Buffer.concat([Buffer.from('CRX3 SignedData\0'), uint32(signedData.length), signedData, archive]),
    key,
  );
  const proof = Buffer.concat([bytesField(field.proofKey, publicKey), bytesField(field.proofSignature, signature)]);
  const header = Buffer.concat([bytesField(field.rsaProof, proof), bytesField(field.signedData, signedData)]);
  return Buffer.concat([Buffer.from('Cr24'), uint32(3), uint32(header.length), header, archive]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A length-delimited field. */
function bytesField(number: number, value: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(value.length), value]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
