/** Whether pages are held back at their start, as the background wrote it down; readable without the background. */
import { browser } from './browser.ts';

export const heldKey = 'held';

/** For a page's script. False where nothing can be read. */
export async function isHeld(): Promise<boolean> {
  try {
    return (await browser.storage.local.get(heldKey))[heldKey] === true;
  } catch {
    // The extension was updated in the middle: the fresh script looks again.
    return false;
  }
}
