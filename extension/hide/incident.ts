/** What one press is while it lasts, and how its state may change. It never holds an address. */
import type { CoverState } from '../platform/messages.ts';

export type WindowState = 'normal' | 'minimized' | 'maximized' | 'fullscreen';

/** A window as it was, and what covers it now. */
export type CoveredWindow = {
  readonly id: number;
  /** Only normal windows take a cover tab; others are put away. */
  readonly kind: 'normal' | 'popup';
  readonly before: WindowState;
  /** The tab that was visible. */
  readonly shown?: number;
  readonly coverTab?: number;
};

/** A page of help that a child opened from the cover: shown, or waiting behind the cover until release. */
export type Visit = {
  readonly tab: number;
  readonly window: number;
  /** Origin of the help itself, never of a reported page. */
  readonly origin: string;
  readonly shows: boolean;
  /** When the cover comes back by itself, ms since 1970. */
  readonly until: number;
};

/** What becomes of the reported page at release: closed, given back, or left unseen behind another tab. */
export type Ending = 'close' | 'give-back' | 'behind';

export type Incident = {
  /** The press's id, a UUID v4. */
  readonly id: string;
  /** Ids of presses that turned out to be this same incident (a cold worker learns of it too late). */
  readonly aliases: readonly string[];
  readonly state: CoverState;
  /** The adult who acknowledged, when the school shows names. */
  readonly by?: string;
  /** Device time, ms since 1970. */
  readonly pressedAt: number;
  readonly lastPressedAt: number;
  readonly statusKey: string;
  /** Tabs that show what was reported: the pressed one and what it opens. */
  readonly reported: readonly number[];
  /** Marks of what they showed, by which a later run of the browser knows them again; never the address itself. */
  readonly marks: readonly string[];
  /** Something was typed into the reported page: it is kept, muted and guarded. */
  readonly typed: boolean;
  readonly windows: readonly CoveredWindow[];
  /** Our own window above those that are put away, and its tab. */
  readonly above?: number;
  readonly aboveTab?: number;
  /** What the school wants of the windows; unknown until everything is hidden. */
  readonly style?: 'cover' | 'minimise';
  /** The one page that the cover lets show (see visit.ts). */
  readonly visit?: Visit | undefined;
  /** Tabs that we muted; those muted before stay so. */
  readonly muted: readonly number[];
  readonly uncovered: number;
  /** The school's server has it, whether or not adults were told: its status can be asked for. */
  readonly atSchool: boolean;
  /** An adult at the device wants it to stay covered for the safeguarding lead. */
  readonly kept?: true;
  /** Set at release, so that a worker stopped in the middle can finish it. */
  readonly ending?: Ending;
  /** It ended by itself (lapse.ts): whoever sits here now had no part in it. */
  readonly lapsed?: true;
};

export type Change =
  | { type: 'kept' }
  | { type: 'not-kept' }
  | { type: 'delivered'; told: boolean }
  | { type: 'acknowledged'; by?: string }
  | { type: 'released' };

export function newIncident(id: string, at: number, statusKey: string): Incident {
  return {
    id,
    aliases: [],
    state: 'hidden',
    pressedAt: at,
    lastPressedAt: at,
    statusKey,
    reported: [],
    marks: [],
    typed: false,
    windows: [],
    muted: [],
    uncovered: 0,
    atSchool: false,
  };
}

/** Later truths win; nothing goes back. `delivered` counts only when the server proved that adults were told. */
const order: Record<CoverState, number> = {
  hidden: 0,
  unsaved: 1,
  saved: 2,
  delivered: 3,
  acknowledged: 4,
  released: 5,
};

/** The incident after a change; the very same object when nothing changed. */
export function advance(incident: Incident, change: Change): Incident {
  const to = stateAfter(change);
  const forward = to !== undefined && order[to] > order[incident.state];
  const atSchool = incident.atSchool || change.type === 'delivered' || change.type === 'acknowledged';
  if (!forward && atSchool === incident.atSchool) return incident;
  const by = change.type === 'acknowledged' ? change.by : undefined;
  return { ...incident, atSchool, ...(forward && { state: to }), ...(forward && by !== undefined && { by }) };
}

function stateAfter(change: Change): CoverState | undefined {
  switch (change.type) {
    case 'kept':
      return 'saved';
    case 'not-kept':
      return 'unsaved';
    case 'delivered':
      return change.told ? 'delivered' : undefined;
    case 'acknowledged':
      return 'acknowledged';
    case 'released':
      return 'released';
  }
}

/** How long a press must stay unanswered before another one alerts again (design §4). */
export const againAfterMs = 60_000;

/** A press while covered is the same incident; `again` says that it should alert once more. */
export function pressAgain(incident: Incident, at: number): { incident: Incident; again: boolean } {
  const waiting = order[incident.state] < order.acknowledged;
  if (!waiting || at - incident.lastPressedAt < againAfterMs) return { incident, again: false };
  return { incident: { ...incident, lastPressedAt: at }, again: true };
}

/** Adds a window or replaces what is known of it. */
export function withWindow(incident: Incident, window: CoveredWindow): Incident {
  const known = incident.windows.some(({ id }) => id === window.id);
  const windows = known
    ? incident.windows.map((other) => (other.id === window.id ? window : other))
    : [...incident.windows, window];
  return { ...incident, windows };
}

/** Whether a message about this id is about this incident. */
export function isAbout(incident: Incident, id: string): boolean {
  return incident.id === id || incident.aliases.includes(id);
}

/** Two records of one incident: a cold worker pressed before it could know that the incident was open. */
export function join(open: Incident, late: Incident): Incident {
  const windows = late.windows.reduce(
    (known, window) => (known.windows.some(({ id }) => id === window.id) ? known : withWindow(known, window)),
    open,
  ).windows;
  const muted = [...new Set([...open.muted, ...late.muted])];
  const marks = [...new Set([...open.marks, ...late.marks])];
  // A press ends the visit to a page of help.
  const visit = open.visit && { ...open.visit, shows: false };
  return { ...open, aliases: [...open.aliases, late.id], windows, muted, marks, ...(visit && { visit }) };
}

/**
 * What of an incident is true in another run of the browser or of the extension. Covers and tabs have other ids there, and
 * Firefox counts from one again: an old id may be somebody else's. A window's may be as well, but costs at most its size.
 */
export function withoutIds(incident: Incident): Incident {
  const { id, aliases, state, by, pressedAt, lastPressedAt, statusKey, marks, typed, atSchool, kept, ending } =
    incident;
  return {
    ...newIncident(id, pressedAt, statusKey),
    aliases,
    state,
    lastPressedAt,
    marks,
    typed,
    atSchool,
    ...(by !== undefined && { by }),
    ...(kept && { kept }),
    ...(ending && { ending }),
    windows: incident.windows.map(({ id: windowId, kind, before, shown }) => ({
      id: windowId,
      kind,
      before,
      ...(shown !== undefined && { shown }),
    })),
  };
}

/** The incident after its release, by itself. */
export function lapsed(incident: Incident): Incident {
  return { ...incident, state: 'released', ending: 'close', lapsed: true };
}

/** Chromium gives a tab a new id when it is discarded (measured in 156). */
export function withTabReplaced(incident: Incident, from: number, to: number): Incident {
  const swap = (id: number): number => (id === from ? to : id);
  return {
    ...incident,
    reported: incident.reported.map(swap),
    muted: incident.muted.map(swap),
    windows: incident.windows.map((window) => (window.shown === from ? { ...window, shown: to } : window)),
  };
}
