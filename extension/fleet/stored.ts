/** What is kept of this device's standing with its school; nothing in it is secret, and nothing is about a learner. */
import * as v from 'valibot';
import { browser } from '../platform/browser.ts';

const key = 'device';

const storedSchema = v.object({
  /** The server that all of it is about. */
  endpoint: v.string(),
  state: v.picklist(['none', 'pending', 'active', 'revoked']),
  id: v.optional(v.string()),
  nextAt: v.optional(v.number()),
  failures: v.number(),
  /** What the server's clock is ahead of this one, where that matters. */
  skewMs: v.number(),
  /** When the server last took something, and why it did not the last time. */
  at: v.optional(v.number()),
  trouble: v.optional(v.picklist(['network', 'site-code', 'busy', 'absent', 'answer', 'key'])),
});
export type Stored = v.InferOutput<typeof storedSchema>;

export function freshStored(endpoint: string): Stored {
  return { endpoint, state: 'none', failures: 0, skewMs: 0 };
}

/** `undefined` when there is nothing, or nothing that makes sense. */
export async function readStored(): Promise<Stored | undefined> {
  try {
    const parsed = v.safeParse(storedSchema, (await browser.storage.local.get(key))[key]);
    return parsed.success ? parsed.output : undefined;
  } catch {
    // A broken profile: it enrols again, with the same key.
    return undefined;
  }
}

export async function writeStored(stored: Stored): Promise<void> {
  try {
    await browser.storage.local.set({ [key]: stored });
  } catch {
    // This run goes on with what it knows.
  }
}
