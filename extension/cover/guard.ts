/**
 * Keeps the cover a still picture: no menu, no dragging, no search box opening by itself, no mouse button that goes back.
 * What belongs to the browser (its shortcuts, zoom, full screen) is left alone: adults and assistive technology need it.
 */

/** Keys that open the quick search of Firefox on a single stroke. */
const searchKeys = new Set(['/', "'"]);
/** Mouse buttons "back" and "forward" (`MouseEvent.button`). */
const historyButtons = new Set([3, 4]);

/** Registers on a document; gives the function that takes everything off again. */
export function guardCover(page: Document): () => void {
  const off = new AbortController();
  const options = { capture: true, signal: off.signal };
  const stop = (event: Event) => event.preventDefault();
  for (const type of ['contextmenu', 'dragstart', 'dragover', 'drop', 'selectstart', 'copy', 'cut', 'paste']) {
    page.addEventListener(type, stop, options);
  }
  for (const type of ['mousedown', 'mouseup', 'auxclick'] as const) {
    const press = (event: MouseEvent) => {
      // The middle button starts scrolling by itself; only a main click means anything here.
      if (historyButtons.has(event.button) || event.button === 1) event.preventDefault();
    };
    page.addEventListener(type, press, options);
  }
  const key = (event: KeyboardEvent) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && searchKeys.has(event.key)) event.preventDefault();
  };
  page.addEventListener('keydown', key, options);
  return () => off.abort();
}

/** Whether a key belongs to the release gesture (moving, activating) rather than to a child on the keyboard. */
export function isStrayKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
  if (event.key === 'Escape') return true;
  return event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
}
