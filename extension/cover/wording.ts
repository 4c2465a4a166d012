/**
 * Says what the cover says: from the delivery state and the time waited to words, nothing else (design §4, law 4).
 * Every sentence here must be true at the moment it shows; none promises what an adult will do.
 */
import { message } from '../locales/catalogue.ts';
import type { Speak } from '../locales/home-language.ts';
import type { CoverView } from '../platform/messages.ts';

/** After this long without an adult, ms, a child is sent to one (design §4.7). */
export const nobodyAfterMs = 120_000;

export type Picture = 'hand' | 'grown-up' | 'none';

/** `lines` are for the child, in large type; `adults` for whoever comes, in small type. */
export type CoverWords = {
  readonly headline: string;
  readonly lines: readonly string[];
  readonly adults: readonly string[];
  readonly picture: Picture;
};

/** The same moment in a home language, for the child alone: what is for adults is said in English, which staff read. */
export type HomeWords = Omit<CoverWords, 'adults'> & {
  /** In small type: what the child may need as well as the adults. */
  readonly notes: readonly string[];
};

/** What is painted before anything is known; index.html holds the same words as static text. */
export const firstWords: CoverWords = {
  headline: message('cover.well-done'),
  lines: [message('cover.hand-up'), message('cover.show')],
  adults: [],
  picture: 'hand',
};

/** The words for a view (`undefined`: nothing known yet) `waitedMs` after the press. */
export function wordsFor(view: CoverView | undefined, waitedMs: number): CoverWords {
  if (!view) return firstWords;
  return { ...childWords(view, waitedMs, message), adults: adultLines(view, waitedMs) };
}

/** The child's words for the same view in the language that `say` speaks. Sentence by sentence the same as `wordsFor`. */
export function homeWordsFor(view: CoverView, waitedMs: number, say: Speak): HomeWords {
  const notes = view.practice && view.state !== 'released' ? [say('cover.practice')] : [];
  return { ...childWords(view, waitedMs, say), notes: [...notes, ...helpLines(view, waitedMs, say)] };
}

function childWords(view: CoverView, waitedMs: number, say: Speak): Omit<CoverWords, 'adults'> {
  const { state } = view;
  if (state === 'released') {
    return { headline: say('cover.released'), lines: [say('cover.released-praise')], picture: 'none' };
  }
  // What still shows is more urgent than who knows: an adult must come to this very screen.
  if (view.uncovered > 0) {
    const lines = [say('cover.another-window'), ...truth(view, say)];
    return { headline: say('cover.get-now'), lines, picture: 'grown-up' };
  }
  // An adult has been here: whether anybody has come is no longer the question.
  if (view.kept) return { headline: say('cover.kept'), lines: truth(view, say), picture: 'none' };
  if (state === 'unsaved') {
    return { headline: say('cover.well-done'), lines: [say('cover.tell-now')], picture: 'grown-up' };
  }
  if (state === 'acknowledged') return { headline: seen(view, say), lines: [], picture: 'grown-up' };
  if (view.hours === 'closed') {
    const lines = [say('cover.show-trusted')];
    if (view.connected) lines.push(say('cover.closed'));
    return { headline: say('cover.well-done'), lines, picture: 'grown-up' };
  }
  if (waitedMs >= nobodyAfterMs) {
    return { headline: say('cover.nobody'), lines: [say('cover.go'), ...truth(view, say)], picture: 'grown-up' };
  }
  if (state === 'delivered') {
    return { headline: say('cover.delivered'), lines: [say('cover.keep-hand-up')], picture: 'hand' };
  }
  return { headline: say('cover.well-done'), lines: [say('cover.hand-up'), say('cover.show')], picture: 'hand' };
}

/** What school knows, as a line of its own beside a more urgent one. */
function truth(view: CoverView, say: Speak): readonly string[] {
  if (view.state === 'acknowledged') return [seen(view, say)];
  return view.state === 'delivered' ? [say('cover.delivered')] : [];
}

function seen(view: CoverView, say: Speak): string {
  return view.by ? say('cover.acknowledged-by', { by: view.by }) : say('cover.acknowledged');
}

function adultLines(view: CoverView, waitedMs: number): string[] {
  if (view.state === 'released') return [message('cover.adults.released')];
  const lines: string[] = [];
  if (view.practice) lines.push(message('cover.practice'));
  if (view.uncovered > 0) lines.push(message('cover.adults.uncovered', { count: view.uncovered }));
  if (view.kept) lines.push(message('cover.adults.kept'));
  if (view.state === 'unsaved') lines.push(message('cover.adults.unsaved'));
  // While `hidden` nothing is known for certain, so nothing is claimed.
  else if (!view.connected && view.state !== 'hidden') lines.push(message('cover.adults.not-connected'));
  return [...lines, ...helpLines(view, waitedMs, message)];
}

/** Whom else to turn to, while school may not be there. */
function helpLines(view: CoverView, waitedMs: number, say: Speak): string[] {
  const { state, helpContacts } = view;
  const alone = !view.connected || view.hours === 'closed' || state === 'unsaved' || waitedMs >= nobodyAfterMs;
  if (!helpContacts || !alone || state === 'acknowledged' || state === 'released') return [];
  return [say('cover.help', { contacts: helpContacts })];
}

const rank = { hidden: 0, saved: 1, unsaved: 1, delivered: 2, acknowledged: 3, released: 4 } as const;

/**
 * The newer of two views of one press. A reply and a broadcast may overtake each other, and a child who was told that
 * a grown-up has seen it must not be told otherwise a moment later: a state never goes back.
 */
export function newerView(known: CoverView | undefined, next: CoverView): CoverView {
  if (!known || rank[next.state] >= rank[known.state]) return next;
  return { ...next, state: known.state, ...(known.by !== undefined && { by: known.by }) };
}
