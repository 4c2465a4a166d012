/** The cover inside a page: up within a frame and kept above whatever the page does until release. */
import { isAlive } from '../platform/browser.ts';
import { createHost, hiding, hostStyle, isOurs, isPromotion, promote } from './host.ts';
import { createIcon } from './icon.ts';
import { seaColours } from './look.ts';
import { createPicture } from './picture.ts';

/** How often a covered page is looked at, in ms. */
const lookMs = 500;
/** How often the overlay goes back on top between two looks: a page that answers each time must not hang in a quarrel. */
const quarrels = 1000;
const toggles = ['beforetoggle', 'toggle', 'fullscreenchange'];

const seaColour = (): string => seaColours[matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'];

export type Overlay = {
  /** Takes its listeners, before any script of the page; again when `document.open` has taken them away. */
  listen(): void;
  show(): void;
  hide(): void;
};

export function createOverlay(): Overlay {
  let host: HTMLElement | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let frame = 0;
  let left = quarrels;
  let isDue = false;
  let giveBack: (() => void)[] = [];
  const icon = createIcon();

  const set = (name: string, value: string): void =>
    document.documentElement?.style.setProperty(name, value, 'important');
  /** Also for assistive technology, and for what the page puts above us later. */
  const hidePage = (): void => set('visibility', 'hidden');
  const remember = (name: string): (() => void) => {
    const style = document.documentElement?.style;
    const value = style?.getPropertyValue(name) ?? '';
    const priority = style?.getPropertyPriority(name);
    return () => document.documentElement?.style.setProperty(name, value, priority);
  };

  const again = (): void => {
    isDue = false;
    if (!host || left <= 0) return;
    left -= 1;
    promote(host);
    // A quarrel of our own with our own change would never end.
    observer.takeRecords();
  };
  const onToggle = (event: Event): void => {
    // First on the window: a page that does not hear of us has nothing to answer, and cannot keep us from hearing of it.
    if (isOurs(event.target)) event.stopImmediatePropagation();
    if (!host || isDue || !isPromotion(event)) return;
    // The end of the page's own task: before anything of it is painted.
    isDue = true;
    queueMicrotask(again);
  };
  const observer = new MutationObserver(() => {
    if (!host || host.parentNode === document.documentElement) return;
    // A fresh script of ours took it away and has its own by now; where it was the page, the shade still holds.
    if (!isAlive()) hide();
    else again();
  });
  /** Again and again, for `document.open` takes root and listeners away; twice the same counts once. */
  const listen = (): void => {
    for (const type of toggles) addEventListener(type, onToggle, true);
  };
  const watch = (): void => {
    listen();
    observer.observe(document, { childList: true });
    if (document.documentElement) observer.observe(document.documentElement, { childList: true });
  };
  const maskIcon = (): void => {
    if (host) icon.mask();
  };
  const look = (): void => {
    left = quarrels;
    if (!host) return;
    watch();
    maskIcon();
    if (host.isConnected && document.documentElement.style.visibility) return;
    again();
    hidePage();
  };

  const hide = (): void => {
    if (!host) return;
    cancelAnimationFrame(frame);
    clearInterval(timer);
    observer.disconnect();
    for (const restore of giveBack) restore();
    icon.restore();
    if (!document.documentElement?.getAttribute('style')) document.documentElement?.removeAttribute('style');
    host.remove();
    host = undefined;
  };

  return {
    listen,
    show() {
      if (host) return;
      host = createOverlayHost();
      promote(host);
      giveBack = hiding.map(remember);
      // Else a page's own transition of `visibility` would keep it in sight.
      set('transition', 'none');
      // Chromium fills a new tab with the last page's background until it has painted itself (measured).
      set('background-color', seaColour());
      // One frame later: restyling a large page must not delay the overlay itself.
      frame = requestAnimationFrame(hidePage);
      setTimeout(maskIcon);
      // Before that a page may not have named it yet; the browser takes it a moment later.
      document.addEventListener('DOMContentLoaded', maskIcon, { once: true });
      left = quarrels;
      timer = setInterval(look, lookMs);
      watch();
    },
    hide,
  };
}

function createOverlayHost(): HTMLElement {
  const { element, root } = createHost(
    hostStyle(
      `position:fixed;inset:0;display:grid;place-items:center;width:100vw;height:100vh;max-width:none;max-height:none;visibility:visible;opacity:1;z-index:2147483647;background:${seaColour()};pointer-events:auto;cursor:default;`,
    ),
  );
  root.append(createPicture(240));
  return element;
}
