/** Calls that a browser may refuse for a moment, and the pauses between them. */

/** Pauses before a refused call is tried again: the browser refuses while a tab is being dragged. In ms. */
const retryAfterMs = [40, 120, 300] as const;

/** As Chromium and Firefox say it. */
const gone = /No (tab|window) with id|Invalid (tab|window) ID/;

/** Calls at once, then again after each pause while the browser refuses; `undefined` when it never agreed. */
export async function attempt<T>(
  call: () => Promise<T>,
  pauses: readonly number[] = retryAfterMs,
): Promise<T | undefined> {
  for (const pause of [...pauses, undefined]) {
    try {
      return await call();
    } catch (refusal) {
      // A tab drag: worth another try, and counted as uncovered if none helps. What is gone does not come back.
      if (pause === undefined || gone.test(String(refusal))) return undefined;
      await sleep(pause);
    }
  }
  return undefined;
}

export function sleep(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
