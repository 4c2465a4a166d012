/** Seals reports to the school's public key: what a device has kept, only the school can open. */
import { CompactEncrypt, importJWK } from 'jose';
import type { Policy } from '../../shared/policy.ts';
import type { Report } from '../../shared/report.ts';
import { digestOf, sealedContentType } from '../../shared/wire.ts';
import { plaintextOf } from './compose.ts';
import type { Sealed } from './record.ts';

type SchoolKey = NonNullable<Policy['publicKey']>;
export type Sealer = {
  /** Makes ready for the first press; a key that is none shows at sealing. */
  warm(key: SchoolKey): Promise<void>;
  /** `undefined` when it cannot be done with this key, such as a point off the curve. */
  seal(report: Report, key: SchoolKey): Promise<Sealed | undefined>;
};

export function createSealer(): Sealer {
  let imported: { name: string; key: Promise<CryptoKey | undefined> } | undefined;

  function importOnce({ kty, crv, x, y }: SchoolKey): Promise<CryptoKey | undefined> {
    const name = `${x}.${y}`;
    if (imported?.name !== name) {
      // Only the four members that make the key: others, such as `use`, would forbid using it.
      const key = importJWK({ kty, crv, x, y }, 'ECDH-ES').then(
        (value) => (value instanceof Uint8Array ? undefined : value),
        () => undefined,
      );
      imported = { name, key };
    }
    return imported.key;
  }

  return {
    warm: async (key) => void (await importOnce(key)),
    async seal(report, schoolKey) {
      const key = await importOnce(schoolKey);
      if (!key) return undefined;
      const { kid } = schoolKey;
      try {
        const sealed = await new CompactEncrypt(plaintextOf(report))
          .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid, cty: sealedContentType })
          .encrypt(key);
        return { kid, sealed, digest: await digestOf(sealed) };
      } catch {
        // Whatever the key or the report has that cannot be: it is kept unsealed, and shown.
        return undefined;
      }
    },
  };
}
