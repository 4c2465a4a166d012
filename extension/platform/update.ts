/** An update reloads the extension and would drop every cover with it: it waits until nothing is hidden. */
import { browser } from './browser.ts';

const key = 'updateWaiting';

/** Registers in the first tick. `isFree` says whether a reload would uncover nothing. */
export function updateWhen(isFree: () => Promise<boolean>): void {
  browser.runtime.onUpdateAvailable.addListener(() => {
    void browser.storage.session.set({ [key]: true }).then(() => updateIfWaiting(isFree));
  });
  // A worker's next start after the release is soon enough: a page load wakes it.
  void updateIfWaiting(isFree);
}

async function updateIfWaiting(isFree: () => Promise<boolean>): Promise<void> {
  try {
    if ((await browser.storage.session.get(key))[key] && (await isFree())) browser.runtime.reload();
  } catch {
    // No session storage: the browser updates us at its own next start.
  }
}
