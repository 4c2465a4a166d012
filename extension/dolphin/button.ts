/** The dolphin on the page: a large button that only a person can press, and that moves between the corners. */
import { isAlive } from '../platform/browser.ts';
import type { Corner } from '../platform/messages.ts';
import { createHost, hostStyle, isPromotion, keepAlive, promote } from './host.ts';
import { marginPx, sizePx } from './look.ts';
import { createPicture } from './picture.ts';

/** A frightened hand slips: only a pull this far, in CSS px, moves the dolphin; anything less is a press. */
const pullPx = 48;
/** How often in one frame the dolphin goes back on top; a page that answers each time must not hang in a quarrel. */
const climbs = 4;

export type Button = {
  /** Takes its listeners, before any script of the page; again when `document.open` has taken them away. */
  listen: () => void;
  /** `lang` where the name is not English. */
  show: (corner: Corner, name: string, lang?: string) => void;
};

type Told = {
  press: () => void;
  moved: (corner: Corner) => void;
  /** The page takes the dolphin away each time: the browser has to paint it from here on. */
  besieged: (corner: Corner) => void;
};

/** Shows nothing until `show`. */
export function createButton({ press, moved, besieged }: Told): Button {
  let host: HTMLElement | undefined;
  let control: HTMLButtonElement | undefined;
  let corner: Corner = 'bottom-right';
  let painted = false;
  let stopKeeping = (): void => undefined;
  /** Whether the pointer last went down on the dolphin, and where. */
  let aimed = false;
  let from: { x: number; y: number } | undefined;

  const place = (at: Corner): void => {
    corner = at;
    if (!host) return;
    stopKeeping();
    const style = styleAt(corner);
    host.style.cssText = style;
    stopKeeping = keepAlive(host, style, () => {
      painted = true;
      besieged(corner);
    });
  };
  const move = (to: Corner): void => {
    if (!host || painted || to === corner) return;
    place(to);
    moved(corner);
  };

  // What a person sees on top is the dolphin, whoever gets the event: a modal dialog and `inert` take it from us, and a
  // page may lay something invisible over us. The browser has just laid the page out to find who gets it.
  const isOver = ({ clientX: x, clientY: y }: MouseEvent): boolean => {
    if (!host) return false;
    const { left, right, top, bottom } = painted ? boxAt(corner) : host.getBoundingClientRect();
    return x >= left && x < right && y >= top && y < bottom;
  };
  const isHosts = (event: Event): boolean => host !== undefined && event.target === host;

  const take = (event: Event): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const onDown = (event: PointerEvent): void => {
    aimed = event.isTrusted && (isHosts(event) || isOver(event));
    from = undefined;
    if (!aimed) return;
    event.stopImmediatePropagation();
    if (event.isPrimary) from = { x: event.clientX, y: event.clientY };
    // A pull must end with us wherever it ends.
    if (isHosts(event)) control?.setPointerCapture(event.pointerId);
  };
  const onClick = (event: MouseEvent): void => {
    // Keys and assistive technology (detail 0) have no pointer, and never pull.
    const isKeys = event.detail === 0;
    if (!event.isTrusted || !(isHosts(event) || (aimed && !isKeys))) return;
    take(event);
    // The click is the one event that a pull and a press both end in, wherever they end; a page may have swallowed others.
    const pulled = !isKeys && from && Math.hypot(event.clientX - from.x, event.clientY - from.y) >= pullPx;
    aimed = false;
    from = undefined;
    if (pulled) move(cornerAt(event.clientX, event.clientY));
    else press();
  };
  const onKey = (event: KeyboardEvent): void => {
    const to = event.isTrusted && isHosts(event) ? cornerTowards(corner, event.key) : undefined;
    if (!to) return;
    take(event);
    move(to);
  };

  let left = climbs;
  const climb = (): void => {
    // What is not in the page is not put there by this: it was taken away by the page, or by the script after an update.
    if (!host?.isConnected || painted || left <= 0 || !isAlive()) return;
    if (left === climbs) requestAnimationFrame(() => (left = climbs));
    left -= 1;
    promote(host);
  };
  const onPromotion = (event: Event): void => {
    // The end of the page's own task: before anything of it is painted, and before a pointer can meet it.
    if (host && isPromotion(event)) queueMicrotask(climb);
  };
  const onPrint = ({ type }: Event): void =>
    host?.style.setProperty('visibility', type === 'beforeprint' ? 'hidden' : 'visible', 'important');

  /** What may wait until there is something to see: a page that is just beginning has little time. */
  const listenShown = (): void => {
    addEventListener('keydown', onKey, true);
    for (const type of ['beforetoggle', 'fullscreenchange']) addEventListener(type, onPromotion, true);
    addEventListener('beforeprint', onPrint, true);
    addEventListener('afterprint', onPrint, true);
  };

  return {
    listen() {
      // On the window and in the capture phase: we are first, so no page can swallow the press. Twice the same counts once.
      addEventListener('pointerdown', onDown, true);
      addEventListener('click', onClick, true);
      if (host) listenShown();
    },
    show(at, name, lang) {
      if (host) return;
      const made = createHost(styleAt(at));
      host = made.element;
      control = createControl(name, lang);
      made.root.append(control);
      place(at);
      promote(host);
      listenShown();
    },
  };
}

