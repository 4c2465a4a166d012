/** The comparison as tables: for the terminal, as Markdown for docs/benchmarks.md, and as JSON. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Situation } from '../../situations/situation.ts';
import { root } from '../../step.ts';
import { hideWords as words } from '../../words.ts';
import { quantile } from '../table.ts';
import { contenders, dolphin } from './contender.ts';
import { hides, median, type Cell } from './grid.ts';
import type { MainRow } from './main-cells.ts';
import type { ToolTimes } from './tool.ts';

export type HideResult = {
  machine: Machine;
  tool: readonly ToolTimes[];
  rows: readonly MainRow[];
  cells: readonly Cell[];
  situations: readonly Situation[];
  minutes: number;
};

type Table = { title: string; head: readonly string[]; rows: readonly (readonly string[])[]; note?: string };

/** What the figures were measured on: without it they say little. */
export type Machine = {
  browser: string;
  cores: number;
  loadBefore: number;
  rounds: number;
  main: number;
  ear: boolean;
};

const folder = join(root, '.output', 'bench');
const page = join(root, 'docs', 'benchmarks.md');
/** What stands between these in the page is the last run that was written there. */
const [begins, ends] = ['<!-- hide -->', '<!-- /hide -->'];

/** Prints the tables and leaves them in .output/bench/; with `docs` also in docs/benchmarks.md. */
export async function publishHide(result: HideResult, docs: boolean): Promise<void> {
  const tables = [mainTable(result), summary(result), matrix(result)].filter(({ rows }) => rows.length > 0);
  for (const table of tables) console.log(`\n${asText(table)}`);
  const measured = words.measuredOn(result.machine);
  console.log(`\n${measured}`);
  mkdirSync(folder, { recursive: true });
  const { minutes, machine, tool, rows, cells } = result;
  writeFileSync(join(folder, 'hide.json'), `${JSON.stringify({ minutes, machine, tool, rows, cells }, null, 2)}\n`);
  const markdown = [`${measured}\n`, ...tables.map(asMarkdown)].join('\n');
  writeFileSync(join(folder, 'hide.md'), markdown);
  if (docs) {
    const [before = '', rest = ''] = readFileSync(page, 'utf8').split(begins);
    const after = rest.split(ends)[1] ?? '';
    const options = { ...(await resolveConfig(page)), parser: 'markdown' };
    writeFileSync(page, await format(`${before}${begins}\n\n${markdown}\n${ends}${after}`, options));
  }
  console.log(`\n${words.written(minutes)}`);
}

const both = (times: readonly number[]): string =>
  times.length === 0 ? words.never : `${median(times)} / ${Math.round(quantile(times, 0.95))}`;

/** One line of progress for a cell of Dolphin's own. */
export function mainLine({ name, seen, aims: [page, screen] }: MainRow): string {
  const times = timesOf(seen);
  return `${name.padEnd(28)}${both(times.page).padStart(12)} (${page})${both(times.screen).padStart(12)} (${screen})`;
}

/** One line of progress for a cell of the comparison. */
export function cellLine(cell: Cell): string {
  const { situation, lacks, page, screen } = cell;
  if (lacks !== undefined) return `  ${situation.padEnd(22)}${lacks}`;
  return `  ${situation.padEnd(22)}${both(page).padStart(14)}${both(screen).padStart(14)}   ${marksOf(cell).join(', ')}`;
}

function timesOf(seen: MainRow['seen']): { page: number[]; screen: number[]; back: number } {
  return {
    page: seen.flatMap(({ page }) => page ?? []),
    screen: seen.flatMap(({ screen }) => screen ?? []),
    back: seen.filter(({ back }) => back).length,
  };
}

function mainTable({ rows, tool }: HideResult): Table {
  const aimed = (times: readonly number[], aim: number): string =>
    times.length > 0 && quantile(times, 0.95) <= aim ? words.held : words.missed;
  return {
    title: words.main.title,
    head: words.main.head,
    rows: [
      ...rows.map(({ name, aims: [page, screen], seen, load }) => {
        const times = timesOf(seen);
        return [
          name,
          `${times.screen.length} of ${seen.length}`,
          both(times.page),
          `${page} ${aimed(times.page, page)}`,
          both(times.screen),
          `${screen} ${aimed(times.screen, screen)}`,
          String(times.back),
          String(load),
        ];
      }),
      ...tool.map(({ what, event, page }) => [
        words.main.tool(what),
        String(event.length),
        both(page),
        '',
        both(event),
        '',
        '',
        '',
      ]),
    ],
    note: words.main.note,
  };
}

