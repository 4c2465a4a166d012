/** Asks the school's server whether it is there, from the background, as reports are sent from there. */
import type { Probe } from '../platform/messages.ts';

const patienceMs = 8000;

export async function probe(
  { fetch, now }: { fetch: typeof globalThis.fetch; now: () => number },
  endpoint: string,
): Promise<Probe> {
  const began = now();
  try {
    const answer = await fetch(`${endpoint}/healthz`, {
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    if (answer.type === 'opaqueredirect' || (answer.status >= 300 && answer.status < 400))
      return { ok: false, problem: 'redirect' };
    const said: unknown = answer.ok ? await answer.json().catch(() => undefined) : undefined;
    if (typeof said !== 'object' || said === null || !('ok' in said) || said.ok !== true)
      return { ok: false, problem: 'answer' };
    return { ok: true, ms: now() - began, cors: answer.headers.get('access-control-allow-origin') === '*' };
  } catch (failure) {
    const late = failure instanceof DOMException && failure.name === 'TimeoutError';
    return { ok: false, problem: late ? 'timeout' : 'network' };
  }
}
