/** One connection of this browser to the school: the live stream, the list it keeps, and what keeps the worker awake. */
import * as v from 'valibot';
import { emptyBoard, withList, withReport } from '../../shared/board.ts';
import { followStream, type StreamState } from '../../shared/follow-stream.ts';
import { eventDataSchema, type ReportView } from '../../shared/staff-api.ts';
import { browser } from '../platform/browser.ts';
import { run } from './run.ts';
import { createStaffServer, type StaffServer } from './server.ts';
import { writeLastId, type Grant } from './stored.ts';

/** Browsers stop a worker after 30 s without an extension API call (measured, notes/server.md §12). */
const awakeEveryMs = 10_000;
/** The list on the panel reaches this far back. */
const dayMs = 24 * 3600_000;
/** The stream is there but the list did not come: ask again this much later. */
const listRetryMs = 3000;

export type ConnectionPorts = { fetch: typeof fetch; now: () => number; random: () => number };

export type Connection = {
  readonly server: StaffServer;
  readonly endpoint: string;
  state: () => Exclude<StreamState, 'refused'>;
  /** Newest first, without addresses. */
  reports: () => readonly ReportView[];
  /** Takes over what an action of the person brought back. */
  put: (report: ReportView) => void;
  /** Tries at once if it is waiting to try again. */
  again: () => void;
  stop: () => void;
};

/** One call that costs nothing and counts as activity of the extension. */
export function stayAwake(): void {
  run(browser.runtime.getPlatformInfo());
}

/** The panel never shows an address, so the worker does not hold one either. */
function withoutAddress({ url: _url, others: _others, ...rest }: ReportView): ReportView {
  return rest;
}

/** `signedOut`: the server does not know the token any more; the connection is of no further use. */
export function connect(
  ports: ConnectionPorts,
  { endpoint, token }: Grant,
  lastId: string | undefined,
  hear: { changed: () => void; signedOut: () => void },
): Connection {
  let board = emptyBoard;
  let stream: Exclude<StreamState, 'refused'> = 'connecting';
  let stopped = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const server = createStaffServer({ fetch: ports.fetch, endpoint, token });

  async function fetchList(): Promise<void> {
    clearTimeout(retry);
    const asked = board;
    const answer = await server.list(new Date(ports.now() - dayMs));
    if (stopped) return;
    if (answer.ok) {
      board = withList(board, asked, answer.value.reports.map(withoutAddress));
      hear.changed();
    } else if (answer.failure.kind === 'signed-out') hear.signedOut();
    else if (stream === 'live') retry = setTimeout(() => run(fetchList()), listRetryMs);
  }

  const following = followStream({
    open: server.events,
    lastId,
    random: ports.random,
    onAlive: () => run(browser.storage.local.get('staff.beat')),
    onState(state) {
      if (state === 'refused') {
        hear.signedOut();
        return;
      }
      stream = state;
      // With every connection the whole list: what the server could not replay is in it.
      if (state === 'live') run(fetchList());
      hear.changed();
    },
    onEvent(_name, data, id) {
      if (id !== '') run(writeLastId(id));
      const event = v.safeParse(eventDataSchema, readJson(data));
      if (!event.success) return;
      board = withReport(board, withoutAddress(event.output.report));
      hear.changed();
    },
  });
  const beat = setInterval(stayAwake, awakeEveryMs);

  return {
    server,
    endpoint,
    state: () => stream,
    reports: () => board.reports,
    put(report) {
      board = withReport(board, withoutAddress(report));
    },
    again: following.again,
    stop() {
      stopped = true;
      following.stop();
      clearInterval(beat);
      clearTimeout(retry);
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A broken event is passed over; the list at the next connection has what it said.
    return undefined;
  }
}
