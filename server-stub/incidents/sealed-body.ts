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

/** A body in its parts, base64url as they came, and what its header says. */
export type Sealed = {
  header: v.InferOutput<typeof headerSchema>;
  /** As sent: it is authenticated together with the content. */
  headerText: string;
  nonce: string;
  ciphertext: string;
  tag: string;
};

/** Takes a well-formed body apart; `undefined` when it cannot be a report. */
export function readSealed(body: string): Sealed | undefined {
  const parts = body.split('.', 6);
  const [headerText = '', key, nonce = '', ciphertext = '', tag = ''] = parts;
  if (parts.length !== 5 || key !== '') return undefined;
  // Patterns, not decoding: this runs for every report, and the opener decodes it anyway.
  if (!/^[\w-]{16}$/.test(nonce) || !/^[\w-]{22}$/.test(tag) || !/^[\w-]+$/.test(ciphertext)) return undefined;
  if (!/^[\w-]+$/.test(headerText)) return undefined;
  const bytes = Buffer.from(headerText, 'base64url');
  try {
    const parsed = v.safeParse(headerSchema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return parsed.success ? { header: parsed.output, headerText, nonce, ciphertext, tag } : undefined;
  } catch {
    // Not JSON or not UTF-8.
    return undefined;
  }
}
