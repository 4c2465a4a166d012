/** The console's calls to its own server: every answer is checked, every failure is a value with a sentence. */
import * as v from 'valibot';
import { problemSchema } from '../../shared/answer.ts';
import { word } from './words.ts';

export type Failure = {
  readonly kind: 'offline' | 'signed-out' | 'missing' | 'refused';
  /** For the person, as it stands. */
  readonly sentence: string;
};
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Long enough for a slow school line, short enough that a person still stands there. */
const patienceMs = 15_000;

const kindOf = (status: number): Failure['kind'] => {
  if (status === 401) return 'signed-out';
  if (status === 404) return 'missing';
  return status >= 500 ? 'offline' : 'refused';
};
const sentences = {
  offline: 'failure.offline',
  'signed-out': 'failure.signed-out',
  missing: 'failure.missing',
  refused: 'failure.refused',
} as const;

/** Sends JSON to `/api{path}` and checks what comes back; the session travels in its cookie. */
export async function call<T>(
  path: string,
  schema: v.GenericSchema<unknown, T>,
  options: { readonly method?: string; readonly body?: unknown } = {},
): Promise<Answer<T>> {
  const { body, method = body === undefined ? 'GET' : 'POST' } = options;
  try {
    const response = await fetch(`/api${path}`, {
      method,
      headers: { Accept: 'application/json', ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    const content: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.ok) return { ok: true, value: v.parse(schema, content) };
    const kind = kindOf(response.status);
    const problem = v.safeParse(problemSchema, content);
    const detail = problem.success ? problem.output.detail : undefined;
    return { ok: false, failure: { kind, sentence: detail ?? word(sentences[kind]) } };
  } catch {
    // No network, too slow, or an answer that is not the server's own (a proxy's page): the same to the person.
    return { ok: false, failure: { kind: 'offline', sentence: word('failure.offline') } };
  }
}

/** A file of `/api{path}` as text, for the clipboard. */
export async function callText(path: string): Promise<Answer<string>> {
  try {
    const response = await fetch(`/api${path}`, {
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.ok) return { ok: true, value: await response.text() };
    const kind = kindOf(response.status);
    return { ok: false, failure: { kind, sentence: word(sentences[kind]) } };
  } catch {
    return { ok: false, failure: { kind: 'offline', sentence: word('failure.offline') } };
  }
}

/** For answers whose content does not matter. */
export const anything = v.unknown();

/** Opens the live stream (contract §3); `signal` ends it. */
export function openEvents(lastId: string | undefined, signal: AbortSignal): Promise<Response> {
  return fetch('/api/events', {
    headers: { Accept: 'text/event-stream', ...(lastId !== undefined && { 'Last-Event-ID': lastId }) },
    credentials: 'same-origin',
    redirect: 'error',
    cache: 'no-store',
    signal,
  });
}
