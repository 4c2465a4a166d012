/** The setup code: every setting in one pasteable string, `dolphin1.<base64url JSON>.<checksum>` (design §6). */
import { fromBase64url, toBase64url } from './base64url.ts';

export type SetupValues = Record<string, unknown>;
export type SetupCode = { ok: true; values: SetupValues } | { ok: false; reason: string };

/** Longer than any code of ours with any amount of blanks that a mail may put in. */
const longestPaste = 20_000;

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

/**
 * What a paste brings along: blanks and line breaks, marks that nobody sees, quotation marks of every kind, the name it
 * was set under, and the comma or semicolon of the place it came from.
 */
function bare(text: string): string {
  return (
    text
      .replaceAll(/[\s\p{Cc}\p{Cf}"'`\u2018-\u201f\u00ab\u00bb]/gu, '')
      .replace(/^setup[:=]/i, '')
      .replace(/[,;]+$/, '')
      // Word processors make dashes of their own out of ours; the checksum says whether that was all they did.
      .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
  );
}

/** Reads a pasted code; the reason of a refusal is a sentence for a technician. */
export function decodeSetupCode(text: string): SetupCode {
  if (text.length > longestPaste) return refuse('it is far too long for a setup code; copy the code alone');
  const parts = bare(text).split('.');
  if (parts[0]?.toLowerCase() === 'dolphin1' && parts[0] !== 'dolphin1')
    return refuse('its capitals were changed on the way; copy the whole code again');
  if (parts[0] !== 'dolphin1') return refuse('it does not begin with "dolphin1."; copy the whole code again');
  const [, body, sum] = parts;
  if (parts.length < 3 || !body || !sum) return refuse('it is cut short; copy the whole code again');
  if (parts.length > 3) return refuse('something stands behind it or in it; copy the whole code again');
  if (!/^[\w-]+$/.test(body) || !/^[0-9a-z]+$/.test(sum))
    return refuse('it holds characters that do not belong there; copy the whole code again');
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
