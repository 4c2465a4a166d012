/**
 * Every message inside the extension: its name, what it carries and what comes back.
 * `pages` are our own extension pages (cover, staff, self-check); `tabs` are content scripts, which share a process with
 * hostile pages and may therefore only say that the dolphin was pressed and ask whether their tab is covered.
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
  practice: boolean;
  /** Where this press's own status streams from; absent until it is delivered. */
  stream?: { url: string; bearer: string };
};

/** What an adult chose at the device (design §4.8). */
export type ReleaseChoice = 'close' | 'give-back' | 'keep';

export type StaffView = {
  connection: 'not-connected' | 'signing-in' | 'live' | 'offline';
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
};

export type Health = {
  version: string;
  connected: boolean;
  endpoint?: string;
  policy: { source: 'live' | 'cached' | 'none'; at?: number; used: string[]; refused: Refusal[] };
  queue: QueueHealth;
};

/** Handled by the background. Method name = message type. */
export type BackgroundProtocol = {
  /** From the on-page dolphin; `typed`: something was typed into this page since it loaded. */
  'press.page': (data: { typed: boolean }) => { incident: string };
  /** From a content script that has just started: must its page stay hidden? And the dolphin's settings. */
  'page.started': (data: Record<never, never>) => {
    covered: boolean;
    dolphin: { show: boolean; corner: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left' };
  };
  'page.corner': (data: { corner: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left' }) => void;
  'cover.opened': (data: { incident: string }) => CoverView | undefined;
  'cover.status': (data: { incident: string; state: StatusState; by?: string }) => void;
  'cover.release': (data: { incident: string; choice: ReleaseChoice }) => void;
  'cover.told': (data: { incident: string; category?: (typeof categories)[number]; forFriend?: true }) => void;
  'staff.opened': (data: Record<never, never>) => StaffView;
  'staff.press': (data: Record<never, never>) => void;
  'staff.signIn': (data: Record<never, never>) => void;
  'staff.signOut': (data: Record<never, never>) => void;
  'staff.act': (data: { id: string; action: ReportAction; outcome?: Outcome }) => { ok: boolean };
  'health.read': (data: Record<never, never>) => Health;
  'health.drain': (data: Record<never, never>) => void;
};
export type BackgroundMessage = keyof BackgroundProtocol;

/** Only these may come from a content script. */
export const fromTabs: ReadonlySet<BackgroundMessage> = new Set(['press.page', 'page.started', 'page.corner']);

/** Broadcast by the background to our own open pages. */
export type PageProtocol = {
  'cover.changed': CoverView;
  'staff.changed': StaffView;
  'health.changed': QueueHealth;
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
