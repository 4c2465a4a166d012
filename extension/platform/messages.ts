/**
 * Every message inside the extension: its name, what it carries and what comes back.
 * `pages` are our own extension pages (cover, staff, self-check); `tabs` are content scripts, which share a process with
 * hostile pages and may therefore only say that the dolphin was pressed and ask about the look of their own tab.
 */
import type { StatusState } from '../../shared/answer.ts';
import type { Refusal } from '../../shared/policy.ts';
import type { categories, tiers } from '../../shared/report.ts';
import type { Outcome, ReportAction, ReportView } from '../../shared/staff-api.ts';
import { browser } from './browser.ts';

/** What `data-state` of the cover can be (contract §4). */
export type CoverState = 'hidden' | 'saved' | 'unsaved' | 'delivered' | 'acknowledged' | 'released';

/** Everything the cover may show. It never holds an address or a title. */
export type CoverView = {
  incident: string;
  state: CoverState;
  /** Device time of the press, ms since 1970. */
  pressedAt: number;
  /** Name of the adult who acknowledged, when the school shows names. */
  by?: string;
  /** A school's server is set by policy. */
  connected: boolean;
  /** `unknown` when the policy gives no hours. */
  hours: 'open' | 'closed' | 'unknown';
  /** Windows that could not be covered. */
  uncovered: number;
  tier: (typeof tiers)[number];
  languages: string[];
  schoolName?: string;
  helpContacts?: string;
  deviceLabel?: string;
  /** Pages of help that a child may open from here. */
  help: HelpName[];
  practice: boolean;
  /** An adult at the device keeps it covered for the safeguarding lead. */
  kept?: true;
  /** Where this press's own status streams from; absent until it is delivered. */
  stream?: { url: string; bearer: string };
};

/** A page of help; where it is, only the background knows. */
export type HelpName = 'ceop' | 'childline';

/** What an adult chose at the device (design §4.8). */
export type ReleaseChoice = 'close' | 'give-back' | 'keep';

export type StaffView = {
  connection: 'not-connected' | 'signing-in' | 'connecting' | 'live' | 'offline';
  /** No school's server is set by policy: nobody can sign in here. */
  noServer?: true;
  /** While signing in: the code to compare and the page where it is entered. */
  signIn?: { userCode: string; page: string };
  name?: string;
  schoolName?: string;
  reports: ReportView[];
  /** A sentence for the person when the last action failed. */
  failure?: string;
};

/** Counts and times only, never content. */
export type QueueHealth = {
  waiting: number;
  unsealed: number;
  held: number;
  quarantined: number;
  oldestAt?: number;
  lastError?: string;
  /** The second copy of waiting reports: it cannot be written, or one in it cannot be read and is nowhere else. */
  copies?: 'failing' | 'damaged';
};

/** What came of asking the school's server whether it is there; `ms` is how long it took. */
export type Probe =
  { ok: true; ms: number; cors: boolean } | { ok: false; problem: 'network' | 'timeout' | 'redirect' | 'answer' };

/** What became of a technician's test report. `told`: the school's adults were, `ms` from the press on. */
export type Trial = { state: 'delivered'; told: boolean; ms: number } | { state: 'kept' } | { state: 'unsaved' };

/** How this device stands with its school. `at`: when the server last took a word of it, ms since 1970. */
export type DeviceStanding = {
  state: 'none' | 'pending' | 'active' | 'revoked';
  id?: string;
  at?: number;
  trouble?: 'network' | 'site-code' | 'busy' | 'absent' | 'answer' | 'key';
};

export type Health = {
  version: string;
  connected: boolean;
  endpoint?: string;
  /** The public key that reports are sealed to. */
  key?: { x: string; y: string };
  /** Installed since this start of the browser: perhaps a profile that does not last. */
  fresh: boolean;
  /** The values in use, when the policy asks for detail; the site code is cut. */
  values?: Record<string, string>;
  policy: { source: 'live' | 'cached' | 'none'; at?: number; used: string[]; refused: Refusal[] };
  queue: QueueHealth;
  /** Absent before its first try. */
  device?: DeviceStanding;
};

/** A message that says all by its name. */
type Nothing = { readonly nothing?: never };

/** Where the on-page dolphin sits. */
export type Corner = 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';

