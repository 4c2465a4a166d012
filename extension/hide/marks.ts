/**
 * Today's list of pages that an adult closed after a press, as marks (extension/outbox/address-mark.ts). Where it is empty,
 * as it is nearly always, nothing is computed. It ends with the local day.
 */
import * as v from 'valibot';
import { browser } from '../platform/browser.ts';
import { dayOf } from './day.ts';
import { tabKindOf } from './tab-kind.ts';

const key = 'marks';

/** What happens to a page of the list that comes back: covered; or ended, where the child who pressed is gone. */
export type ComeBackWay = 'cover' | 'end';

export type Marks = {
  /** Resolves once the list is known. */
  ready: () => Promise<void>;
  /** Whether there is anything on today's list; never waits. */
  any: () => boolean;
  wayFor: (address: string) => Promise<ComeBackWay | undefined>;
  add: (marks: readonly string[], way: ComeBackWay) => Promise<void>;
  /** It was a false press. */
  remove: (marks: readonly string[]) => Promise<void>;
  /** The mark of one address; `undefined` where there is none to be had. */
  of: (address: string) => Promise<string | undefined>;
};

const storedSchema = v.object({
  day: v.string(),
  ways: v.record(v.string(), v.picklist(['cover', 'end'])),
});

export function createMarks(mark: (address: string) => Promise<string>, now: () => number): Marks {
  let day = '';
  let ways = new Map<string, ComeBackWay>();
  let loading: Promise<void> | undefined;
  const today = (): string => dayOf(new Date(now()));
  const any = (): boolean => ways.size > 0 && day === today();
  const save = (): void => {
    const done = any()
      ? browser.storage.local.set({ [key]: { day, ways: Object.fromEntries(ways) } })
      : browser.storage.local.remove(key);
    done.catch(() => undefined);
  };
  const of = async (address: string): Promise<string | undefined> => {
    if (!isMarkable(address)) return undefined;
    // Without its key no page is known again; nothing else depends on it.
    return mark(address).catch(() => undefined);
  };
  const load = async (): Promise<void> => {
    const stored = await browser.storage.local.get(key).catch((): Record<string, unknown> => ({}));
    const parsed = v.safeParse(storedSchema, stored[key]);
    if (parsed.success && parsed.output.day === today()) {
      day = parsed.output.day;
      ways = new Map([...Object.entries(parsed.output.ways), ...ways]);
    } else if (stored[key] !== undefined && !any()) save();
  };
  const change = async (update: (list: Map<string, ComeBackWay>) => void): Promise<void> => {
    await ready();
    if (day !== today()) ways = new Map();
    day = today();
    update(ways);
    save();
  };
  const ready = (): Promise<void> => (loading ??= load());
  return {
    ready,
    any,
    of,
    async wayFor(address) {
      if (!any()) return undefined;
      const mine = await of(address);
      return mine === undefined ? undefined : ways.get(mine);
    },
    add: (marks, way) =>
      change((list) => {
        for (const each of marks) list.set(each, way);
      }),
    remove: (marks) =>
      change((list) => {
        for (const each of marks) list.delete(each);
      }),
  };
}

/** The browser's own pages are never marked: a new tab must not stay hidden for a day. */
function isMarkable(address: string): boolean {
  const kind = tabKindOf(address.replace(/^view-source:/, ''));
  return address !== '' && kind !== 'browser' && kind !== 'error' && !address.startsWith(browser.runtime.getURL('/'));
}
