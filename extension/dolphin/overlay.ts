/** The cover inside a page: up within a frame and kept above whatever the page does until release. */
import { isAlive } from '../platform/browser.ts';
import { createHost, hiding, hostStyle, isPromotion, promote } from './host.ts';
import { createIcon } from './icon.ts';
import { seaColours } from './look.ts';
import { createPicture } from './picture.ts';

/** How often a covered page is looked at, in ms. */
const lookMs = 500;
/** How often the overlay goes back on top between two looks: a page that answers each time must not hang in a quarrel. */
const quarrels = 40;

const seaColour = (): string => seaColours[matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'];

export type Overlay = { show(): void; hide(): void };

export function createOverlay(): Overlay {
  let host: HTMLElement | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let frame = 0;
  let left = quarrels;
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
    if (!host || left <= 0) return;
    left -= 1;
    promote(host);
    // A quarrel of our own with our own change would never end.
    observer.takeRecords();
  };
  // The end of the page's own task: before anything of it is painted.
  const onPromotion = (event: Event): void => {
    if (host && isPromotion(event, host)) queueMicrotask(again);
  };
  const observer = new MutationObserver(() => {
    if (!host || host.parentNode === document.documentElement) return;
    // A fresh script of ours took it away and has its own by now; where it was the page, the shade still holds.
    if (!isAlive()) hide();
    else again();
  });
  /** Again and again, for `document.open` takes root and listeners away; twice the same counts once. */
  const listen = (): void => {
    for (const type of ['beforetoggle', 'toggle', 'fullscreenchange'])
      document.addEventListener(type, onPromotion, true);
    observer.observe(document, { childList: true });
    if (document.documentElement) observer.observe(document.documentElement, { childList: true });
  };
  const maskIcon = (): void => {
    if (host) icon.mask();
  };
  const look = (): void => {
    left = quarrels;
    if (!host) return;
    listen();
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
    for (const type of ['beforetoggle', 'toggle', 'fullscreenchange'])
      document.removeEventListener(type, onPromotion, true);
    for (const restore of giveBack) restore();
    icon.restore();
    if (!document.documentElement?.getAttribute('style')) document.documentElement?.removeAttribute('style');
    host.remove();
    host = undefined;
  };

  return {
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
      listen();
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
