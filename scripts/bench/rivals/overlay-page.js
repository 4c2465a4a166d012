/** Technique: the content script hears the keys itself, with no worker between press and overlay. */
addEventListener(
  'keydown',
  (event) => {
    if (event.isTrusted && event.altKey && event.shiftKey && event.code === 'KeyD') globalThis.cover();
  },
  { capture: true },
);
