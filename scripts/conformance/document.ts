/** docs/conformance.md: written from what was measured, and read again to see that it still says what is true. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, release } from 'node:os';
import { join } from 'node:path';
import { quantile } from '../bench/table.ts';
import type { BrowserName } from '../situations/situation.ts';
import { root } from '../step.ts';
import { limits } from './limits.ts';
import { cellNames, type Answer, type Cells, type Results, type Row } from './row.ts';

const file = join(root, 'docs', 'conformance.md');

const titles: Record<BrowserName, string> = { chromium: 'Chromium', firefox: 'Firefox ESR' };
const columns = [
  'Situation',
  'Press',
  'Hidden',
  'ms p50 / p95',
  'Sound off',
  'ms p50',
  'Stays hidden',
  'Released cleanly',
];

const intro = `# Conformance

Every situation in which a press was made, and whether it held. This page is written by the test run (\`npm run conformance\`), never by hand; \`npm test\` makes most of the presses in Chromium again, \`npm run test:long\` all of them, and both fail when an answer is no longer what stands here, better or worse.

How it is judged: a browser on a screen of its own, under real policy, with real keys and clicks and no debugging protocol. The page, its icon and what it opens are painted in one loud colour; **hidden** means that not one pixel of it is left anywhere on the screen, read from the screen's own memory. **Sound off** means that nothing is heard any more on the machine's output. **Stays hidden**: not one pixel comes back while the screen is watched. **Released cleanly**: after *Close it* from afar, no pixel of the page shows and the screen is as it was before the page was opened. Times are from the order to the key tool (whose own 15 to 40 ms are in them) to the last pixel and the last sound.

A **no** is a failure and is printed as one, also where it held in some rounds; – means that it does not apply, and the note says why.
`;

/** Gives the file's path. */
export function writeDocument(results: readonly Results[]): string {
  const rounds = Math.max(...results.flatMap(({ rows }) => rows.map(({ hiddenMs }) => hiddenMs.length)));
  const made = `Made with ${results.map(({ version }) => version).join(' and ')}, Linux ${release().split('-', 1)[0]} ${arch()}, X11, one screen of 1280 × 800, ${rounds} ${rounds === 1 ? 'round' : 'rounds'} a row.`;
  writeFileSync(file, `${intro}\n${made}\n${results.map(section).join('')}`);
  return file;
}

function section({ browser, rows }: Results): string {
  const notes: string[] = [];
  const lines = rows.map((row) => `| ${cellsOf(browser, row, notes).join(' | ')} |`);
  const failures = rows.filter(({ cells }) => Object.values(cells).includes('no')).length;
  const sum =
    failures === 0
      ? `All ${rows.length} rows hold.`
      : `${rows.length - failures} of ${rows.length} rows hold; ${failures} fail.`;
  const table = [`| ${columns.join(' | ')} |`, `| ${columns.map(() => '---').join(' | ')} |`, ...lines].join('\n');
  const told = notes.map((note, at) => `${at + 1}. ${note}`).join('\n');
  return `\n## ${titles[browser]}\n\n${sum}\n\n${table}\n${told ? `\n${told}\n` : ''}`;
}

function cellsOf(browser: BrowserName, row: Row, notes: string[]): string[] {
  const { key, says, press, cells, held, hiddenMs, silentMs } = row;
  const note = [limits[browser][key]?.why, row.note].filter(Boolean).join(' ');
  const mark = note === '' ? '' : ` [${notes.push(note)}]`;
  const ms = (times: readonly number[], parts: readonly number[]) =>
    times.length === 0 ? '–' : parts.map((part) => Math.round(quantile(times, part))).join(' / ');
  const say = (name: keyof Cells) => {
    const [yes = 0, of = 0] = held?.[name] ?? [];
    const share = yes > 0 && yes < of ? ` (${yes} of ${of} held)` : '';
    return cells[name] === 'no' ? `**no**${share}` : cells[name];
  };
  return [
    says + mark,
    press,
    say('hidden'),
    ms(hiddenMs, [0.5, 0.95]),
    say('sound'),
    ms(silentMs, [0.5]),
    say('stays'),
    say('released'),
  ];
}

/** What the document says of a browser, by the row's words and press; `undefined` when there is no document. */
export function readDocument(browser: BrowserName): ReadonlyMap<string, Cells> | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const part = text.split(`## ${titles[browser]}\n`)[1]?.split('\n## ')[0] ?? '';
  const said = new Map<string, Cells>();
  for (const line of part.split('\n')) {
    const parts = line.split('|').map((cell) => cell.trim().replace(/^\*\*no\*\*.*$/, 'no'));
    const [, says = '', press = '', hidden, , sound, , stays, released] = parts;
    if (!isAnswer(hidden) || !isAnswer(sound) || !isAnswer(stays) || !isAnswer(released)) continue;
    said.set(rowName({ says: says.replace(/ \[\d+\]$/, ''), press }), { hidden, sound, stays, released });
  }
  return said;
}

export const rowName = ({ says, press }: Pick<Row, 'says' | 'press'>) => `${says}, ${press}`;

function isAnswer(cell: string | undefined): cell is Answer {
  return cell === 'yes' || cell === 'no' || cell === '–';
}

/** What each row must measure: everything holds but the known limits. */
export function expectedCells(browser: BrowserName, { key, cells }: Row): Cells {
  const known = limits[browser][key]?.cells ?? {};
  const wanted = { ...cells };
  for (const name of cellNames) {
    const limit = known[name] ?? (cells[name] === '–' ? '–' : 'yes');
    if (limit !== 'chance') wanted[name] = limit;
  }
  return wanted;
}

/** The cells of a row that are not left to chance: what two measurements must agree in. */
export function settledCells(browser: BrowserName, key: string, cells: Cells): Partial<Cells> {
  const known = limits[browser][key]?.cells ?? {};
  const settled = cellNames.filter((name) => known[name] !== 'chance');
  return Object.fromEntries(settled.map((name) => [name, cells[name]]));
}
