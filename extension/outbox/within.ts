/** Gives up waiting, never the work: what comes late is the caller's to notice. */

/** The value, or `undefined` when it took longer than `ms` or failed. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    // Its failure has its own road: the caller takes the next one.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
