/** The cover inside a page: up within a frame, sound stopped, and kept above whatever the page does until release. */
import { createHost, promote } from './host.ts';
import { createPicture } from './picture.ts';

/** How often a covered page is looked at, in ms: it may show a dialog of its own over ours. */
const lookMs = 500;

/** The cover's own colour, so that nothing flashes between the overlay and the cover. */
const seaColour = (): string => (matchMedia('(prefers-color-scheme: dark)').matches ? '#0f2e38' : '#a9d3da');

export type Overlay = { show(): void; hide(): void };

export function createOverlay(): Overlay {
  let host: HTMLElement | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let frame = 0;
  let giveBack: (() => void)[] = [];

  const again = (event: Event): void => {
    if (host && event.target !== host) promote(host);
  };
  const look = (): void => {
    if (host && (!host.isConnected || !document.documentElement.style.visibility)) {
      promote(host);
      hidePage();
    }
  };
  /** Also for assistive technology, and for what the page puts above us later. */
  const hidePage = (): void => set('visibility', 'hidden');
  const set = (name: string, value: string): void =>
    document.documentElement?.style.setProperty(name, value, 'important');
  const remember = (name: string): (() => void) => {
    const style = document.documentElement?.style;
    const value = style?.getPropertyValue(name) ?? '';
    const priority = style?.getPropertyPriority(name);
    return () => document.documentElement?.style.setProperty(name, value, priority);
  };

  return {
    show() {
      if (host) return;
      host = createOverlayHost();
      promote(host);
      giveBack = ['visibility', 'background-color'].map(remember);
      // Chromium fills a new tab with the last page's background until it has painted itself (measured).
      set('background-color', seaColour());
      // One frame later: restyling a large page must not delay the overlay itself.
      frame = requestAnimationFrame(hidePage);
      timer = setInterval(look, lookMs);
      document.addEventListener('toggle', again, true);
      document.addEventListener('fullscreenchange', again, true);
    },
    hide() {
      if (!host) return;
      cancelAnimationFrame(frame);
      clearInterval(timer);
      document.removeEventListener('toggle', again, true);
      document.removeEventListener('fullscreenchange', again, true);
      for (const restore of giveBack) restore();
      host.remove();
      host = undefined;
    },
  };
}

function createOverlayHost(): HTMLElement {
  const { element, root } = createHost(
    `position:fixed;inset:0;display:grid;place-items:center;width:100vw;height:100vh;max-width:none;max-height:none;visibility:visible;opacity:1;z-index:2147483647;background:${seaColour()};pointer-events:auto;cursor:default;`,
  );
  root.append(createPicture(240));
  return element;
}

/** Stops what plays and leaves full screen and picture-in-picture, as far as a page's own elements allow. */
export function quieten(): void {
  for (const media of document.querySelectorAll<HTMLMediaElement>('video,audio')) media.pause();
  if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
  if (document.pictureInPictureElement) document.exitPictureInPicture().catch(() => undefined);
}
