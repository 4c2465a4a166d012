/** One POST of one sealed report (contract §2). The body is the same bytes every time. */
import { digestHeader, headers, reportContentType } from '../../shared/wire.ts';
import type { Answer } from './classify.ts';
import type { Row, Sealed } from './record.ts';
import { answerBytes } from './timings.ts';

export type Destination = { readonly endpoint: string; readonly siteCode?: string | undefined };
export const reportsPath = '/v1/reports';
export type Parcel = Row & { readonly sealed: Sealed };

/** `late` ends sending and reading the answer when they take too long together; `preempt`, for something more urgent. */
type Patience = { readonly late: AbortSignal; readonly preempt: AbortSignal };

/** Sends and reads the answer. Never throws. */
export async function deliver(
  fetch: typeof globalThis.fetch,
  { endpoint, siteCode }: Destination,
  { id, seq, gen, attempts, sealed }: Parcel,
  now: number,
  { late, preempt }: Patience,
  vouched: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  try {
    const response = await fetch(`${endpoint}${reportsPath}`, {
      method: 'POST',
      headers: {
        ...vouched,
        'Content-Type': reportContentType,
        [headers.idempotencyKey]: `"${id}"`,
        [headers.seq]: String(seq),
        [headers.gen]: gen,
        [headers.digest]: digestHeader(sealed.digest),
        [headers.attempt]: String(attempts),
        [headers.sent]: String(now),
        // A code that no header can carry would make every request fail; without one the report is at least kept.
        ...(siteCode !== undefined && /^[\x21-\x7e]+$/.test(siteCode) && { Authorization: `Bearer ${siteCode}` }),
      },
      body: sealed.sealed,
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      keepalive: true,
      signal: AbortSignal.any([late, preempt]),
    });
    if (response.type === 'opaqueredirect') return { kind: 'redirect' };
    return {
      kind: 'response',
      http: response.status,
      contentType: response.headers.get('content-type') ?? '',
      retryAfter: response.headers.get('retry-after'),
      date: response.headers.get('date'),
      body: await readSome(response),
    };
  } catch {
    // Browsers say nothing of the cause; which of our own signals fired is all there is to know.
    return { kind: preempt.aborted ? 'preempted' : late.aborted ? 'timeout' : 'network' };
  }
}

async function readSome(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; bytes < answerBytes;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}
