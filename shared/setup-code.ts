/** The setup code: every setting in one pasteable string, `dolphin1.<base64url JSON>.<checksum>` (design §6). */
import { fromBase64url, toBase64url } from './base64url.ts';

export type SetupValues = Record<string, unknown>;
export type SetupCode = { ok: true; values: SetupValues } | { ok: false; reason: string };

/** FNV-1a, 32 bits, as seven base-36 characters: it catches a cut or mistyped paste, and no more is asked of it. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36).padStart(7, '0');
}

export function encodeSetupCode(values: SetupValues): string {
  const body = toBase64url(new TextEncoder().encode(JSON.stringify(values)));
  return `dolphin1.${body}.${checksum(body)}`;
}

/** Reads a pasted code; the reason of a refusal is a sentence for a technician. */
export function decodeSetupCode(text: string): SetupCode {
  const parts = text.replaceAll(/\s/g, '').split('.');
  if (parts[0] !== 'dolphin1') return refuse('it does not begin with "dolphin1."; copy the whole code again');
  const [, body, sum] = parts;
  if (parts.length !== 3 || !body || !sum) return refuse('it is cut short; copy the whole code again');
  if (checksum(body) !== sum)
    return refuse('its checksum does not match, so part of it is missing or changed; copy the whole code again');
  const bytes = fromBase64url(body);
  if (!bytes) return refuse('it holds characters that do not belong there; copy the whole code again');
  try {
    const values: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof values === 'object' && values !== null && !Array.isArray(values))
      return { ok: true, values: { ...values } };
  } catch {
    // Falls through: a code with a right checksum and wrong JSON was made wrongly, which is the same advice.
  }
  return refuse('it does not hold settings; make a new one on the server');
}

function refuse(reason: string): SetupCode {
  return { ok: false, reason };
}
