/**
 * Says what the cover says: from the delivery state and the time waited to words, nothing else (design §4, law 4).
 * Every sentence here must be true at the moment it shows; none promises what an adult will do.
 */
import { message } from '../locales/catalogue.ts';
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
  return { ...childWords(view, waitedMs), adults: adultLines(view, waitedMs) };
}

function childWords(view: CoverView, waitedMs: number): Omit<CoverWords, 'adults'> {
  const { state } = view;
  const trusted = message('cover.go');
  if (state === 'released') {
    return { headline: message('cover.released'), lines: [message('cover.released-praise')], picture: 'none' };
  }
  // What still shows is more urgent than who knows: an adult must come to this very screen.
  if (view.uncovered > 0) {
    const lines = [message('cover.another-window'), ...truth(view)];
    return { headline: message('cover.get-now'), lines, picture: 'grown-up' };
  }
  // An adult has been here: whether anybody has come is no longer the question.
  if (view.kept) return { headline: message('cover.kept'), lines: truth(view), picture: 'none' };
  if (state === 'unsaved') {
    return { headline: message('cover.well-done'), lines: [message('cover.tell-now')], picture: 'grown-up' };
  }
  if (state === 'acknowledged') return { headline: seen(view), lines: [], picture: 'grown-up' };
  if (view.hours === 'closed') {
    const lines = [message('cover.show-trusted')];
    if (view.connected) lines.push(message('cover.closed'));
    return { headline: message('cover.well-done'), lines, picture: 'grown-up' };
  }
  if (waitedMs >= nobodyAfterMs) {
    return { headline: message('cover.nobody'), lines: [trusted, ...truth(view)], picture: 'grown-up' };
  }
  if (state === 'delivered') {
    return { headline: message('cover.delivered'), lines: [message('cover.keep-hand-up')], picture: 'hand' };
  }
  return { headline: firstWords.headline, lines: firstWords.lines, picture: 'hand' };
}

/** What school knows, as a line of its own beside a more urgent one. */
function truth(view: CoverView): readonly string[] {
  if (view.state === 'acknowledged') return [seen(view)];
  return view.state === 'delivered' ? [message('cover.delivered')] : [];
}

function seen(view: CoverView): string {
  return view.by ? message('cover.acknowledged-by', { by: view.by }) : message('cover.acknowledged');
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
  const alone = !view.connected || view.hours === 'closed' || view.state === 'unsaved' || waitedMs >= nobodyAfterMs;
  if (view.helpContacts && alone && view.state !== 'acknowledged') {
    lines.push(message('cover.help', { contacts: view.helpContacts }));
  }
  return lines;
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
