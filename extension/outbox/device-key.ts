/**
 * Keeps the key pair by which this installation is known to its school (ES256). No script can take the private half out.
 * A database of its own: damage to the queue does not cost the device its name, and no press waits for it.
 */
import { openDB, type DBSchema } from 'idb';

interface Schema extends DBSchema {
  keys: { key: string; value: CryptoKeyPair };
}
const store = 'keys';
const name = 'device';

/** Made at the first call. Of two made at once the first one kept is everybody's. Rejects while the database fails. */
export async function readDeviceKey(databaseName = 'dolphin-device'): Promise<CryptoKeyPair> {
  const database = await openDB<Schema>(databaseName, 1, {
    upgrade: (fresh) => void fresh.createObjectStore(store),
    blocking: (_current, _wanted, event) => {
      // A newer run wants to migrate: step aside.
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
  try {
    const kept = await database.get(store, name);
    if (kept) return kept;
    const made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    const tx = database.transaction(store, 'readwrite', { durability: 'strict' });
    const first = await tx.store.get(name);
    if (!first) await tx.store.put(made, name);
    await tx.done;
    return first ?? made;
  } finally {
    database.close();
  }
}
