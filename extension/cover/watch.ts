/** Keeps one cover in step with the background: asks, listens, streams when it is this cover's turn, and never goes back. */
import type { ask as askBackground, CoverView, listen as listenToBackground } from '../platform/messages.ts';
import type { StatusNews, StatusSource } from './stream.ts';
import { newerView } from './wording.ts';

export type WatchPorts = {
  ask: typeof askBackground;
  listen: typeof listenToBackground;
  /** Streams while this cover leads; gives the function that stops it. */
  stream: (source: StatusSource, pass: (news: StatusNews) => void) => () => void;
};

const firstRetryMs = 250;
const longestRetryMs = 5000;
/** A broadcast may be lost while the worker restarts, so every cover also asks. */
const refreshMs = 20_000;
/** Until the school has the report, and for a minute at most, sooner: each question wakes the worker that sends it. */
const nudgeMs = 3000;
const nudges = 20;
/** An unknown press is believed to be over only when a second answer, this much later, says so too. */
const secondLookMs = 1000;

/** Follows the press until it is released; `show` gets every view that is news. Gives the function that stops. */
export function watchCover(incident: string, ports: WatchPorts, show: (view: CoverView) => void): () => void {
  let view: CoverView | undefined;
  let failures = 0;
  let unknown = 0;
  let nudged = 0;
  let news: StatusNews | undefined;
  let passing = false;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let streaming: { url: string; stop: () => void } | undefined;

  function adopt(next: CoverView): void {
    if (stopped || next.incident !== incident) return;
    view = newerView(view, next);
    show(view);
    if (view.state === 'released') stop();
    else if (view.stream && view.stream.url !== streaming?.url) {
      streaming?.stop();
      streaming = { url: view.stream.url, stop: ports.stream(view.stream, heard) };
    }
  }

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    const reply = await ports.ask('cover.opened', { incident });
    if (stopped) return;
    let againMs = refreshMs;
    if (!reply.ok) {
      againMs = retryMs(failures);
      failures += 1;
    } else if (reply.value) {
      failures = unknown = 0;
      adopt(reply.value);
      if (isWaiting(view) && nudged < nudges) {
        againMs = nudgeMs;
        nudged += 1;
      }
    } else {
      unknown += 1;
      againMs = secondLookMs;
      if (unknown > 1) adopt(over(incident, view));
    }
    if (!stopped) timer = setTimeout(() => void refresh(), againMs);
  }

  function heard(fresh: StatusNews): void {
    news = fresh;
    if (!passing) void pass();
  }

  /** Hands the newest status to the background, again and again if need be: the worker may be just restarting. */
  async function pass(tries = 0): Promise<void> {
    const sent = news;
    passing = sent !== undefined && !stopped;
    if (!sent || stopped) return;
    const reply = await ports.ask('cover.status', { incident, ...sent });
    if (reply.ok && news === sent) news = undefined;
    if (!reply.ok) await new Promise((next) => setTimeout(next, retryMs(tries)));
    await pass(reply.ok ? 0 : tries + 1);
  }

  function stop(): void {
    stopped = true;
    clearTimeout(timer);
    streaming?.stop();
    unlisten();
  }

  const unlisten = ports.listen('cover.changed', adopt);
  void refresh();
  return stop;
}

/** Whether it is not known yet that the school has the report. */
function isWaiting(view: CoverView | undefined): boolean {
  return view !== undefined && !view.stream && ['hidden', 'unsaved', 'saved'].includes(view.state);
}

function retryMs(tries: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** tries);
}

/** What a cover shows whose press nobody knows any more (a restored session, the next day). */
function over(incident: string, known: CoverView | undefined): CoverView {
  const nothing: Omit<CoverView, 'incident' | 'state'> = {
    pressedAt: 0,
    connected: false,
    hours: 'unknown',
    uncovered: 0,
    tier: 'ks1',
    languages: [],
    help: [],
    practice: false,
  };
  return { ...nothing, ...known, incident, state: 'released' };
}
