/**
 * The school's settings as they are now: managed storage, checked, over a last-known-good copy.
 * Managed storage comes late (seconds after a start, and first as `{}`; measured), so nothing here is on the hide path.
 */
import { checkPolicy, type CheckedPolicy } from '../../shared/policy.ts';
import { browser } from '../platform/browser.ts';
import type { Health } from '../platform/messages.ts';
import { keepGood } from './keep-good.ts';

/** Until so long after a browser start, an empty answer means "not there yet", never "removed". In ms. */
export const lateMs = 30_000;
/** How long somebody without a copy waits for the first answer. In ms. */
const firstAnswerMs = 5_000;
const copyKey = 'policy';
const startKey = 'policyStart';

type Copy = { checked: CheckedPolicy; at: number };

export type PolicySource = {
  /** At once when there is a copy; else after the first answer, at most some seconds. */
  current: () => Promise<CheckedPolicy>;
  /** The copy, or an empty policy; waits only for local storage. */
  lastKnown: () => Promise<CheckedPolicy>;
  /** Hears every real change. */
  onChange: (listener: (checked: CheckedPolicy) => void) => void;
  /** Registers listeners and begins to read: in the first tick. */
  start: () => void;
  health: () => Promise<Health['policy']>;
};

export function createPolicy({ now }: { now: () => number }): PolicySource {
  const listeners: ((checked: CheckedPolicy) => void)[] = [];
  let copy: Copy | undefined;
  let live = false;
  let loading: Promise<void> | undefined;
  let reading: Promise<void> | undefined;

  const load = (): Promise<void> =>
    (loading ??= (async () => {
      try {
        const stored = (await browser.storage.local.get(copyKey))[copyKey] as Copy | undefined;
        copy ??= stored;
      } catch {
        // A broken profile: the policy will come again from the school.
      }
    })());

  const accept = (checked: CheckedPolicy | undefined): void => {
    const before = JSON.stringify(copy?.checked);
    copy = checked && { checked, at: now() };
    const kept = copy ? browser.storage.local.set({ [copyKey]: copy }) : browser.storage.local.remove(copyKey);
    kept.catch(() => undefined);
    if (JSON.stringify(checked) === before) return;
    for (const listener of listeners) listener(checked ?? { policy: {}, refused: [] });
  };

  const read = async (): Promise<void> => {
    const values = await managedValues();
    await load();
    if (values && Object.keys(values).length > 0) {
      live = true;
      accept(keepGood(checkPolicy(values), copy?.checked));
    } else if (values && copy && now() - (await startedAt(now())) > lateMs) {
      live = false;
      accept(undefined);
    }
  };
  const refresh = (): Promise<void> => (reading ??= read().finally(() => (reading = undefined)));

  return {
    async current() {
      await load();
      if (copy) {
        if (!live) void refresh();
        return copy.checked;
      }
      await Promise.race([refresh(), new Promise((resolve) => setTimeout(resolve, firstAnswerMs))]);
      return copyOr(copy);
    },
    async lastKnown() {
      await load();
      return copyOr(copy);
    },
    onChange: (listener) => void listeners.push(listener),
    start() {
      browser.storage.onChanged.addListener((_changes, area) => {
        // A read that is under way may have begun before the change.
        if (area === 'managed') void (reading ?? Promise.resolve()).then(refresh);
      });
      void startedAt(now());
      void refresh();
    },
    async health() {
      await load();
      // A page of ours that is reloaded while the policy arrives makes Chromium swallow `onChanged` (measured).
      if (!live) await Promise.race([refresh(), new Promise((resolve) => setTimeout(resolve, firstAnswerMs))]);
      const used = Object.keys(copyOr(copy).policy);
      return {
        source: live ? 'live' : copy ? 'cached' : 'none',
        ...(copy && { at: copy.at }),
        used,
        refused: copyOr(copy).refused,
      };
    },
  };
}

function copyOr(copy: Copy | undefined): CheckedPolicy {
  return copy?.checked ?? { policy: {}, refused: [] };
}

/** Everything the school set; `{}` when nothing; `undefined` when the browser could not say. */
async function managedValues(): Promise<Record<string, unknown> | undefined> {
  try {
    return await browser.storage.managed.get();
  } catch (failure) {
    // Firefox rejects when there is no policy; any other failure says nothing about the policy.
    return String(failure).includes('manifest not found') ? {} : undefined;
  }
}

/** When this browser run began for us: session storage is emptied between runs, a worker is not the run. */
async function startedAt(otherwise: number): Promise<number> {
  try {
    const known = (await browser.storage.session.get(startKey))[startKey];
    if (typeof known === 'number') return known;
    await browser.storage.session.set({ [startKey]: otherwise });
  } catch {
    // Unknown counts as "just now": the copy is kept.
  }
  return otherwise;
}
