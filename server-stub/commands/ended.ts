/** Owns how a command ends: with something to print, or with one plain sentence and the exit code. */
export type Ended =
  | { code: 0; json: Record<string, unknown>; lines: readonly string[] }
  /** 1: it failed; 2: it was used wrongly. */
  | {
      code: 1 | 2;
      error: string;
      /** What is printed all the same, on stdout. */ json?: Record<string, unknown>;
      lines?: readonly string[];
    };

export function failed(error: string): Ended {
  return { code: 1, error };
}

export function wrongUse(error: string): Ended {
  return { code: 2, error };
}
