import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canMove, laneNames, machines, moveLanes, startOfLanes, type Signal } from '../../shared/lanes.ts';

const signals = laneNames.flatMap((lane) => Object.keys(machines[lane].moves)) as Signal[];
type Moves = Record<string, { from: readonly string[]; to: string }>;
const movesOf = (lane: (typeof laneNames)[number]) => machines[lane].moves as Moves;

it('a signal moves no lane but its own, and only from where its table says', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...signals), { maxLength: 40 }), (given) => {
      let states = startOfLanes;
      for (const signal of given) {
        const after = moveLanes(states, signal);
        for (const lane of laneNames) {
          if (after[lane] === states[lane]) continue;
          const move = movesOf(lane)[signal];
          expect(move?.from).toContain(states[lane]);
          expect(after[lane]).toBe(move?.to);
        }
        if (!canMove(states, signal)) expect(after).toEqual(states);
        states = after;
      }
    }),
  );
});

it('every state of every lane can be reached, and every closed case can be opened again', () => {
  for (const lane of laneNames) {
    const reached = new Set<string>([machines[lane].start]);
    for (let before = -1; before !== reached.size;) {
      before = reached.size;
      for (const { from, to } of Object.values(movesOf(lane)))
        if (from.some((state) => reached.has(state))) reached.add(to);
    }
    const named = Object.values(movesOf(lane)).flatMap(({ from, to }) => [...from, to]);
    expect(new Set(named)).toEqual(reached);
  }
  expect(moveLanes({ ...startOfLanes, safeguarding: 'closed' }, 'case.reopened').safeguarding).toBe('reopened');
});

it('a cover that was released is never anything else again', () => {
  for (const signal of signals)
    expect(moveLanes({ ...startOfLanes, classroom: 'released' }, signal).classroom).toBe('released');
});

it('what may be illegal is not closed without an agency’s answer or a clearing', () => {
  const locked = { ...startOfLanes, external: 'locked' };
  expect(signals.filter((signal) => moveLanes(locked, signal).external !== 'locked')).toEqual([
    'agency.reported',
    'external.outcome',
    'illegal.cleared',
  ]);
});
