/** A run of the extension that ends, or meets one failure, at a step of our choice: every call that leaves the outbox is a step. */

/**
 * `stop`: at that step the process is gone, and nothing it waits for ever comes. `fail`: that one call fails, before or
 * after it did its work, and life goes on.
 */
export type Ending = 'stop' | 'fail';
type Call = (...values: never[]) => Promise<unknown>;

export type Life = ReturnType<typeof createLife>;

/** Lets `steps` steps through; then comes the ending. */
export function createLife(steps: number, ending: Ending = 'stop') {
  let left = steps;
  let die = (): void => undefined;
  const died = new Promise<void>((resolve) => (die = resolve));
  const isOver = (): boolean => left < 0;

  /** Counts a step; says whether the ending is here. */
  function take(): boolean {
    if (ending === 'stop' && isOver()) return true;
    left -= 1;
    if (left !== -1) return false;
    if (ending === 'stop') die();
    return true;
  }

  async function pass(): Promise<void> {
    if (!take()) return;
    if (ending === 'fail') throw new DOMException('A step failed', 'UnknownError');
    await new Promise(() => undefined);
  }

  const live =
    (call: Call) =>
    async (...values: never[]): Promise<unknown> => {
      await pass();
      const result = await call(...values);
      await pass();
      return result;
    };

  return {
    /** The ending has come. */
    isOver,
    died,
    take,
    /** A port, each of whose calls and returns is a step. */
    wrap: <T extends object>(port: T): T =>
      new Proxy(port, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function'
            ? live((...values) => Reflect.apply(value, target, values) as Promise<unknown>)
            : value;
        },
      }),
  };
}

const requests = ['get', 'getKey', 'getAll', 'getAllKeys', 'put', 'add', 'delete', 'count', 'openKeyCursor'] as const;

/**
 * Makes every request to IndexedDB, and every success of one, a step of `life`: at the ending the transaction is aborted, as
 * a process that dies or a disk that is full leaves it. Gives the function that ends this.
 */
export function tapIndexedDb(life: Pick<Life, 'take'>): () => void {
  const restores: (() => void)[] = [];
  const end = (transaction: IDBTransaction): void => {
    try {
      transaction.abort();
    } catch {
      // It is over already.
    }
  };
  for (const [prototype, transactionOf] of [
    [IDBObjectStore.prototype, (store: IDBObjectStore) => store.transaction],
    [IDBIndex.prototype, (index: IDBIndex) => index.objectStore.transaction],
  ] as const) {
    for (const name of requests) {
      const real: unknown = Reflect.get(prototype, name);
      if (typeof real !== 'function') continue;
      const tapped = function tapped(this: never, ...values: unknown[]): unknown {
        const transaction = transactionOf(this);
        const request = Reflect.apply(real, this, values) as IDBRequest;
        // As soon as this task is over: nothing ends between two calls of one task.
        if (life.take()) queueMicrotask(() => end(transaction));
        else request.addEventListener('success', () => life.take() && end(transaction));
        return request;
      };
      Reflect.set(prototype, name, tapped);
      restores.push(() => Reflect.set(prototype, name, real));
    }
  }
  return () => {
    for (const restore of restores) restore();
  };
}
