/** Whether a child's work is in a frame of a page: its own script runs in the top frame only, and hears no key of a frame. */
import { browser } from '../platform/browser.ts';

/** `isDirty` runs in the frames, so it may use nothing outside its own braces. A frame that hangs never answers. */
export async function typedInFrames(tabId: number, isDirty: () => boolean): Promise<boolean> {
  const frames = await browser.scripting
    .executeScript({ target: { tabId, allFrames: true }, func: isDirty, injectImmediately: true })
    .catch(() => []);
  // The top frame has heard its own keys: a search box that its script has filled is nobody's work.
  return frames.some(({ frameId, result }) => frameId !== 0 && result === true);
}
