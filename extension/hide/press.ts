/**
 * The press. Every hiding call goes out in the task of its event: no storage, policy, network or await stands before it.
 * The record starts in the same chain, bounded by one short look at the other windows; whatever can be slow comes after.
 */
import { otherTabs } from '../../shared/limits.ts';
import { browser, type Tab, type Window } from '../platform/browser.ts';
import { tellTab } from '../platform/messages.ts';
import { sleep } from './attempt.ts';
import { shownIn, type Covers } from './covers.ts';
import type { Desk, HidePorts } from './desk.ts';
import { join, newIncident, pressAgain, type Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import type { Neutraliser } from './neutralise.ts';
import { mute } from './sound.ts';
import { addressOf } from './tab-kind.ts';
import { typedInFrames } from './typed.ts';
import { writerOf } from './writer.ts';

/**
 * How long the record waits for the addresses of the other visible tabs, in ms: it must start with the hide. Usually they
 * take 9 ms; with eight windows on a busy machine more than 30, and what is left out here nobody learns any more.
 */
const snapshotMs = 250;
/** How long a page may take to say whether something was typed into it, in ms; a hung page never does. */
const typedMs = 500;

/** What the press saw before anything changed. */
type Seen = {
  readonly id: string;
  readonly at: number;
  readonly tab: Tab | undefined;
  /** The focused tab, when the event did not bring one. */
  readonly asked: Promise<readonly Tab[]>;
  readonly snapshot: Promise<readonly Window[]>;
  readonly covering: Promise<void>;
  readonly typed: Promise<boolean>;
};

/** Hides everything now; gives the incident's id when it is known. `typed` is what the pressed page says of itself. */
export type Press = (tab: Tab | undefined, typed?: boolean) => string | undefined;

export function createPress(
  store: IncidentStore,
  covers: Covers,
  desk: Desk,
  { neutralise }: Pick<Neutraliser, 'neutralise'>,
  resume: (incident: Incident) => Promise<void>,
  { now, uuid, statusKey, isDirty }: HidePorts,
): Press {
  const ownBase = browser.runtime.getURL('/');

  const again = async (open: Incident, at: number): Promise<void> => {
    const pressed = pressAgain(open, at);
    store.set(pressed.incident);
    await Promise.all([covers.verify(), pressed.again && desk.followUp(open, { pressedAgain: true })]);
  };

  const record = async ({ id, at, tab, asked, snapshot }: Seen): Promise<void> => {
    const seen = await Promise.race([Promise.all([snapshot, asked, store.ready()]), sleep(snapshotMs)]);
    const mine = store.current();
    if (!mine || mine.id !== id) return;
    const earlier = store.overtakenBy(id);
    if (earlier && earlier.state !== 'released') {
      // This worker pressed before it could know that a cover was up already: one cover, one incident.
      const joined = join(earlier, mine);
      store.set(joined);
      // Its record may not have been begun: the worker that should have was stopped.
      await Promise.all([again(joined, at), resume(joined)]);
      return;
    }
    const [windows = [], [focused] = []] = seen ?? [];
    if (!tab && focused?.id !== undefined) {
      const reported = [focused.id];
      store.change((incident) => ({ ...incident, reported }));
    }
    const shown = tab ?? focused;
    const pressed = writerOf(shown, windows) ?? shown;
    // In the pressed window nothing else was visible; in Firefox our own cover is there by now, still blank and unknown.
    const others = windows
      .filter(({ id, state }) => state !== 'minimized' && id !== shown?.windowId && id !== pressed?.windowId)
      .flatMap((window) => shownIn(window, covers.isCover) ?? [])
      .map(addressOf)
      .filter((address) => address !== '' && !address.startsWith(ownBase))
      .slice(0, otherTabs);
    await desk.keep(mine, pressed ? addressOf(pressed) : '', others);
  };

  /** Gives the tab that wrote what was pressed in, if one did. */
  const coverRest = async (seen: Seen): Promise<number | undefined> => {
    const { tab, snapshot } = seen;
    const windows = await snapshot;
    const writer = writerOf(tab, windows)?.id;
    if (writer !== undefined) store.change((open) => ({ ...open, reported: [writer, ...open.reported] }));
    const pages = windows.flatMap(({ tabs = [] }) => tabs.filter((each) => !covers.isCover(each)));
    // What can be heard goes silent before many windows are covered: each call waits for those before it.
    mute(
      store,
      pages.filter(({ audible }) => audible),
    );
    const covering = windows.filter(({ id }) => id !== tab?.windowId).map(covers.cover);
    // In Firefox our own new cover is still blank, and it must keep its voice.
    const isBlank = (page: Tab): boolean => addressOf(page) === 'about:blank';
    mute(
      store,
      pages.filter((page) => !isBlank(page)),
    );
    for (const { id, active } of pages)
      if (id !== undefined && id !== tab?.id) void tellTab(id, 'page.cover', { pause: active });
    await Promise.allSettled([seen.covering, ...covering]);
    mute(
      store,
      pages.filter((page) => isBlank(page) && !covers.isCover(page)),
    );
    return writer;
  };
  const typedInto = async (tabId: number): Promise<boolean> =>
    (await tellTab(tabId, 'page.cover', { pause: true }))?.typed ?? false;

  const settle = async (seen: Seen): Promise<void> => {
    const writer = await coverRest(seen);
    const uncovered = await covers.verify();
    const pressed = store.current()?.reported ?? [];
    const answers = [
      seen.typed,
      ...(writer === undefined ? [] : [typedInto(writer)]),
      ...(isDirty ? pressed.map((id) => typedInFrames(id, isDirty)) : []),
    ];
    const typed = await Promise.all(answers.map((answer) => Promise.race([answer, sleep(typedMs)])));
    store.change((open) => ({ ...open, uncovered, typed: open.typed || typed.includes(true) }));
    const incident = store.current();
    if (!incident) return;
    if (uncovered > 0) {
      desk.announce();
      await desk.followUp(incident, { uncovered });
      return;
    }
    await neutralise(incident);
  };

  return (tab, typed = false) => {
    const at = now();
    const open = store.current();
    if (open && open.state !== 'released') {
      void again(open, at);
      return open.id;
    }
    if (tab && covers.isCover(tab)) {
      // On a cover, by a worker too young to know its incident: everything is hidden already.
      void store.ready().then(() => {
        const incident = store.current();
        return incident ? again(incident, at) : undefined;
      });
      return undefined;
    }
    const id = uuid();
    const asked = tab ? Promise.resolve([]) : browser.tabs.query({ active: true, lastFocusedWindow: true });
    // The page's own overlay first: until the cover has painted itself, the browser goes on showing the page's last frame.
    const answer = tab?.id === undefined ? undefined : tellTab(tab.id, 'page.cover', { pause: true });
    // Before the covers: it takes some 9 ms, and the record waits for it, behind whatever else the browser has to do first.
    const snapshot = browser.windows.getAll({ populate: true });
    const covering = covers.coverPressed(id, tab, answer);
    const reported = tab?.id === undefined ? [] : [tab.id];
    store.set({ ...newIncident(id, at, statusKey()), reported, typed });
    if (tab) mute(store, [tab]);
    const seen: Seen = {
      id,
      at,
      tab,
      asked: asked.catch(() => []),
      snapshot: snapshot.catch(() => []),
      covering,
      typed: Promise.resolve(answer).then((said) => said?.typed ?? false),
    };
    void record(seen);
    void settle(seen);
    return id;
  };
}
