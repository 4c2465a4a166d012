/** Keeps one event stream open for as long as it is wanted: replay, jittered reconnect, and a watch for silence. */
import { readEventStream } from './event-stream.ts';
import { streamKeepAliveMs } from './limits.ts';

/** `refused`: the server does not know this person any more (401 or 403); nothing is tried again until `again()`. */
export type StreamState = 'connecting' | 'live' | 'offline' | 'refused';

export type FollowPorts = {
  /** Opens the stream; `lastId` belongs into `Last-Event-ID`. */
  open: (lastId: string | undefined, signal: AbortSignal) => Promise<Response>;
  /** One event; what it throws ends this connection, and the event is asked for again. */
  onEvent: (name: string, data: string, lastId: string) => void;
  /** Something arrived, a keep-alive included: the moment to do what keeps a worker awake. */
  onAlive?: () => void;
  onState: (state: StreamState) => void;
  lastId?: string | undefined;
  /** From 0 up to 1. */
  random: () => number;
};

export type Following = {
  /** Tries at once instead of at the end of the current wait (network back, page shown, alarm). */
  again: () => void;
  stop: () => void;
};

const firstWaitMs = 1000;
const longestWaitMs = 30_000;
/** Two keep-alives missed and a little more: the line is dead, whatever the socket says. */
const silenceMs = streamKeepAliveMs * 2 + 5000;

/** How long to wait before attempt `attempt` (from 0): full jitter, so that a school does not come back in step. */
export function reconnectWaitMs(attempt: number, random: () => number): number {
  return Math.round(250 + random() * Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempt, 10)));
}

/** Follows the stream until `stop()`. */
export function followStream(ports: FollowPorts): Following {
  let lastId = ports.lastId;
  let state: StreamState = 'connecting';
  let attempt = 0;
  let stopped = false;
  let current: AbortController | undefined;
  let wait: ReturnType<typeof setTimeout> | undefined;
  let heardAt = 0;
  const now = () => performance.now();

  function become(next: StreamState): void {
    if (stopped || next === state) return;
    state = next;
    ports.onState(next);
  }

  async function connect(): Promise<void> {
    const controller = new AbortController();
    current = controller;
    heardAt = now();
    const watch = setInterval(() => {
      if (now() - heardAt > silenceMs) controller.abort();
    }, 5000);
    try {
      const response = await ports.open(lastId, controller.signal);
      if (response.status === 401 || response.status === 403) {
        become('refused');
        return;
      }
      const type = response.headers.get('content-type') ?? '';
      if (response.ok && response.body && type.startsWith('text/event-stream')) {
        heardAt = now();
        become('live');
        await readEventStream(
          response.body,
          (item) => {
            heardAt = now();
            attempt = 0;
            ports.onAlive?.();
            if (item.kind === 'event') ports.onEvent(item.name, item.data, item.lastId);
            if (item.kind === 'event' || item.kind === 'mark') lastId = item.lastId;
          },
          lastId,
        );
      }
    } catch {
      // Lost, refused by the network, silent or unreadable: all of them mean "try again later", which follows.
    } finally {
      clearInterval(watch);
      controller.abort();
      if (current === controller) current = undefined;
    }
    if (stopped) return;
    become('offline');
    wait = setTimeout(start, reconnectWaitMs(attempt, ports.random));
    attempt += 1;
  }

  function start(): void {
    wait = undefined;
    connect().catch(() => undefined); // connect() catches everything itself; this only satisfies the promise.
  }

  start();
  return {
    again() {
      if (stopped) return;
      if (state === 'refused') state = 'offline';
      else if (wait === undefined) return;
      clearTimeout(wait);
      attempt = 0;
      start();
    },
    stop() {
      stopped = true;
      clearTimeout(wait);
      current?.abort();
    },
  };
}