function createControl(name: string, lang = 'en-GB'): HTMLButtonElement {
  const control = document.createElementNS('http://www.w3.org/1999/xhtml', 'button') as HTMLButtonElement;
  control.type = 'button';
  // The page's own language may be any.
  control.lang = lang;
  control.setAttribute('aria-label', name);
  control.title = name;
  control.style.cssText = `all:unset;outline:revert;outline-offset:3px;box-sizing:border-box;display:block;width:${sizePx}px;height:${sizePx}px;border-radius:50%;cursor:pointer;touch-action:none;user-select:none;-webkit-tap-highlight-color:transparent;box-shadow:0 0 0 3px #fff,0 2px 10px #0007`;
  control.append(createPicture(sizePx));
  return control;
}

function styleAt(corner: Corner): string {
  const [vertical, horizontal] = corner.split('-');
  const top = vertical === 'top' ? `${marginPx}px` : 'auto';
  const bottom = vertical === 'top' ? 'auto' : `${marginPx}px`;
  const left = horizontal === 'left' ? `${marginPx}px` : 'auto';
  const right = horizontal === 'left' ? 'auto' : `${marginPx}px`;
  return hostStyle(
    `position:fixed;inset:${top} ${right} ${bottom} ${left};display:block;visibility:visible;opacity:1;width:${sizePx}px;height:${sizePx}px;z-index:2147483647;pointer-events:auto;overflow:visible;`,
  );
}

/** Where `paint.ts` puts the dolphin, in CSS px of the window. */
function boxAt(corner: Corner): { left: number; right: number; top: number; bottom: number } {
  const { clientWidth, clientHeight } = document.documentElement;
  const [vertical, horizontal] = corner.split('-');
  const top =
    vertical === 'top'
      ? marginPx
      : (document.compatMode === 'BackCompat' ? innerHeight : clientHeight) - marginPx - sizePx;
  const left = horizontal === 'left' ? marginPx : clientWidth - marginPx - sizePx;
  return { left, right: left + sizePx, top, bottom: top + sizePx };
}

function cornerAt(x: number, y: number): Corner {
  return `${y < innerHeight / 2 ? 'top' : 'bottom'}-${x < innerWidth / 2 ? 'left' : 'right'}`;
}

/** The corner that an arrow key leads to. */
export function cornerTowards(corner: Corner, key: string): Corner | undefined {
  const [vertical, horizontal] = corner.split('-') as ['top' | 'bottom', 'left' | 'right'];
  switch (key) {
    case 'ArrowUp':
      return `top-${horizontal}`;
    case 'ArrowDown':
      return `bottom-${horizontal}`;
    case 'ArrowLeft':
      return `${vertical}-left`;
    case 'ArrowRight':
      return `${vertical}-right`;
    default:
      return undefined;
  }
}
