/** The rows of the table for one browser: which press in which situation, and what its rounds add up to. */
import type { Answer, Cells, Row } from '../../../scripts/conformance/row.ts';
import type { BrowserName, Situation } from '../../../scripts/situations/situation.ts';
import { situations } from '../../../scripts/situations/situations.ts';
import type { BlackBox, Way } from './box.ts';
import { runRound, type Round } from './round.ts';

export const presses: Record<Way, string> = { shortcut: 'shortcut', toolbar: 'toolbar', page: 'on the page' };

/** The shortcut is pressed in all of them; the other two where the way to the hide may differ. */
const byToolbar = new Set([
  'ordinary',
  'hung',
  'alert',
  'dialog',
  'browser-page',
  'pdf',
  'swallows-keys',
  'busy',
  'tabs',
]);
const byPage = new Set(['ordinary', 'beforeunload', 'dialog', 'promotes', 'swallows-keys']);

/**
 * Left to `npm run conformance` and `npm run test:long`: a hide takes the same road there as in a row that every run has,
 * or the row is slow to bring about.
 */
const rarely = new Set([
  'alert/toolbar',
  'beforeunload/page',
  'browser-page/toolbar',
  'dialog/shortcut',
  'dialog/toolbar',
  'pdf/toolbar',
  'tabs/toolbar',
  'confirm/shortcut',
  'prompt/shortcut',
  'print-later/shortcut',
  'popover/shortcut',
  'title/shortcut',
  'location/shortcut',
  'file-picker/shortcut',
  'picker-closed/shortcut',
  'tabs/shortcut',
  'notifications/shortcut',
  'blank/shortcut',
  'data/shortcut',
  'five-windows/shortcut',
  'minimised-window/shortcut',
  'zoomed/shortcut',
  'reopened/shortcut',
  'back/shortcut',
]);

/**
 * Left to the same in one browser. In Firefox the tab strip may be in sight for a moment where a page's own full screen or
 * its tools give way to ours, and which of many new windows, or whether the small one of a video, has the stroke is chance:
 * such an answer is for several rounds.
 */
const rarelyIn: Record<BrowserName, ReadonlySet<string>> = {
  chromium: new Set(),
  firefox: new Set([
    'fullscreen-element/shortcut',
    'fullscreen-video/shortcut',
    'devtools/shortcut',
    'popups/shortcut',
    'video-in-picture/shortcut',
  ]),
};

/** Whether a row, by its key, is measured in every test run. */
export const isOften = (browser: BrowserName, key: string) => !rarely.has(key) && !rarelyIn[browser].has(key);

export type Case = { situation: Situation; way: Way; key: string };

export const cases: readonly Case[] = situations.flatMap((situation) => {
  const ways: Way[] = ['shortcut'];
  if (byToolbar.has(situation.name)) ways.push('toolbar');
  if (byPage.has(situation.name)) ways.push('page');
  return ways.map((way) => ({ situation, way, key: `${situation.name}/${way}` }));
});

const unknown: Cells = { hidden: '–', sound: '–', stays: '–', released: '–' };

/** Makes the rounds of one row; a browser that lacks the situation has a row that says so. */
export async function measure(box: BlackBox, { situation, way, key }: Case, rounds: number): Promise<Row> {
  const row = { key, says: situation.says, press: presses[way] };
  const lacks = situation.lacks?.[box.name];
  if (lacks !== undefined) return { ...row, cells: unknown, hiddenMs: [], silentMs: [], note: `${lacks}.` };
  const made: Round[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) made.push(await runRound(box, situation, way));
  } catch (error) {
    // Not brought about, so nothing was measured: the document says so, and no row of it may.
    box.keepPicture(`${key.replace('/', '-')}-0-failed`);
    await box.fresh();
    const note = error instanceof Error ? error.message : String(error);
    return { ...row, cells: { ...unknown, hidden: 'no' }, hiddenMs: [], silentMs: [], note };
  }
  const notes = [...new Set(made.flatMap((round) => round.notes))];
  return {
    ...row,
    ...summed({
      hidden: made.map(({ hidden }) => hidden),
      sound: made.map(({ silent }) => silent),
      stays: made.map(({ hidden, staysHidden }) => (hidden ? staysHidden : undefined)),
      released: made.map(({ hidden, released }) => (hidden ? released : undefined)),
    }),
    hiddenMs: made.flatMap(({ hiddenMs }) => hiddenMs ?? []),
    silentMs: made.flatMap(({ silent, silentMs }) => (silent === true && silentMs !== undefined ? silentMs : [])),
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
}

/** Each cell: yes only when it held in every round that can say anything. */
function summed(said: Record<keyof Cells, readonly (boolean | undefined)[]>): Required<Pick<Row, 'cells' | 'held'>> {
  const shares = Object.entries(said).map(([name, rounds]) => {
    const told = rounds.filter((each) => each !== undefined);
    return [name, [told.filter(Boolean).length, told.length]] as const;
  });
  const answer = ([yes, of]: readonly [number, number]): Answer => (of === 0 ? '–' : yes === of ? 'yes' : 'no');
  const held = Object.fromEntries(shares) as Record<keyof Cells, readonly [number, number]>;
  return {
    cells: {
      hidden: answer(held.hidden),
      sound: answer(held.sound),
      stays: answer(held.stays),
      released: answer(held.released),
    },
    held,
  };
}

/** One row of several that were measured of the same. */
export function merged(rows: readonly Row[]): Row {
  const [first] = rows;
  if (!first) throw new Error('No round was made.');
  const told = (name: keyof Cells) =>
    rows.map(({ cells }) => (cells[name] === '–' ? undefined : cells[name] === 'yes'));
  const notes = [...new Set(rows.flatMap(({ note }) => note ?? []))];
  return {
    ...first,
    ...summed({ hidden: told('hidden'), sound: told('sound'), stays: told('stays'), released: told('released') }),
    hiddenMs: rows.flatMap(({ hiddenMs }) => hiddenMs),
    silentMs: rows.flatMap(({ silentMs }) => silentMs),
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
}

/** In the order of the table, whatever the order in which they were measured. */
export function inOrder(rows: readonly Row[], keys: readonly string[]): Row[] {
  return rows.filter(({ key }) => keys.includes(key)).toSorted((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
}
