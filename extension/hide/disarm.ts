/**
 * Takes the question "Leave site?" from a page that is to end. Firefox neither discards such a page nor closes it without
 * the question, which would stand on the screen that was just given back (measured).
 */
import { browser } from '../platform/browser.ts';
import { sleep } from './attempt.ts';

/** How long a page may take to hear it, in ms; one that hangs never does, and asks nothing either. */
const answerMs = 200;

export async function disarm(tabId: number): Promise<void> {
  const told = async (): Promise<void> => {
    const target = { tabId, allFrames: true };
    await browser.scripting.executeScript({ target, func: neverAsk, injectImmediately: true });
  };
  await Promise.race([told().catch(() => undefined), sleep(answerMs)]);
}

/** Runs in every frame, so it stands alone. What captures is heard before the page's own listeners, whoever came first. */
function neverAsk(): void {
  addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true);
}
