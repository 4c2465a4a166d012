/**
 * What one frame of a page does when it must be quiet, and what it knows of a child's work. The background may run both in
 * every frame (`scripting.executeScript`), so each stands alone: no imports, nothing outside its own braces.
 */

/** Stops what plays; leaves full screen, both kinds of picture-in-picture, and the locks on pointer and keys. */
export function quieten(): void {
  type Reach = { documentPictureInPicture?: { window: { close: () => void } | null } };
  type Keys = { keyboard?: { unlock: () => void } };
  const roots: (Document | ShadowRoot)[] = [document];
  for (const root of roots) {
    for (const media of root.querySelectorAll<HTMLMediaElement>('video,audio')) media.pause();
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) roots.push(shadowRoot);
  }
  // Each refuses where there is nothing to leave.
  const quietly = (leave: () => unknown): void => {
    try {
      void Promise.resolve(leave()).catch(() => undefined);
    } catch {
      // Not in this browser, or not allowed in this frame: the tab is muted, covered and usually discarded all the same.
    }
  };
  quietly(() => document.fullscreenElement && document.exitFullscreen());
  quietly(() => document.pictureInPictureElement && document.exitPictureInPicture());
  quietly(() => (globalThis as Reach).documentPictureInPicture?.window?.close());
  quietly(() => document.exitPointerLock());
  quietly(() => (navigator as Keys).keyboard?.unlock());
}

/** Whether a form of this frame holds something that a person put there. */
export function isDirty(): boolean {
  // A page that fills its own fields could otherwise keep itself from being ended.
  if (!navigator.userActivation?.hasBeenActive) return false;
  const untypable = new Set(['hidden', 'submit', 'button', 'reset', 'image']);
  const isChanged = (field: Element): boolean => {
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (field instanceof HTMLSelectElement) {
      // Nothing chosen by the page: the browser shows the first choice of a list that folds.
      const options = [...field.options];
      const preset = options.some((option) => option.defaultSelected);
      return options.some((option, at) => {
        const before = option.defaultSelected || (!preset && !field.multiple && field.size < 2 && at === 0);
        return option.selected !== before;
      });
    }
    if (!(field instanceof HTMLInputElement) || untypable.has(field.type)) return false;
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    // A browser brings the values of some kinds into shape itself, so what differs need not have been typed.
    if (field.type === 'range' || field.type === 'color') return false;
    return field.value !== field.defaultValue;
  };
  if ([...document.querySelectorAll('input,textarea,select')].some(isChanged)) return true;
  const { activeElement } = document;
  // Best effort: nobody knows what an editor held before, but an editor in use is somebody's work.
  return (
    activeElement instanceof HTMLElement && activeElement.isContentEditable && activeElement.innerText.trim() !== ''
  );
}
