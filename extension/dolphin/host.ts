/** Elements of ours in somebody else's page: out of reach of its styles, unreadable for its scripts, above its layers. */

/** Says nothing of us to a page that looks at its own tree. */
const tagName = 'x-layer';

export type Host = { readonly element: HTMLElement; readonly root: ShadowRoot };

/** A host with a closed shadow root; `css` are declarations, each made `!important` so that no page rule wins. */
export function createHost(css: string): Host {
  const element = document.createElementNS('http://www.w3.org/1999/xhtml', tagName);
  element.style.cssText = `all:initial;${css}`.replaceAll(';', '!important;');
  element.setAttribute('popover', 'manual');
  return { element, root: element.attachShadow({ mode: 'closed' }) };
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

/** Keeps it where it belongs: a page that removes or alters it finds it back within a second. */
export function keepAlive(element: HTMLElement): () => void {
  const style = element.style.cssText;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const mend = (): void => {
    timer = undefined;
    for (const name of element.getAttributeNames()) {
      if (name !== 'style' && name !== 'popover') element.removeAttribute(name);
    }
    if (element.style.cssText !== style) element.style.cssText = style;
    if (element.getAttribute('popover') !== 'manual') element.setAttribute('popover', 'manual');
    if (!element.isConnected || !isOpen(element)) promote(element);
    // `document.open` replaces the root element, and with it what is observed.
    watch();
  };
  // Late on purpose: a page that fights back must not make a busy loop of it.
  const observer = new MutationObserver(() => (timer ??= setTimeout(mend, 200)));
  const watch = (): void => {
    observer.disconnect();
    observer.observe(document, { childList: true });
    if (document.documentElement) observer.observe(document.documentElement, { childList: true });
    observer.observe(element, { attributes: true });
  };
  watch();
  return () => {
    observer.disconnect();
    clearTimeout(timer);
  };
}

function isOpen(element: HTMLElement): boolean {
  try {
    return element.matches(':popover-open');
  } catch {
    // A browser without popovers would otherwise be mended for ever.
    return true;
  }
}
