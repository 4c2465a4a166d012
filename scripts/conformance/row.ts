/** One row of the conformance table: what was measured of one situation in one browser, and where the measurements lie. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserName } from '../situations/situation.ts';
import { root } from '../step.ts';

/** `–`: it does not apply, or cannot be brought about here; the row's note says which. */
export type Answer = 'yes' | 'no' | '–';
export type Cells = { hidden: Answer; sound: Answer; stays: Answer; released: Answer };
export const cellNames = ['hidden', 'sound', 'stays', 'released'] as const satisfies readonly (keyof Cells)[];

export type Row = {
  /** Stable: the situation, a slash, the way of the press. */
  key: string;
  says: string;
  press: string;
  cells: Cells;
  /** In how many rounds of how many each held. */
  held?: Readonly<Partial<Record<keyof Cells, readonly [yes: number, of: number]>>>;
  /** From the key tool's order to the last pixel and to the last sound; one number a round. */
  hiddenMs: number[];
  silentMs: number[];
  note?: string;
};

export type Results = { browser: BrowserName; version: string; rows: Row[] };

const fileOf = (browser: BrowserName) => join(root, '.output', 'conformance', `${browser}.json`);

export function writeResults(results: Results): void {
  mkdirSync(join(root, '.output', 'conformance'), { recursive: true });
  writeFileSync(fileOf(results.browser), `${JSON.stringify(results, null, 2)}\n`);
}

export function readResults(browser: BrowserName): Results | undefined {
  const file = fileOf(browser);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
}
