/** Measured times as a table for people and as JSON for machines. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from '../step.ts';

/** `times` are ms; `aim` is design §7's p95 where it names one; `load` is what else the machine did. */
export type Row = { what: string; times: readonly number[]; aim?: number; note?: string; load: number };

/** The machine's load of the last minute: a time says little without it. */
export const loadNow = () => Number(loadavg()[0]?.toFixed(1) ?? 0);

/** The `part`-th (0 to 1) of the times in order. */
export function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** Whole ms where they say enough. */
const shown = (ms: number): string => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

/** Prints the rows and leaves them in .output/bench/. */
export function publish(name: string, rows: readonly Row[]): void {
  console.log(`\n${'ms'.padEnd(58)}    n    p50    p95    max    aim   load`);
  for (const { what, times, aim, note, load } of rows) {
    const numbers = [times.length, ...[0.5, 0.95, 1].map((part) => shown(quantile(times, part)))];
    const cells = [...numbers.map(String), aim === undefined ? '' : String(aim), String(load)];
    const widths = [5, 7, 7, 7, 7, 7];
    const line = cells.map((cell, at) => cell.padStart(widths[at] ?? 7)).join('');
    console.log(`${what.padEnd(58)}${line}${note === undefined ? '' : `   ${note}`}`);
  }
  const folder = join(root, '.output', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(rows, null, 2)}\n`);
}
