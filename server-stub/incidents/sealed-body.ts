/** Owns what a sealed report looks like from outside: compact JWE with exactly the header of the wire contract. */
import * as v from 'valibot';
import { sealedContentType } from '../../shared/wire.ts';

const part = v.pipe(v.string(), v.nonEmpty(), v.maxLength(100));

// Strict: a header that asks for compression, other algorithms or extensions is not of this wire.
const headerSchema = v.strictObject({
  alg: v.literal('ECDH-ES'),
  enc: v.literal('A256GCM'),
  kid: part,
  cty: v.literal(sealedContentType),
  epk: v.strictObject({ kty: v.literal('EC'), crv: v.literal('P-256'), x: part, y: part }),
  apu: v.optional(part),
  apv: v.optional(part),
});

/** The `kid` a well-formed body was sealed for; `undefined` when it cannot be a report. */
export function sealedFor(body: string): string | undefined {
  const parts = body.split('.');
  const [header = '', key, nonce = '', ciphertext = '', tag = ''] = parts;
  if (parts.length !== 5 || key !== '') return undefined;
  // Patterns, not decoding: this runs for every report, and the opener decodes it anyway.
  if (!/^[\w-]{16}$/.test(nonce) || !/^[\w-]{22}$/.test(tag) || !/^[\w-]+$/.test(ciphertext)) return undefined;
  if (!/^[\w-]+$/.test(header)) return undefined;
  const bytes = Buffer.from(header, 'base64url');
  try {
    const parsed = v.safeParse(headerSchema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return parsed.success ? parsed.output.kid : undefined;
  } catch {
    // Not JSON or not UTF-8.
    return undefined;
  }
}
