/** An update reloads the extension and would drop every cover with it: it waits until nothing is hidden. */
import { browser } from './browser.ts';

const key = 'updateWaiting';

/** After a release, ms: what it leaves to be written down is written by then. */
const restMs = 5000;

/**
 * Registers in the first tick. `isFree` says whether a reload would uncover nothing. Gives the function to call when that
 * may have become so; a worker that stops before looks again at its next start.
 */
export function updateWhen(isFree: () => Promise<boolean>): () => void {
  browser.runtime.onUpdateAvailable.addListener(() => {
    void browser.storage.session.set({ [key]: true }).then(() => updateIfWaiting(isFree));
  });
  void updateIfWaiting(isFree);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => void updateIfWaiting(isFree), restMs);
  };
}

async function updateIfWaiting(isFree: () => Promise<boolean>): Promise<void> {
  try {
    if ((await browser.storage.session.get(key))[key] && (await isFree())) browser.runtime.reload();
  } catch {
    // No session storage: the browser updates us at its own next start.
  }
}
