/** Runs what nobody waits for. It can fail only by a bug or a full disk: neither may stop the worker, both should show. */
export function run(work: Promise<unknown>): void {
  work.catch((error: unknown) => reportError(error));
}
