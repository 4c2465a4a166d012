/** At most one drain at a time over all contexts of the extension, and no wish for one forgotten. */

const lockName = 'dolphin-drain';

/** Asks for a turn; resolves when the turn that takes the reason in is over. Never throws. */
export function createTurns(
  locks: Pick<LockManager, 'request'> | undefined,
  work: (reasons: ReadonlySet<string>) => Promise<void>,
): (reason: string) => Promise<void> {
  const asked = new Set<string>();
  let running: Promise<void> | undefined;

  async function workAll(): Promise<void> {
    while (asked.size > 0) {
      const reasons = new Set(asked);
      asked.clear();
      await work(reasons);
    }
  }

  async function underLock(): Promise<void> {
    if (!locks) return workAll();
    // Waits its turn: who holds the lock may be a worker that was stopped a moment ago, with our records half sent.
    await locks.request(lockName, workAll);
  }

  async function turn(): Promise<void> {
    try {
      // Asked for between the last look and the end of the lock: goes again.
      while (asked.size > 0) await underLock();
    } catch {
      // Even the last road failed. The records are where they were, and the next wake comes to them.
      asked.clear();
    } finally {
      running = undefined;
    }
  }

  return (reason) => {
    asked.add(reason);
    return (running ??= turn());
  };
}
