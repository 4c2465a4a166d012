/** Owns the rule against forged requests: a write that a cookie vouches for must come from Dolphin's own pages. */
import type { MiddlewareHandler } from 'hono';
import { problem } from './problem.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses cookie-authenticated writes from other sites. A request with `Authorization` stands on that alone (the
 * cookie is then ignored), and no other site can send one without a pre-flight that is never granted.
 * @param origin the server's own origin, as pages see it
 */
export function sameOrigin(origin: () => string, detail: string): MiddlewareHandler {
  return async (c, next) => {
    const guarded = !reading.has(c.req.method) && c.req.header('Cookie') && !c.req.header('Authorization');
    if (guarded && !isOwn(c.req.raw, origin())) return problem(403, detail);
    await next();
    return undefined;
  };
}

function isOwn(request: Request, ownOrigin: string): boolean {
  const site = request.headers.get('Sec-Fetch-Site');
  // Said by the browser itself, about the address it really shows.
  if (site === 'same-origin') return true;
  const from = request.headers.get('Origin');
  // No browser leaves out both on a write; a command-line client does, and nobody forges through it.
  if (from === null) return site === null;
  return site === null && (from === ownOrigin || from === new URL(request.url).origin);
}
