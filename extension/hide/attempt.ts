/** Calls that a browser may refuse for a moment, and the pauses between them. */

/** Pauses before a refused call is tried again: the browser refuses while a tab is being dragged. In ms. */
const retryAfterMs = [40, 120, 300] as const;

/** Calls at once, then again after each pause while the browser refuses; `undefined` when it never agreed. */
export async function attempt<T>(
  call: () => Promise<T>,
  pauses: readonly number[] = retryAfterMs,
): Promise<T | undefined> {
  for (const pause of [...pauses, undefined]) {
    try {
      return await call();
    } catch {
      // A tab drag, a window that is closing: worth another try, and counted as uncovered if none helps.
      if (pause === undefined) return undefined;
      await sleep(pause);
    }
  }
  return undefined;
}

export function sleep(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
