/** When a cover first showed each of its states, on the clock that all processes share. */
import type { BrowserContext, Page } from 'playwright-core';

type Recorded = { dolphinStates?: Record<string, number> };

/** Every page of the browser opened from now on notes its states. */
export async function recordStates(context: BrowserContext): Promise<void> {
  await context.addInitScript(noteStates);
}

/** Waits for one of the states and gives the moment of the first: a quick school leaves no time for the one before. */
export async function stateAt(cover: Page, ...states: string[]): Promise<number> {
  const found = await cover.waitForFunction(
    (names) => {
      const seen = (globalThis as Recorded).dolphinStates ?? {};
      const moments = names.flatMap((name) => seen[name] ?? []);
      return moments.length > 0 && Math.min(...moments);
    },
    states,
    { polling: 20 },
  );
  return Number(await found.jsonValue());
}

/** Now, on the same clock. */
export const sharedNow = () => performance.timeOrigin + performance.now();

/** Runs in every page. */
function noteStates(): void {
  const states: Record<string, number> = {};
  (globalThis as Recorded).dolphinStates = states;
  const note = () => {
    const state = document.documentElement?.dataset['state'];
    if (state) states[state] ??= performance.timeOrigin + performance.now();
  };
  new MutationObserver(note).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-state'] });
  note();
}
