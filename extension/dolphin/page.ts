/** What the extension does inside a page: shows the dolphin, hides on a press or on the background's word, lets go at release. */
import { isAlive } from '../platform/browser.ts';
import { isHeld } from '../platform/held.ts';
import { ask, hear, type BackgroundProtocol } from '../platform/messages.ts';
import { createButton } from './button.ts';
import { clearLeftovers } from './host.ts';
import { createOverlay } from './overlay.ts';
import { quieten } from './quieten.ts';
import { isShortcut } from './shortcut.ts';
import { layVeil, liftVeil, veilNow } from './veil.ts';

/** Pauses before a press is told again, in ms: the worker may just be starting or being updated. */
const tellAgainMs = [0, 300, 1500] as const;

type Settings = ReturnType<BackgroundProtocol['page.started']>['dolphin'];

/** In the world of our scripts, which no page sees: a second start (pages open at installation) must not displace the first. */
type World = { isDolphinHere?: () => boolean };

/** Starts at once and cheaply; what shows comes when the page is idle. */
export function startPage(): void {
  const world = globalThis as World;
  if (world.isDolphinHere?.()) return;
  world.isDolphinHere = isAlive;
  // What is left of a script whose extension was updated undoes itself when it is taken away; a task later that is done.
  if (clearLeftovers(veilNow())) setTimeout(() => run(true));
  else run(false);
}

/** From here on everything lasts as long as the page. What is hidden stays hidden even when the extension ends. */
function run(isSuccessor: boolean): void {
  const overlay = createOverlay();
  let typed = false;
  let released = false;
  let covered = false;
  let focused: Element | null = null;

  const cover = (pause: boolean): void => {
    released = false;
    if (!covered) {
      covered = true;
      focused = document.activeElement;
      overlay.show();
      void ask('page.shade', { on: true });
    }
    if (!pause) return;
    quieten();
    document.addEventListener('play', pauseMedia, true);
  };
  const uncover = (): void => {
    released = true;
    document.removeEventListener('play', pauseMedia, true);
    overlay.hide();
    if (covered) void ask('page.shade', { on: false }).then(refocus);
    covered = false;
  };
  /** What is hidden loses the focus; whoever was typing goes on where they were. */
  const refocus = (): void => {
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (!covered && isFree && focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    focused = null;
  };
  const pauseMedia = ({ target }: Event): void => {
    if (target instanceof HTMLMediaElement) target.pause();
  };

  const press = (): void => {
    overlay.show();
    void tellPress(() => typed);
    cover(true);
  };
  const button = createButton({
    press,
    moved: (corner) => void ask('page.corner', { corner }),
    besieged: (corner) => void ask('page.besieged', { corner }),
  });
  let shortcut: string | undefined;
  const onKey = (event: KeyboardEvent): void => {
    if (!shortcut || !event.isTrusted || !isAlive() || !isShortcut(event, shortcut)) return;
    // Told by us: the browser need not tell it as well, and the page need not know.
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) press();
  };
  const noteTyping = (event: Event): void => {
    if (event.isTrusted) typed = true;
  };
  /** Again whenever the page begins itself anew. */
  const askCovered = async (then?: (dolphin: Settings) => void) => {
    let answered = false;
    void isHeld().then((held) => held && !answered && layVeil());
    const reply = await ask('page.started', {});
    answered = true;
    // A release may have overtaken the answer.
    if (reply.ok && reply.value.covered && !released) cover(false);
    else if (reply.ok && !reply.value.covered && covered) uncover();
    liftVeil();
    if (!reply.ok) return;
    then?.(reply.value.dolphin);
  };
  const onPageShow = ({ isTrusted, persisted }: PageTransitionEvent): void => {
    if (!isTrusted || !persisted) return;
    // Back from the browser's memory: much may have happened in between, and the next frame would show all of the page.
    released = false;
    layVeil();
    void isHeld().then((held) => held || liftVeil());
    void askCovered();
  };
  const listen = (): void => {
    button.listen();
    overlay.listen();
    addEventListener('keydown', onKey, true);
    addEventListener('input', noteTyping, { capture: true, passive: true });
    addEventListener('pageshow', onPageShow, true);
  };
  // `document.open` takes every listener away, ours too, and the root with them. Not for anything less: who listens first
  // must stay first.
  let root = document.documentElement;
  const renewal = new MutationObserver(() => {
    if (document.documentElement === root || !document.documentElement) return;
    const isFirst = !root;
    root = document.documentElement;
    if (!isFirst) listen();
  });

  listen();
  renewal.observe(document, { childList: true });
  hear({
    'page.cover': ({ pause }) => {
      cover(pause);
      return { typed };
    },
    'page.uncover': uncover,
  });
  void askCovered(({ show, corner, name, lang, shortcut: keys }) => {
    shortcut = keys;
    if (show) whenIdle(() => button.show(corner, name, lang));
  });
  if (isSuccessor) void ask('page.shade', { on: false });
}

async function tellPress(typed: () => boolean): Promise<void> {
  for (const pause of tellAgainMs) {
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    if ((await ask('press.page', { typed: typed() })).ok) return;
  }
}

/** After the page has its own elements and a moment to spare. */
function whenIdle(act: () => void): void {
  const soon = (): void => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(act, { timeout: 1000 });
    else setTimeout(act, 100);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', soon, { once: true });
  else soon();
}
