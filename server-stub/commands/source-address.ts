/** Owns telling where a request comes from, directly or through a proxy that the school trusts. */
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { getSetting } from '../storage/schools.ts';
import type { Store } from '../storage/store.ts';

/** How long the setting is believed before it is read again. */
const believedMs = 5000;

export function sourceAddress(store: Store, school: string): (c: Context) => string {
  let trusted = false;
  let readAt = Number.NEGATIVE_INFINITY;
  return (c) => {
    if (performance.now() - readAt > believedMs) {
      readAt = performance.now();
      // The present request still goes by the last answer: nothing waits for a setting.
      getSetting(store, school, 'trust-proxy').then(
        (value) => (trusted = value === 'true'),
        () => undefined,
      );
    }
    // Only the last entry is the proxy's own; the rest is whatever the sender wrote.
    const forwarded = trusted ? c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim() : undefined;
    return forwarded ?? getConnInfo(c).remote.address ?? 'unknown';
  };
}
