/**
 * Follows a press's own status from one cover of the device, so that six covers do not take the six connections that the
 * report itself needs (server note §12). The others hear of it from the background.
 */
import * as v from 'valibot';
import { statusSchema, statusStates, type StatusState } from '../../shared/answer.ts';
import { followStream } from '../../shared/follow-stream.ts';
import { streamKeepAliveMs } from '../../shared/limits.ts';

/** Where one press's status is, as `CoverView.stream` says it. */
export type StatusSource = { readonly url: string; readonly bearer: string };
export type StatusNews = { readonly state: StatusState; readonly by?: string };

export type StreamPorts = {
  fetch: typeof fetch;
  /** From 0 up to 1. */
  random: () => number;
  /** Called once for each change; a state never goes back. */
  pass: (news: StatusNews) => void;
  /** How often to look whether asking is needed, ms; only tests set it. */
  pollMs?: number;
  /** How long the stream may say nothing before we ask, ms; only tests set it. */
  quietMs?: number;
};

const leaderLock = 'dolphin-status';
const defaultPollMs = 8000;
const defaultQuietMs = streamKeepAliveMs + 5000;
const answerMs = 10_000;
const longestName = 80;
// Characters that would turn the rest of the sentence round, or hide in it.
const unfitForNames = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Runs `lead` for as long as this page is the one that streams; `stop()` hands over to the next cover. */
export function whileLeading(locks: LockManager, lead: () => () => void): () => void {
  const stopped = new AbortController();
  const turn = () =>
    new Promise<void>((done) => {
      const end = lead();
      const finish = () => {
        end();
        done();
      };
      if (stopped.signal.aborted) finish();
      else stopped.signal.addEventListener('abort', finish, { once: true });
    });
  // Rejects only when stopped while still in the queue, which is what stopping means.
  locks.request(leaderLock, { signal: stopped.signal }, turn).catch(() => undefined);
  return () => stopped.abort();
}

/**
 * Streams the status and passes on what changes; asks by GET whenever the stream has been quiet for too long (a proxy
 * that buffers, refuses or cuts streams). Failures of any kind only mean "later": nothing here throws.
 */
export function followStatus({ url, bearer }: StatusSource, ports: StreamPorts): () => void {
  const { fetch, pollMs = defaultPollMs, quietMs = defaultQuietMs } = ports;
  const stopped = new AbortController();
  const request = (accept: string, signal: AbortSignal, lastId?: string): RequestInit => ({
    headers: { accept, authorization: `Bearer ${bearer}`, ...(lastId && { 'last-event-id': lastId }) },
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal,
  });
  let last: StatusNews | undefined;
  let heardAt = performance.now() - quietMs;
  let refused = false;
  let poll: ReturnType<typeof setTimeout> | undefined;

  function take(text: string): void {
    const news = readStatus(text);
    if (stopped.signal.aborted || !news) return;
    const age = last ? statusStates.indexOf(news.state) - statusStates.indexOf(last.state) : 1;
    if (age < 0 || (age === 0 && news.by === last?.by)) return;
    last = news;
    ports.pass(news);
  }

  async function askOnce(): Promise<void> {
    try {
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(answerMs)]);
      const answer = await fetch(url.replace(/\/events$/, '/status'), request('application/json', signal));
      if (answer.ok) take(await answer.text());
    } catch {
      // Offline, too slow or stopped: the next look asks again.
    }
  }

  async function look(): Promise<void> {
    if (performance.now() - heardAt >= quietMs) {
      // A captive portal's 403 stops the stream for good; we know better than it that the press is ours.
      if (refused) following.again();
      await askOnce();
    }
    later();
  }

  function later(): void {
    if (!stopped.signal.aborted) poll = setTimeout(() => void look(), pollMs * (0.75 + ports.random() / 2));
  }

  const following = followStream({
    open: (lastId, signal) => fetch(url, request('text/event-stream', signal, lastId)),
    onEvent: (_name, data) => take(data),
    onAlive: () => (heardAt = performance.now()),
    onState: (state) => (refused = state === 'refused'),
    random: ports.random,
  });
  later();
  return () => {
    stopped.abort();
    clearTimeout(poll);
    following.stop();
  };
}

/** One status object as text, or `undefined` when it is none. `by` comes out fit to stand in a sentence. */
export function readStatus(text: string): StatusNews | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), statusSchema), text);
  if (!parsed.success) return undefined;
  const { state, by } = parsed.output;
  const name = by?.replaceAll(unfitForNames, '').trim().slice(0, longestName);
  return name ? { state, by: name } : { state };
}