/** Handled by the background. Method name = message type. */
export type BackgroundProtocol = {
  /** From the on-page dolphin; `typed`: something was typed into this page since it loaded. */
  'press.page': (data: { typed: boolean }) => { incident: string };
  /** From a content script that has just started: must its page stay hidden? And the dolphin's settings. */
  'page.started': (data: Nothing) => {
    covered: boolean;
    dolphin: {
      show: boolean;
      corner: Corner;
      /** Its accessible name. */
      name: string;
      /** The language of the name; absent where it is English. */
      lang?: string;
      /** The keys that press, as the browser has them now; absent where there are none. */
      shortcut?: string;
    };
  };
  'page.corner': (data: { corner: Corner }) => void;
  /** The page is covered, or no longer: the browser itself hides it too. Lifted only when nothing is covered. */
  'page.shade': (data: { on: boolean }) => void;
  /** The page takes the dolphin's element away each time: the browser paints it instead. */
  'page.besieged': (data: { corner: Corner }) => void;
  'cover.opened': (data: { incident: string }) => CoverView | undefined;
  'cover.status': (data: { incident: string; state: StatusState; by?: string }) => void;
  'cover.release': (data: { incident: string; choice: ReleaseChoice }) => void;
  'cover.told': (data: { incident: string; category?: (typeof categories)[number]; forFriend?: true }) => void;
  'cover.help': (data: { incident: string; name: HelpName }) => void;
  'staff.opened': (data: Nothing) => StaffView;
  'staff.press': (data: Nothing) => void;
  'staff.signIn': (data: Nothing) => void;
  'staff.signOut': (data: Nothing) => void;
  /** The report is on a screen that a person can see. */
  'staff.shown': (data: { id: string }) => void;
  'staff.act': (data: { id: string; action: ReportAction; outcome?: Outcome }) => { ok: boolean };
  'health.read': (data: Nothing) => Health;
  'health.drain': (data: Nothing) => void;
  'health.probe': (data: Nothing) => Probe;
  'health.trial': (data: Nothing) => Trial;
};
export type BackgroundMessage = keyof BackgroundProtocol;

/** Only these may come from a content script. */
export const fromTabs: ReadonlySet<BackgroundMessage> = new Set([
  'press.page',
  'page.started',
  'page.corner',
  'page.shade',
  'page.besieged',
]);

/** Broadcast by the background to our own open pages. */
export type PageProtocol = {
  'cover.changed': CoverView;
  'staff.changed': StaffView;
  'health.changed': QueueHealth;
};

/** From the background to a content script. */
export type TabProtocol = {
  /** Cover the page now; `pause` also stops its media. Answers whether something was typed into it. */
  'page.cover': (data: { pause: boolean }) => { typed: boolean };
  'page.uncover': (data: Nothing) => void;
};

export type Reply<T> = { ok: true; value: T } | { ok: false; code: 'refused' | 'failed' };

type Data<T extends BackgroundMessage> = Parameters<BackgroundProtocol[T]>[0];
type Value<T extends BackgroundMessage> = ReturnType<BackgroundProtocol[T]>;

/** Asks the background. A lost context or a failed handler is a value, never an exception. */
export async function ask<T extends BackgroundMessage>(type: T, data: Data<T>): Promise<Reply<Value<T>>> {
  try {
    const reply: unknown = await browser.runtime.sendMessage({ type, data });
    return reply ? (reply as Reply<Value<T>>) : { ok: false, code: 'failed' };
  } catch {
    // The extension was updated or the worker went away in the middle: the caller sees a failure and may ask again.
    return { ok: false, code: 'failed' };
  }
}

/** Tells our own open pages. Nobody listening is normal. */
export async function tell<T extends keyof PageProtocol>(type: T, data: PageProtocol[T]): Promise<void> {
  try {
    await browser.runtime.sendMessage({ type, data });
  } catch {
    // No page of ours is open, or none answers: a broadcast expects no answer.
  }
}

/** Hears the background in a page of ours; gives the function that stops listening. */
export function listen<T extends keyof PageProtocol>(type: T, hear: (data: PageProtocol[T]) => void): () => void {
  const listener = (message: unknown, sender: { id?: string; tab?: unknown }) => {
    // A content script shares a process with hostile pages: only the background, which is no tab, may tell.
    if (sender.id !== browser.runtime.id || sender.tab) return;
    const { type: given, data } = (message ?? {}) as { type?: unknown; data?: unknown };
    if (given === type) hear(data as PageProtocol[T]);
  };
  browser.runtime.onMessage.addListener(listener);
  return () => browser.runtime.onMessage.removeListener(listener);
}

/** Tells the content script of one tab; `undefined` when there is none, or it cannot answer. */
export async function tellTab<T extends keyof TabProtocol>(
  tabId: number,
  type: T,
  data: Parameters<TabProtocol[T]>[0],
): Promise<ReturnType<TabProtocol[T]> | undefined> {
  try {
    return await browser.tabs.sendMessage<unknown, ReturnType<TabProtocol[T]>>(tabId, { type, data }, { frameId: 0 });
  } catch {
    // No script can run there (a browser page, an error page, a tab that is gone).
    return undefined;
  }
}

/** Hears the background in a content script, as long as its page lasts. Answers at once. */
export function hear(handlers: TabProtocol): void {
  const listener = (message: unknown, sender: { id?: string; tab?: unknown }, answer: (value: unknown) => void) => {
    if (sender.id !== browser.runtime.id || sender.tab) return;
    const { type, data } = (message ?? {}) as { type?: keyof TabProtocol; data?: { pause?: boolean } };
    if (type === 'page.cover') answer(handlers['page.cover']({ pause: data?.pause === true }));
    else if (type === 'page.uncover') answer(handlers['page.uncover']({}));
  };
  browser.runtime.onMessage.addListener(listener);
}
