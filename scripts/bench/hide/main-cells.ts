/** Dolphin's own numbers: each trigger, a sleeping worker, a hung page and several windows, against design §7. */
import type { Situation } from '../../situations/situation.ts';
import { situations } from '../../situations/situations.ts';
import { loadNow } from '../table.ts';
import { click, dolphin, shortcut, type Press } from './contender.ts';
import type { Dolphins } from './dolphin.ts';
import { keepSeat } from './keep-seat.ts';
import { onPageDolphin, putToSleep, toolbarDolphin } from './presses.ts';
import { bringAbout, pressAndWatch, type Floor, type Ready } from './round.ts';
import type { Seat } from './seat.ts';
import type { Seen } from './watch.ts';

type MainCell = {
  readonly name: string;
  readonly situation: string;
  /** p95 in ms, of the page area and of every pixel. */
  readonly aims: readonly [page: number, screen: number];
  readonly aim: (floor: Floor, seat: Seat, ready: Ready) => Promise<Press>;
};

const byKey = () => Promise.resolve(shortcut);
const clickOn =
  (find: typeof onPageDolphin): MainCell['aim'] =>
  async ({ display, hand }, _seat, { windows }) => {
    const front = windows.at(-1);
    const spot = front && (await find(display, front));
    if (!spot) throw new Error('The dolphin is not on the screen.');
    hand.point(spot);
    return click;
  };
const onPage = clickOn(onPageDolphin);
const toolbar = clickOn(toolbarDolphin);
const asleep =
  (aim: MainCell['aim']): MainCell['aim'] =>
  async (floor, seat, ready) => {
    const press = await aim(floor, seat, ready);
    await putToSleep(seat);
    return press;
  };

const mainCells: readonly MainCell[] = [
  { name: 'dolphin on the page', situation: 'ordinary', aims: [34, 200], aim: onPage },
  { name: 'toolbar', situation: 'ordinary', aims: [150, 200], aim: toolbar },
  { name: 'shortcut', situation: 'ordinary', aims: [150, 200], aim: byKey },
  { name: 'toolbar, worker asleep', situation: 'ordinary', aims: [200, 250], aim: asleep(toolbar) },
  { name: 'shortcut, worker asleep', situation: 'ordinary', aims: [200, 250], aim: asleep(byKey) },
  { name: 'shortcut, hung page', situation: 'hung', aims: [150, 200], aim: byKey },
  { name: 'toolbar, hung page', situation: 'hung', aims: [150, 200], aim: toolbar },
  { name: 'shortcut, two windows', situation: 'two-windows', aims: [150, 200], aim: byKey },
  { name: 'shortcut, five windows', situation: 'five-windows', aims: [400, 400], aim: byKey },
];

export type MainRow = {
  name: string;
  aims: readonly [page: number, screen: number];
  seen: readonly Seen[];
  /** What else the machine did. */
  load: number;
};

export async function playMain(
  floor: Floor,
  { sit, giveBack }: Dolphins,
  rounds: number,
  tell: (row: MainRow) => void,
): Promise<MainRow[]> {
  const rows: MainRow[] = [];
  const { play, leave } = keepSeat(sit);
  for (const { name, situation, aims, aim } of mainCells) {
    const seen: Seen[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await play(async (seat) => {
        const ready = await bringAbout(floor, seat, dolphin, named(situation));
        const now = await pressAndWatch(floor, await aim(floor, seat, ready), ready);
        await giveBack(seat);
        seen.push(now);
      });
    }
    const row = { name, aims, seen, load: loadNow() };
    rows.push(row);
    tell(row);
  }
  await leave();
  return rows;
}

/** A situation by its name. */
export function named(name: string): Situation {
  const found = situations.find((each) => each.name === name);
  if (!found) throw new Error(`There is no situation "${name}".`);
  return found;
}
