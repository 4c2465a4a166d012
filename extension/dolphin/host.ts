/** Elements of ours in somebody else's page: out of reach of its styles, unreadable for its scripts, above its layers. */
import { isAlive } from '../platform/browser.ts';

/** Says nothing of us to a page that looks at its own tree. */
const tagName = 'x-layer';
/** What a covered page's root wears. */
export const hiding = ['visibility', 'background-color', 'transition'] as const;
/** How long after a loss an element is mended, in ms. Late on purpose: no busy loop with a page that fights back. */
const mendAfterMs = 200;
/** Lost again within so many ms of being mended, so many times in a row: this page will never leave it alone. */
const lostSoonMs = 100;
const lostOften = 3;

/** What this script has made: an element of the page may bear the same name. */
const ours = new WeakSet<EventTarget>();

export type Host = { readonly element: HTMLElement; readonly root: ShadowRoot };

/** Declarations for a host, each `!important`, so that no page rule wins. */
export const hostStyle = (css: string): string => `all:initial;${css}`.replaceAll(';', '!important;');

/** A host with a closed shadow root, styled by {@link hostStyle}. */
export function createHost(style: string): Host {
  const element = document.createElementNS('http://www.w3.org/1999/xhtml', tagName);
  element.style.cssText = style;
  element.setAttribute('popover', 'manual');
  ours.add(element);
  return { element, root: element.attachShadow({ mode: 'closed' }) };
}

/** Takes away what an earlier script of ours left when the extension was updated, but not `keep`; true when there was something. */
export function clearLeftovers(keep: Element | undefined): boolean {
  const root = document.documentElement;
  // Nearly always none, and a page that is just beginning must not be walked through.
  if (!root || document.getElementsByTagName(tagName).length === 0) return false;
  const left = [...root.children].filter((element) => element.localName === tagName && element !== keep);
  for (const element of left) element.remove();
  // Firefox ends a script together with its extension, and then nobody else takes this back.
  if (left.length > 0 && root.style.getPropertyPriority('visibility') === 'important')
    for (const name of hiding) root.style.removeProperty(name);
  return left.length > 0;
}

/** Puts it (back) into the page and last into the top layer, which beats every z-index, dialog and full screen shown before. */
export function promote(element: HTMLElement): void {
  const parent = document.documentElement;
  if (!parent) return;
  if (element.parentNode !== parent) parent.append(element);
  try {
    if (element.matches(':popover-open')) element.hidePopover();
    element.showPopover();
  } catch {
    // No top layer here (an XML page, a page being torn down): its fixed place and z-index remain.
  }
}

/** Whether an event tells that the page puts something of its own into the top layer. */
export function isPromotion({ target, newState }: Event & Partial<ToggleEvent>): boolean {
  return !isOurs(target) && newState !== 'closed';
}

/** Whether something is an element that this script has made. */
export function isOurs(target: EventTarget | null): boolean {
  return target !== null && ours.has(target);
}

/**
 * Keeps it where it belongs: a page that removes or alters it finds it back within a second. A page that takes it away each
 * time is not fought any longer: `besieged` is told, once.
 */
export function keepAlive(element: HTMLElement, style: string, besieged: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let mendedAt = 0;
  let losses = 0;
  const stop = (): void => {
    observer.disconnect();
    clearTimeout(timer);
  };
  const mend = (): void => {
    timer = undefined;
    if (!isAlive()) {
      // The extension was updated or switched off: a fresh script, if there is one, shows its own.
      stop();
      element.remove();
      return;
    }
    for (const name of element.getAttributeNames()) {
      if (name !== 'style' && name !== 'popover') element.removeAttribute(name);
    }
    element.style.cssText = style;
    if (element.getAttribute('popover') !== 'manual') element.setAttribute('popover', 'manual');
    if (!isShown(element)) {
      mendedAt = performance.now();
      promote(element);
    }
    // `document.open` replaces the root element, and with it what is observed.
    watch();
  };
  const observer = new MutationObserver(() => {
    if (timer !== undefined) return;
    losses = isShown(element) ? losses : performance.now() - mendedAt < lostSoonMs ? losses + 1 : 1;
    if (losses > lostOften) {
      stop();
      besieged();
    } else timer = setTimeout(mend, mendAfterMs);
  });
  const watch = (): void => {
    observer.disconnect();
    observer.observe(document, { childList: true });
    if (document.documentElement) observer.observe(document.documentElement, { childList: true });
    observer.observe(element, { attributes: true });
  };
  watch();
  return stop;
}

function isShown(element: HTMLElement): boolean {
  if (element.parentNode !== document.documentElement) return false;
  try {
    return element.matches(':popover-open');
  } catch {
    // A browser without popovers would otherwise be mended for ever.
    return true;
  }
}
