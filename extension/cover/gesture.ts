/**
 * The adult's release gesture as a pure state machine: activate, wait three seconds, activate again, pick the word shown,
 * choose. Pointer, keyboard and switch all arrive here as the same few events.
 *
 * Why a frightened child hammering on it does not get through:
 * - the one button of the first steps never leads to a choice: while waiting it starts the wait anew, and once the word
 *   shows it begins again from the start. Focus stays on it, so hammering Enter, Space or a switch goes round in circles;
 * - a letter key, Escape, a click elsewhere or leaving the page begins again (`stray`);
 * - the words have to be reached on purpose, the first two of the six are never the right one, and a wrong one begins
 *   again with other words;
 * - focus does not go onto a choice by itself, so one stroke too many chooses nothing.
 * Why a slow adult is never punished: there is a shortest time, never a longest one.
 */
import type { ReleaseChoice } from '../platform/messages.ts';

export const waitMs = 3000;
/** A busy computer's timers are late, and a person's three seconds are short: so much early still counts. */
const toleranceMs = 250;
const wordsShown = 6;
/** The first words reached are never the right one: that is where a tabbing child lands. */
const neverFirst = 2;

export type Gesture =
  | { readonly step: 'rest' | 'again' | 'done' | 'kept' }
  | { readonly step: 'wait'; readonly since: number }
  | { readonly step: 'word'; readonly words: readonly string[]; readonly right: string }
  | { readonly step: 'choose'; readonly failed: boolean }
  | { readonly step: 'sending'; readonly choice: ReleaseChoice };

export type GestureEvent =
  /** The "For grown-ups" button, `at` ms of any steady clock; `words` are all there are, `random` gives 0 up to 1. */
  | { readonly type: 'activate'; readonly at: number; readonly words: readonly string[]; readonly random: () => number }
  /** The wait that began at `since` is over. */
  | { readonly type: 'waited'; readonly since: number }
  | { readonly type: 'picked'; readonly word: string }
  | { readonly type: 'chosen'; readonly choice: ReleaseChoice }
  | { readonly type: 'answered'; readonly ok: boolean }
  /** Something that no adult does in the middle of the gesture. */
  | { readonly type: 'stray' };

export const atRest: Gesture = { step: 'rest' };

/** The next step; an event that does not belong to the present one changes nothing. */
export function gestureNext(now: Gesture, event: GestureEvent): Gesture {
  switch (event.type) {
    case 'activate':
      return activated(now, event);
    case 'waited':
      return now.step === 'wait' && now.since === event.since ? { step: 'again' } : now;
    case 'picked':
      if (now.step !== 'word') return now;
      return event.word === now.right ? { step: 'choose', failed: false } : atRest;
    case 'chosen':
      return now.step === 'choose' ? { step: 'sending', choice: event.choice } : now;
    case 'answered':
      if (now.step !== 'sending') return now;
      if (!event.ok) return { step: 'choose', failed: true };
      return { step: now.choice === 'keep' ? 'kept' : 'done' };
    case 'stray':
      // What was chosen is on its way: there is nothing left to begin again.
      return now.step === 'sending' || now.step === 'done' || now.step === 'kept' ? now : atRest;
  }
}

function activated(now: Gesture, { at, words, random }: Extract<GestureEvent, { type: 'activate' }>): Gesture {
  switch (now.step) {
    case 'rest':
    case 'kept':
      return { step: 'wait', since: at };
    case 'wait':
      return at - now.since < waitMs - toleranceMs ? { step: 'wait', since: at } : offer(words, random);
    case 'again':
      return offer(words, random);
    case 'word':
    case 'choose':
      return atRest;
    case 'sending':
    case 'done':
      return now;
  }
}

/** A few of the words in random order, and which of them is the right one. */
function offer(all: readonly string[], random: () => number): Gesture {
  const rest = [...all];
  const words: string[] = [];
  while (words.length < wordsShown && rest.length > 0) {
    words.push(...rest.splice(Math.floor(random() * rest.length), 1));
  }
  const right = words[neverFirst + Math.floor(random() * (words.length - neverFirst))] ?? words[0];
  return right === undefined ? { step: 'choose', failed: false } : { step: 'word', words, right };
}