function marksOf(cell: Cell): string[] {
  const { rounds, pageGone, cameBack, silent, broughtBackBy } = cell;
  return [
    ...(pageGone < rounds ? [words.marks.missed(rounds - pageGone, rounds)] : []),
    ...(cameBack > 0 ? [words.marks.cameBack] : []),
    ...(silent.includes(null) ? [words.marks.heard] : []),
    ...(typeof broughtBackBy === 'string' ? [words.marks.broughtBack(broughtBackBy)] : []),
  ];
}

/** A line for each contender: how many situations it holds in, and its times on the ordinary page beside Dolphin's. */
function summary({ cells }: HideResult): Table {
  const ordinary = (name: string) =>
    cells.find(({ contender, situation }) => contender === name && situation === 'ordinary');
  const ours = ordinary(dolphin.name);
  const ratio = (times: readonly number[], base: readonly number[] | undefined): string =>
    times.length === 0 || !base?.length ? '' : `× ${(quantile(times, 0.5) / quantile(base, 0.5)).toFixed(2)}`;
  const played = contenders.filter(({ name }) => cells.some(({ contender }) => contender === name));
  return {
    title: words.summary.title,
    head: words.summary.head,
    rows: played.map(({ name }) => {
      const own = cells.filter(({ contender }) => contender === name);
      const of = (holds: (cell: Cell) => boolean, among: (cell: Cell) => boolean = () => true): string =>
        `${own.filter(holds).length} of ${own.filter(among).length}`;
      const { page = [], screen = [] } = ordinary(name) ?? {};
      return [
        name,
        of(({ pageGone, rounds, cameBack }) => rounds > 0 && pageGone === rounds && cameBack === 0),
        of(hides),
        of(
          ({ silent }) => silent.length > 0 && !silent.includes(null),
          ({ silent }) => silent.length > 0,
        ),
        of((cell) => cell.broughtBackBy === null),
        both(page),
        ratio(page, ours?.page),
        both(screen),
        ratio(screen, ours?.screen),
      ];
    }),
    note: words.summary.note,
  };
}

/** Situations down, contenders across: page / whole screen, medians, with what went wrong. */
function matrix({ cells, situations }: HideResult): Table {
  const played = contenders.filter(({ name }) => cells.some(({ contender }) => contender === name));
  return {
    title: words.matrix.title,
    head: [words.matrix.first, ...played.map(({ name }) => name)],
    rows: situations.map(({ name: situation, says }) => [
      says,
      ...played.map(({ name }) => {
        const cell = cells.find((each) => each.contender === name && each.situation === situation);
        if (!cell || cell.rounds === 0) return words.cannot;
        const times = cell.page.length === 0 ? words.never : `${median(cell.page)} / ${median(cell.screen)}`;
        return [times, ...shortMarks(cell)].join(' ');
      }),
    ]),
    note: words.matrix.note,
  };
}

function shortMarks({ rounds, pageGone, cameBack, silent, broughtBackBy }: Cell): string[] {
  return [
    ...(pageGone > 0 && pageGone < rounds ? [`${pageGone}:${rounds}`] : []),
    ...(cameBack > 0 ? ['↺'] : []),
    ...(silent.includes(null) ? ['♪'] : []),
    ...(typeof broughtBackBy === 'string' ? ['⇤'] : []),
  ];
}

function asText({ title, head, rows, note }: Table): string {
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row.map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0))).join('   ');
  return [title, '', ...all.map(line), ...(note === undefined ? [] : ['', note])].join('\n');
}

function asMarkdown({ title, head, rows, note }: Table): string {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '--:'));
  return `### ${title}\n\n${[head, rule, ...rows].map(line).join('\n')}\n${note === undefined ? '' : `\n${note}\n`}`;
}
