/** The dolphin on the page: a large button that only a person can press, and that moves between the corners. */
import type { Corner } from '../platform/messages.ts';
import { createHost, keepAlive, promote } from './host.ts';
import { createPicture } from './picture.ts';

/** CSS px; at least 64 (contract §4). */
const sizePx = 72;
const marginPx = 16;
/** A frightened hand slips: only a pull this far, in CSS px, moves the dolphin; anything less is a press. */
const pullPx = 48;

export type Button = {
  show: (corner: Corner, name: string) => void;
  remove: () => void;
};

/** Takes its listeners at once, before any script of the page; shows nothing until `show`. */
export function createButton(press: () => void, moved: (corner: Corner) => void): Button {
  let host: HTMLElement | undefined;
  let control: HTMLButtonElement | undefined;
  let corner: Corner = 'bottom-right';
  let stopKeeping = (): void => undefined;
  let from: { x: number; y: number } | undefined;
  const gone = new AbortController();

  const move = (to: Corner): void => {
    if (!host || to === corner) return;
    corner = to;
    stopKeeping();
    place(host, corner);
    stopKeeping = keepAlive(host);
    moved(corner);
  };
  const isOurs = (event: Event): boolean =>
    event.isTrusted && host !== undefined && (event.target === host || isBehindDialog(event, host));

  // On the window and in the capture phase: we are first, so no page can swallow the press.
  const on = <K extends keyof WindowEventMap>(type: K, act: (event: WindowEventMap[K]) => void): void =>
    addEventListener(type, (event) => void (isOurs(event) && act(event)), { capture: true, signal: gone.signal });
  const take = (event: Event): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  on('pointerdown', (event) => {
    event.stopImmediatePropagation();
    from = event.isPrimary ? { x: event.clientX, y: event.clientY } : undefined;
    // A pull must end with us wherever it ends.
    if (event.target === host) control?.setPointerCapture(event.pointerId);
  });
  on('pointerup', (event) => {
    event.stopImmediatePropagation();
    const pulled = from && Math.hypot(event.clientX - from.x, event.clientY - from.y) >= pullPx;
    if (pulled) move(cornerAt(event.clientX, event.clientY));
    else from = undefined;
  });
  on('click', (event) => {
    take(event);
    const wasPulled = from !== undefined;
    from = undefined;
    // A pull ends in a click of its own; keys and assistive technology (detail 0) never pull.
    if (!wasPulled || event.detail === 0) press();
  });
  on('keydown', (event) => {
    const to = cornerTowards(corner, event.key);
    if (!to) return;
    take(event);
    move(to);
  });
  addEventListener('fullscreenchange', () => host && promote(host), { capture: true, signal: gone.signal });
  const forPaper = (hidden: boolean) => (): void => {
    if (host) host.style.setProperty('visibility', hidden ? 'hidden' : 'visible', 'important');
  };
  addEventListener('beforeprint', forPaper(true), { signal: gone.signal });
  addEventListener('afterprint', forPaper(false), { signal: gone.signal });

  return {
    show(at, name) {
      if (host) return;
      corner = at;
      const made = createHost('');
      host = made.element;
      place(host, corner);
      control = createControl(name);
      made.root.append(control);
      promote(host);
      stopKeeping = keepAlive(host);
    },
    remove() {
      gone.abort();
      stopKeeping();
      host?.remove();
    },
  };
}

function createControl(name: string): HTMLButtonElement {
  const control = document.createElementNS('http://www.w3.org/1999/xhtml', 'button') as HTMLButtonElement;
  control.type = 'button';
  control.setAttribute('aria-label', name);
  control.title = name;
  control.style.cssText = `all:unset;outline:revert;outline-offset:3px;box-sizing:border-box;display:block;width:${sizePx}px;height:${sizePx}px;border-radius:50%;cursor:pointer;touch-action:none;user-select:none;-webkit-tap-highlight-color:transparent;box-shadow:0 0 0 3px #fff,0 2px 10px #0007`;
  control.append(createPicture(sizePx));
  return control;
}

function place(host: HTMLElement, corner: Corner): void {
  const [vertical, horizontal] = corner.split('-');
  const top = vertical === 'top' ? `${marginPx}px` : 'auto';
  const bottom = vertical === 'top' ? 'auto' : `${marginPx}px`;
  const left = horizontal === 'left' ? `${marginPx}px` : 'auto';
  const right = horizontal === 'left' ? 'auto' : `${marginPx}px`;
  host.style.cssText =
    `all:initial;position:fixed;inset:${top} ${right} ${bottom} ${left};display:block;visibility:visible;opacity:1;width:${sizePx}px;height:${sizePx}px;z-index:2147483647;pointer-events:auto;overflow:visible;`.replaceAll(
      ';',
      '!important;',
    );
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

/** A modal dialog makes everything else inert: the dolphin shows above it, but the browser gives the click to the dialog. */
function isBehindDialog(event: Event, host: HTMLElement): boolean {
  if (!(event instanceof MouseEvent) || !(event.target instanceof HTMLDialogElement)) return false;
  const { left, right, top, bottom } = host.getBoundingClientRect();
  return event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
}
