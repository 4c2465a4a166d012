/** The background's door: who may say what, and is it well formed? (Its callers: `ask` in messages.ts.) */
import * as v from 'valibot';
import { statusStates } from '../../shared/answer.ts';
import { categories, uuidSchema } from '../../shared/report.ts';
import { outcomes, reportActions } from '../../shared/staff-api.ts';
import { browser } from './browser.ts';
import { fromTabs, type BackgroundMessage, type BackgroundProtocol, type Reply } from './messages.ts';
import type { Tab } from './browser.ts';

/** What the browser itself says about who sent a message; a page cannot forge it. */
export type Sender = { id?: string; url?: string; tab?: Tab; frameId?: number };

type Answer<T> = T | Promise<T>;
export type Handlers = {
  [T in BackgroundMessage]: (
    data: Parameters<BackgroundProtocol[T]>[0],
    sender: Sender,
  ) => Answer<ReturnType<BackgroundProtocol[T]>>;
};

const nothing = v.object({});
const corner = v.picklist(['bottom-right', 'bottom-left', 'top-right', 'top-left']);
const incident = uuidSchema;
const payloads = {
  'press.page': v.object({ typed: v.boolean() }),
  'page.started': nothing,
  'page.corner': v.object({ corner }),
  'page.shade': v.object({ on: v.boolean() }),
  'page.besieged': v.object({ corner }),
  'cover.opened': v.object({ incident }),
  'cover.status': v.object({
    incident,
    state: v.picklist(statusStates),
    by: v.optional(v.pipe(v.string(), v.maxLength(200))),
  }),
  'cover.release': v.object({ incident, choice: v.picklist(['close', 'give-back', 'keep']) }),
  'cover.told': v.object({
    incident,
    category: v.optional(v.picklist(categories)),
    forFriend: v.optional(v.literal(true)),
  }),
  'cover.help': v.object({ incident, name: v.picklist(['ceop', 'childline']) }),
  'staff.opened': nothing,
  'staff.press': nothing,
  'staff.signIn': nothing,
  'staff.signOut': nothing,
  'staff.shown': v.object({ id: uuidSchema }),
  'staff.act': v.object({
    id: uuidSchema,
    action: v.picklist(reportActions),
    outcome: v.optional(v.picklist(outcomes)),
  }),
  'health.read': nothing,
  'health.drain': nothing,
  'health.probe': nothing,
  'health.trial': nothing,
} as const satisfies Record<BackgroundMessage, v.GenericSchema>;

type Admission =
  { verdict: 'not-ours' } | { verdict: 'refused' } | { verdict: 'admitted'; type: BackgroundMessage; data: unknown };

/**
 * Whether a message is for the background, and whether its sender may send it.
 * Firefox sets no `sender.origin`, so a page of ours is known by `sender.url`.
 */
export function admit(message: unknown, sender: Sender, own: { id: string; base: string }): Admission {
  if (typeof message !== 'object' || message === null || !('type' in message)) return { verdict: 'not-ours' };
  const { type } = message;
  if (typeof type !== 'string' || !isBackgroundMessage(type)) return { verdict: 'not-ours' };
  if (sender.id !== own.id) return { verdict: 'refused' };
  const ourPage = sender.url?.startsWith(own.base) ?? false;
  const topFrame = sender.tab !== undefined && sender.frameId === 0;
  if (!ourPage && !(topFrame && fromTabs.has(type))) return { verdict: 'refused' };
  const parsed = v.safeParse(payloads[type], 'data' in message ? message.data : {});
  return parsed.success ? { verdict: 'admitted', type, data: parsed.output } : { verdict: 'refused' };
}

/** Registers the background's one message listener. A handler runs in the same task as the message's arrival. */
export function handle(handlers: Handlers): void {
  const own = { id: browser.runtime.id, base: browser.runtime.getURL('/') };
  browser.runtime.onMessage.addListener((message: unknown, sender, answer: (reply: Reply<unknown>) => void) => {
    const admitted = admit(message, sender, own);
    if (admitted.verdict === 'not-ours') return undefined;
    if (admitted.verdict === 'refused') {
      answer({ ok: false, code: 'refused' });
      return undefined;
    }
    const run = handlers[admitted.type] as (data: unknown, from: Sender) => unknown;
    void settle(() => run(admitted.data, sender as Sender)).then(answer);
    return true;
  });
}

async function settle(run: () => unknown): Promise<Reply<unknown>> {
  try {
    return { ok: true, value: await run() };
  } catch {
    // The sender gets a value, not our stack; it decides whether to ask again.
    return { ok: false, code: 'failed' };
  }
}

function isBackgroundMessage(type: string): type is BackgroundMessage {
  return Object.hasOwn(payloads, type);
}
