import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atRest, gestureNext, waitMs, type Gesture, type GestureEvent } from '../../../extension/cover/gesture.ts';

const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
const activate = (at: number, random = () => 0.5): GestureEvent => ({ type: 'activate', at, words, random });
const run = (...events: GestureEvent[]): Gesture => events.reduce(gestureNext, atRest);
const atWord = (random?: () => number) => {
  const gesture = run(activate(0), { type: 'waited', since: 0 }, activate(5000, random));
  if (gesture.step !== 'word') throw new Error('no word shown');
  return gesture;
};
const atChoice = () => {
  const gesture = atWord();
  return gestureNext(gesture, { type: 'picked', word: gesture.right });
};

describe('the release gesture', () => {
  it('leads by activate, wait, activate, word and choice to the release', () => {
    const choosing = atChoice();
    expect(choosing).toEqual({ step: 'choose', failed: false });
    const sending = gestureNext(choosing, { type: 'chosen', choice: 'close' });
    expect(sending).toEqual({ step: 'sending', choice: 'close' });
    expect(gestureNext(sending, { type: 'answered', ok: true })).toEqual({ step: 'done' });
  });

  it('begins the wait anew when activated too early', () => {
    const gesture = run(activate(0), activate(1000), { type: 'waited', since: 0 });
    expect(gesture).toEqual({ step: 'wait', since: 1000 });
  });

  it('goes by the time that has passed, not by a timer that is late on a busy computer', () => {
    expect(run(activate(0), activate(waitMs)).step).toBe('word');
  });

  it('waits for a slow adult for as long as it takes', () => {
    expect(run(activate(0), { type: 'waited', since: 0 }, activate(3_600_000)).step).toBe('word');
  });

  it('begins again after a wrong word, with other words', () => {
    const gesture = atWord();
    const wrong = gesture.words.find((word) => word !== gesture.right)!;
    expect(gestureNext(gesture, { type: 'picked', word: wrong })).toEqual(atRest);
    expect(gestureNext(gesture, { type: 'picked', word: 'not shown' })).toEqual(atRest);
  });

  it('shows six different words, the right one among them and never first or second', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 8 }), (dice) => {
        let throws = 0;
        const { words: shown, right } = atWord(() => dice[throws++ % dice.length]!);
        expect(new Set(shown).size).toBe(6);
        expect(shown.indexOf(right)).toBeGreaterThan(1);
      }),
    );
  });

  it('begins again when the first button is activated while the word or the choices show', () => {
    expect(gestureNext(atWord(), activate(9000))).toEqual(atRest);
    expect(gestureNext(atChoice(), activate(9000))).toEqual(atRest);
  });

  it('never ends for a child who keeps hitting the one button, however the hits fall', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 10_000 }), { maxLength: 200 }), (pauses) => {
        let now = 0;
        let gesture = atRest;
        for (const pause of pauses) {
          now += pause;
          gesture = gestureNext(gesture, activate(now));
          expect(gesture.step).not.toMatch(/choose|sending|done/);
        }
      }),
    );
  });

  it('begins again when a child does something else, but not once the choice is on its way', () => {
    expect(gestureNext(atWord(), { type: 'stray' })).toEqual(atRest);
    expect(gestureNext(atChoice(), { type: 'stray' })).toEqual(atRest);
    const sending = gestureNext(atChoice(), { type: 'chosen', choice: 'close' });
    expect(gestureNext(sending, { type: 'stray' })).toBe(sending);
  });

  it('offers the choices again when the background could not take one', () => {
    const sending = gestureNext(atChoice(), { type: 'chosen', choice: 'give-back' });
    expect(gestureNext(sending, { type: 'answered', ok: false })).toEqual({ step: 'choose', failed: true });
  });

  it('stays usable after "keep covered": the next adult begins from the start', () => {
    const kept = [{ type: 'chosen', choice: 'keep' } as const, { type: 'answered', ok: true } as const].reduce<Gesture>(
      gestureNext,
      atChoice(),
    );
    expect(kept).toEqual({ step: 'kept' });
    expect(gestureNext(kept, activate(1)).step).toBe('wait');
  });

  it('ignores events that do not belong to the present step', () => {
    for (const event of [
      { type: 'picked', word: 'one' },
      { type: 'chosen', choice: 'close' },
      { type: 'answered', ok: true },
      { type: 'waited', since: 0 },
    ] satisfies GestureEvent[]) {
      expect(gestureNext(atRest, event)).toBe(atRest);
    }
  });
});
