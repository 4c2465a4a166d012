/** The tests of one browser: a row of the table each, measured, compared with the document and with what must hold. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectedCells, readDocument, rowName, settledCells } from '../../../scripts/conformance/document.ts';
import { readResults, writeResults, type Row } from '../../../scripts/conformance/row.ts';
import { findChromium, findFirefox } from '../../../scripts/browsers/find.ts';
import type { BrowserName } from '../../../scripts/situations/situation.ts';
import { strokes } from '../../../scripts/situations/situations.ts';
import { runQuietly } from '../../../scripts/step.ts';
import { openBlackBox, type BlackBox } from './box.ts';
import { hammered, killed, reopened, strokeAll, wentBack } from './later.ts';
import { cases, inOrder, isOften, measure, merged } from './matrix.ts';

/** Once in every test run; `npm run conformance`, which writes the document, sets more. */
const asked = process.env['DOLPHIN_ROUNDS'];
const rounds = Number(asked ?? 1);
const everyRow = asked !== undefined || Boolean(process.env['DOLPHIN_LONG']);

const later: Record<string, (box: BlackBox) => Promise<Row>> = {
  'hammered/shortcut': hammered,
  'killed/shortcut': killed,
  'reopened/shortcut': reopened,
  'back/shortcut': wentBack,
};

const keys = [
  ...cases.map(({ key }) => key),
  ...strokes.map((stroke) => `stroke/${stroke.keys}`),
  ...Object.keys(later),
];

export function conformance(browser: BrowserName): void {
  const isNow = (key: string) => everyRow || isOften(browser, key);
  let box: BlackBox;
  let version = '';
  // What is not measured now, because only some tests were asked for, is as it was measured last.
  let rows: Row[] = readResults(browser)?.rows ?? [];
  const said = asked === undefined ? readDocument(browser) : undefined;

  beforeAll(async () => {
    const executable = (browser === 'chromium' ? findChromium() : findFirefox()) ?? '';
    version = (await runQuietly(executable, ['--version'])).output.trim().split('\n').at(-1) ?? '';
    box = await openBlackBox(browser);
    await box.fresh();
  });
  afterAll(async () => {
    await box.close();
  });

  /** What was measured is what must be, and what the document says. */
  const check = (row: Row) => {
    rows = inOrder([...rows.filter(({ key }) => key !== row.key), row], keys);
    writeResults({ browser, version, rows });
    const named = { [rowName(row)]: row.cells, ...(row.note !== undefined && { note: row.note }) };
    expect.soft(named).toMatchObject({ [rowName(row)]: expectedCells(browser, row) });
    const documented = said?.get(rowName(row));
    if (asked === undefined)
      expect
        .soft(documented, 'docs/conformance.md; npm run conformance')
        .toMatchObject(settledCells(browser, row.key, row.cells));
  };

  test.for(cases.filter(({ key }) => isNow(key)))('$situation.says, by $way', async (each) => {
    check(await measure(box, each, rounds));
  });
  test('no stroke of a child on the cover brings the page back', async () => {
    const made: Row[][] = [];
    for (let round = 0; round < rounds; round += 1) made.push(await strokeAll(box));
    for (const at of strokes.keys()) check(merged(made.flatMap((rows) => rows[at] ?? [])));
  });
  test.for(Object.entries(later).filter(([key]) => isNow(key)))('%s', async ([, act]) => {
    const made: Row[] = [];
    for (let round = 0; round < rounds; round += 1) made.push(await act(box));
    check(merged(made));
  });
}
