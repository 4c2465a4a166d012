/** What the staff side keeps in the browser's storage: its token and where it was. Never a report, never an address. */
import * as v from 'valibot';
import { browser } from '../platform/browser.ts';

/** The token works only for the server that gave it: it is never sent to another endpoint. */
const grantSchema = v.object({ endpoint: v.string(), token: v.string(), name: v.optional(v.string()) });
export type Grant = v.InferOutput<typeof grantSchema>;

const pendingSchema = v.object({
  endpoint: v.string(),
  deviceCode: v.string(),
  userCode: v.string(),
  page: v.string(),
  expiresAt: v.number(),
  intervalMs: v.number(),
});
/** A sign-in under way; outlives a stopped worker, not the browser. */
export type PendingSignIn = v.InferOutput<typeof pendingSchema>;

const keys = { grant: 'staff.grant', pending: 'staff.pending', lastId: 'staff.lastId', told: 'staff.told' } as const;
/** Reports already announced on this computer; enough for a bad day, small enough to rewrite each time. */
const toldLimit = 500;

async function read<T>(area: 'local' | 'session', key: string, schema: v.GenericSchema<unknown, T>) {
  const checked = v.safeParse(schema, (await browser.storage[area].get(key))[key]);
  return checked.success ? checked.output : undefined;
}

export const readGrant = () => read('local', keys.grant, grantSchema);
export const writeGrant = (grant: Grant) => browser.storage.local.set({ [keys.grant]: grant });
export const readPending = () => read('session', keys.pending, pendingSchema);
export const writePending = (pending: PendingSignIn) => browser.storage.session.set({ [keys.pending]: pending });
export const forgetPending = () => browser.storage.session.remove(keys.pending);
export const readLastId = () => read('session', keys.lastId, v.string());
export const writeLastId = (lastId: string) => browser.storage.session.set({ [keys.lastId]: lastId });
export const readTold = async () => (await read('session', keys.told, v.array(v.string()))) ?? [];
export const writeTold = (ids: readonly string[]) =>
  browser.storage.session.set({ [keys.told]: ids.slice(-toldLimit) });

/** Forgets everything that signing in brought. */
export async function forgetGrant(): Promise<void> {
  await browser.storage.local.remove(keys.grant);
  await browser.storage.session.remove([keys.lastId, keys.told, keys.pending]);
}
