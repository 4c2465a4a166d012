/** The live list: fetched, kept current by the stream, and changed by what the person does. */
import * as v from 'valibot';
import { emptyBoard, withList, withReport, type Board } from '../../../shared/board.ts';
import { followStream, type StreamState } from '../../../shared/follow-stream.ts';
import {
  eventDataSchema,
  reportListSchema,
  type Outcome,
  type ReportAction,
  type ReportView,
} from '../../../shared/staff-api.ts';
import { call, openEvents, type Answer } from '../api.ts';

export type LiveView = {
  readonly connection: StreamState;
  /** The list has been fetched at least once: an empty one means something. */
  readonly loaded: boolean;
  readonly reports: readonly ReportView[];
  /** Arrived while the page was open, newest last: to be pointed out. */
  readonly arrived: readonly string[];
};

export type Live = {
  readonly view: () => LiveView;
  /** Gives the function that stops listening. */
  readonly onChange: (listener: () => void) => () => void;
  readonly act: (id: string, action: ReportAction, outcome?: Outcome) => Promise<Answer<unknown>>;
  /** The person's own entry, or anything else that came back from the server. */
  readonly put: (report: ReportView) => void;
  readonly stop: () => void;
};

export type LivePorts = {
  readonly call: typeof call;
  readonly openEvents: typeof openEvents;
  readonly random: () => number;
  readonly signedOut: () => void;
  /** Runs `again` when the network or the page comes back; gives the function that stops it. */
  readonly onReturn: (again: () => void) => () => void;
};

const actionAnswer = v.looseObject({ report: v.optional(eventDataSchema.entries.report) });

/** The stream is there but the list did not come: ask again this much later. */
const listRetryMs = 3000;

export function createLive(ports: LivePorts): Live {
  let board: Board = emptyBoard;
  let connection: StreamState = 'connecting';
  let loaded = false;
  let arrived: readonly string[] = [];
  let current: LiveView | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();

  function changed(): void {
    current = undefined;
    for (const listener of listeners) listener();
  }

  function put(report: ReportView): void {
    board = withReport(board, report);
    changed();
  }

  async function fetchList(): Promise<void> {
    clearTimeout(retry);
    const asked = board;
    // The list shows no address; each is read, and recorded as read, on its report's own page.
    const answer = await ports.call('/reports?address=none', reportListSchema);
    if (answer.ok) {
      board = withList(board, asked, answer.value.reports);
      loaded = true;
      changed();
    } else if (answer.failure.kind === 'signed-out') ports.signedOut();
    else if (connection === 'live') retry = setTimeout(() => void fetchList(), listRetryMs);
  }

  const following = followStream({
    open: ports.openEvents,
    random: ports.random,
    onState(state) {
      connection = state;
      // With every connection the whole list: what the server could not replay is in it.
      if (state === 'live') void fetchList();
      if (state === 'refused') ports.signedOut();
      changed();
    },
    onEvent(name, data) {
      const event = v.safeParse(eventDataSchema, readJson(data));
      if (!event.success) return;
      const { report } = event.output;
      const isNew = loaded && name === 'report' && !board.reports.some(({ id }) => id === report.id);
      if (isNew && report.state === 'stored' && !report.entry) arrived = [...arrived, report.id].slice(-100);
      put(report);
    },
  });
  const stopReturns = ports.onReturn(following.again);

  return {
    view: () => (current ??= { connection, loaded, reports: board.reports, arrived }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async act(id, action, outcome) {
      const answer = await ports.call(`/reports/${encodeURIComponent(id)}/${action}`, actionAnswer, {
        body: outcome === undefined ? {} : { outcome },
      });
      if (answer.ok && answer.value.report) put(answer.value.report);
      if (!answer.ok && answer.failure.kind === 'signed-out') ports.signedOut();
      return answer;
    },
    put,
    stop() {
      stopReturns();
      clearTimeout(retry);
      following.stop();
      listeners.clear();
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
