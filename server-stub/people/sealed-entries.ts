/**
 * The shelf on which better-auth keeps sessions and passkey challenges.
 * better-auth would key them by the token itself (notes: session tokens lie in clear in its database), so here the key is
 * a digest and the value is sealed: a stolen file or backup opens no session.
 */
import type { Store } from '../storage/store.ts';
import type { Secrets } from './secrets.ts';

/** The shape better-auth asks of a `secondaryStorage`. */
export type SealedEntries = {
  get: (key: string) => Promise<string | null>;
  getAndDelete: (key: string) => Promise<string | null>;
  increment: (key: string, ttlSeconds: number) => Promise<number>;
  set: (key: string, value: string, ttlSeconds?: number) => Promise<void>;
  delete: (key: string) => Promise<void>;
};

const defaultTtlSeconds = 24 * 60 * 60;

export function sealedEntries(store: Store, secrets: Secrets, now: () => number): SealedEntries {
  const keyOf = (key: string) => secrets.digest('entry', key);
  const iso = (ms: number) => new Date(ms).toISOString();
  const open = (key: string, row: { value: string; expires_at: string } | undefined) =>
    row && row.expires_at > iso(now()) ? (secrets.unseal(key, row.value) ?? null) : null;
  const entry = (name: string, value: string, ttlSeconds: number) => {
    const key = keyOf(name);
    return { key, value: secrets.seal(key, value), expires_at: iso(now() + ttlSeconds * 1000) };
  };
  return {
    get: async (name) => {
      const key = keyOf(name);
      return open(
        key,
        await store.read.selectFrom('sealed_entries').selectAll().where('key', '=', key).executeTakeFirst(),
      );
    },
    getAndDelete: (name) =>
      store.write(async (tx) => {
        const key = keyOf(name);
        return open(
          key,
          await tx.deleteFrom('sealed_entries').where('key', '=', key).returningAll().executeTakeFirst(),
        );
      }),
    increment: (name, ttlSeconds) =>
      store.write(async (tx) => {
        const key = keyOf(name);
        const row = await tx.selectFrom('sealed_entries').selectAll().where('key', '=', key).executeTakeFirst();
        const count = Number(open(key, row) ?? 0) + 1;
        const next = entry(name, String(count), ttlSeconds);
        const kept = count > 1 && row ? { ...next, expires_at: row.expires_at } : next;
        await tx
          .insertInto('sealed_entries')
          .values(kept)
          .onConflict((conflict) => conflict.column('key').doUpdateSet(kept))
          .execute();
        return count;
      }),
    set: async (name, value, ttlSeconds = defaultTtlSeconds) => {
      const row = entry(name, value, ttlSeconds);
      await store.write(async (tx) => {
        await tx.deleteFrom('sealed_entries').where('expires_at', '<=', iso(now())).execute();
        await tx
          .insertInto('sealed_entries')
          .values(row)
          .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
          .execute();
      });
    },
    delete: async (name) => {
      await store.write((tx) => tx.deleteFrom('sealed_entries').where('key', '=', keyOf(name)).execute());
    },
  };
}
