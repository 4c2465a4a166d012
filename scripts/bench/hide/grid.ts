/** Every contender in every situation, a few rounds each: hidden or never, how soon, silent or not, and whether it holds. */
import type { Situation } from '../../situations/situation.ts';
import { quantile } from '../table.ts';
import type { Contender } from './contender.ts';
import { bringAbout, broughtBackBy, pressAndWatch, type Floor } from './round.ts';
import { keepSeat } from './keep-seat.ts';
import type { Seat } from './seat.ts';
import type { Seen } from './watch.ts';

export type Cell = {
  contender: string;
  situation: string;
  rounds: number;
  /** Rounds in which the page area was gone within 3 s, every pixel of the screen was, and in which the page came back. */
  pageGone: number;
  screenGone: number;
  cameBack: number;
  /** ms of the rounds in which it went. */
  page: readonly number[];
  screen: readonly number[];
  /** ms until nothing was heard any more; `null`: it never stopped. Nothing of a page without a sound. */
  silent: readonly (number | null)[];
  /** What a child did to see the page again; `null`: nothing helped; absent: it was not hidden. */
  broughtBackBy?: string | null;
  /** Why there is nothing to measure. */
  lacks?: string;
};

export type Play = {
  contender: Contender;
  /** A seat for this contender; asked again after a browser was lost. */
  sit: () => Promise<Seat>;
  /** Gives the screen back after a press. */
  giveBack: (seat: Seat) => Promise<void>;
};

/** A contender that never hid in so many first rounds is not asked again: each such round takes whole seconds. */
const enoughNevers = 2;

export async function playCells(
  floor: Floor,
  { contender, sit, giveBack }: Play,
  situations: readonly Situation[],
  rounds: number,
  tell: (cell: Cell) => void,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  const { play, leave } = keepSeat(sit);
  const playCell = async (situation: Situation): Promise<Cell> => {
    const seen: Seen[] = [];
    let broughtBack: Pick<Cell, 'broughtBackBy'> = {};
    for (let round = 0; round < rounds; round += 1) {
      if (seen.length >= enoughNevers && seen.every(({ page }) => page === undefined)) break;
      await play(async (seat) => {
        const ready = await bringAbout(floor, seat, contender, situation);
        const canPress = await contender.point?.(floor.display, floor.hand, ready.windows);
        const now = canPress === false ? { back: false } : await pressAndWatch(floor, contender.press, ready);
        // What a child can do about it is asked last, and once.
        const asked = round === rounds - 1 && now.page !== undefined;
        const by = asked ? ((await broughtBackBy(floor, ready)) ?? null) : undefined;
        await giveBack(seat);
        seen.push(now);
        if (by !== undefined) broughtBack = { broughtBackBy: by };
      });
    }
    return { ...cellOf(contender, situation, seen), ...broughtBack };
  };
  for (const situation of situations) {
    const lacks = lack(contender, situation);
    const cell =
      lacks === undefined
        ? await playCell(situation).catch((error: unknown) => notPlayed(contender, situation, String(error)))
        : notPlayed(contender, situation, lacks);
    cells.push(cell);
    tell(cell);
  }
  await leave();
  return cells;
}

function notPlayed(contender: Contender, situation: Situation, lacks: string): Cell {
  return { ...cellOf(contender, situation, []), lacks };
}

function lack({ inPage }: Contender, { address, lacks }: Situation): string | undefined {
  if (lacks?.chromium !== undefined) return lacks.chromium;
  return inPage && address !== undefined ? 'no page of a site that could include it' : undefined;
}

function cellOf({ name }: Contender, situation: Situation, seen: readonly Seen[]): Cell {
  const page = seen.flatMap((each) => each.page ?? []);
  const screen = seen.flatMap((each) => each.screen ?? []);
  return {
    contender: name,
    situation: situation.name,
    rounds: seen.length,
    pageGone: page.length,
    screenGone: screen.length,
    cameBack: seen.filter(({ back }) => back).length,
    page,
    screen,
    silent: situation.silent ? [] : seen.flatMap(({ silent }) => silent ?? (silent === null ? [null] : [])),
  };
}

/** Hidden in every round: no pixel left anywhere, and none came back by itself. */
export function hides({ rounds, screenGone, cameBack }: Cell): boolean {
  return rounds > 0 && screenGone === rounds && cameBack === 0;
}

/** Median in whole ms, or `–` for never. */
export function median(times: readonly number[]): string {
  return times.length === 0 ? '–' : String(Math.round(quantile(times, 0.5)));
}
