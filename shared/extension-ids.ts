/** Owns the extension's ids: Firefox's is its name, Chromium's comes from the key that it is packed with. */

export const firefoxId = 'dolphin@dolphin.example';

/** Chromium writes its ids as 32 letters from a to p. */
export function isChromiumId(text: string): boolean {
  return /^[a-p]{32}$/.test(text);
}

/** The first 16 bytes of a SHA-256 digest of the public key (DER), each hex digit 0–f written as a–p. */
export function chromiumIdOf(digest: Uint8Array): string {
  return Array.from(digest.subarray(0, 16), (byte) => String.fromCharCode(97 + (byte >> 4), 97 + (byte & 15))).join('');
}
