/** How an incident may change, and how it may not. */
import { describe, expect, test } from 'vitest';
import {
  advance,
  againAfterMs,
  isAbout,
  join,
  newIncident,
  pressAgain,
  withoutIds,
  withTabReplaced,
  withWindow,
} from '../../../extension/hide/incident.ts';

const pressed = newIncident('11111111-1111-4111-8111-111111111111', 1_000_000, 'AAAAAAAAAAAAAAAAAAAAAA');

describe('the truth on the cover', () => {
  test('follows the record, the proof, the adult and the release', () => {
    const saved = advance(pressed, { type: 'kept' });
    const delivered = advance(saved, { type: 'delivered', told: true });
    const seen = advance(delivered, { type: 'acknowledged', by: 'Mrs Example' });
    const released = advance(seen, { type: 'released' });
    expect([saved, delivered, seen, released].map(({ state }) => state)).toEqual([
      'saved',
      'delivered',
      'acknowledged',
      'released',
    ]);
    expect(released.by).toBe('Mrs Example');
  });

  test('never goes back', () => {
    const seen = advance(pressed, { type: 'acknowledged' });
    expect(advance(seen, { type: 'kept' })).toBe(seen);
    expect(advance(seen, { type: 'not-kept' })).toBe(seen);
    expect(advance(seen, { type: 'delivered', told: true })).toBe(seen);
  });

  test('does not say "delivered" when the server set the report apart, but its status can be asked for', () => {
    const apart = advance(advance(pressed, { type: 'kept' }), { type: 'delivered', told: false });
    expect(apart).toMatchObject({ state: 'saved', atSchool: true });
  });

  test('says that storage failed, and corrects itself when it did not', () => {
    const unsaved = advance(pressed, { type: 'not-kept' });
    expect(unsaved.state).toBe('unsaved');
    expect(advance(unsaved, { type: 'kept' }).state).toBe('saved');
  });
});

describe('pressing again', () => {
  test('is the same incident and alerts nobody again at once', () => {
    expect(pressAgain(pressed, pressed.pressedAt + againAfterMs - 1)).toEqual({ incident: pressed, again: false });
  });

  test('alerts again after 60 unanswered seconds, and then not before another 60', () => {
    const at = pressed.pressedAt + againAfterMs;
    const first = pressAgain(pressed, at);
    expect(first.again).toBe(true);
    expect(pressAgain(first.incident, at + 1).again).toBe(false);
    expect(pressAgain(first.incident, at + againAfterMs).again).toBe(true);
  });

  test('alerts nobody again once an adult has seen it', () => {
    const seen = advance(pressed, { type: 'acknowledged' });
    expect(pressAgain(seen, pressed.pressedAt + 10 * againAfterMs).again).toBe(false);
  });
});

test('a press by a worker that did not know of the open incident joins it', () => {
  const open = withWindow(pressed, { id: 1, kind: 'normal', before: 'maximized', shown: 11, coverTab: 12 });
  const late = [
    { id: 1, kind: 'normal', before: 'fullscreen', coverTab: 13 } as const,
    { id: 2, kind: 'normal', before: 'normal', coverTab: 21 } as const,
  ].reduce(withWindow, newIncident('22222222-2222-4222-8222-222222222222', 1_000_500, 'BBBBBBBBBBBBBBBBBBBBBB'));
  const joined = join({ ...open, muted: [11] }, { ...late, muted: [11, 20] });
  expect(joined.id).toBe(open.id);
  expect(isAbout(joined, late.id)).toBe(true);
  expect(joined.windows.map(({ id, before, coverTab }) => [id, before, coverTab])).toEqual([
    [1, 'maximized', 12],
    [2, 'normal', 21],
  ]);
  expect(joined.muted).toEqual([11, 20]);
});

test('a discarded tab is followed to its new id', () => {
  const window = { id: 1, kind: 'normal', before: 'normal', shown: 5, coverTab: 6 } as const;
  const incident = withWindow({ ...pressed, reported: [5], muted: [4, 5] }, window);
  expect(withTabReplaced(incident, 5, 9)).toMatchObject({
    reported: [9],
    muted: [4, 9],
    windows: [{ shown: 9, coverTab: 6 }],
  });
});

test('of another run nothing is believed that may mean something else now', () => {
  const open = withWindow(
    { ...pressed, reported: [1], muted: [1, 2], marks: ['m'], kept: true, atSchool: true },
    { id: 3, kind: 'normal', before: 'maximized', shown: 4, coverTab: 5 },
  );
  expect(withoutIds(open)).toEqual({
    ...pressed,
    marks: ['m'],
    kept: true,
    atSchool: true,
    windows: [{ id: 3, kind: 'normal', before: 'maximized', shown: 4 }],
  });
});
