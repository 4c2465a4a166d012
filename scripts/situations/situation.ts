/**
 * What a situation is: a page and a browser state that a hide must survive, as data. `situations.ts` lists them all,
 * `pages.ts` has their pages, `stage.ts` serves those on loopback. To bring one about, by any means you like:
 *
 * 1. `const visit = stage.visit(situation, browser)` gives the address to open (and a promise, `ready`, that the page is
 *    painted and sounding; `undefined` for what is no page of ours), as a tab, or as `opens` says, after `beside` further windows;
 * 2. do what `hand` lists, in order: `'click'` is the mouse in the middle of the page, everything else a stroke of keys;
 * 3. give it half a second, and press. `after` are the strokes of a child once the cover is up.
 *
 * Everything that must vanish is painted in `loud` (of `lesson.ts`), also the page's icon, or in `otherLoud` in windows beside
 * it. `plain` situations have no colour of ours (a page of the browser's own): compare with a picture taken before.
 */

export type BrowserName = 'chromium' | 'firefox';
export const browserNames: readonly BrowserName[] = ['chromium', 'firefox'];

/** Colour of the pages in windows beside the one that is pressed in. */
export const otherLoud = { red: 0, green: 255, blue: 64 };

export type Situation = {
  /** Unique, kebab-case; the page of this name is what is opened, unless there is a `page` or an `address`. */
  readonly name: string;
  /** The row's words in a table. */
  readonly says: string;
  readonly page?: string;
  /** Opened in the page's place: an address, or a path of the stage's when it begins with a slash. */
  readonly address?: string | Readonly<Record<BrowserName, string>>;
  /** Nothing here is painted in our colour. */
  readonly plain?: true;
  /** The page has no tone of its own. */
  readonly silent?: true;
  /** Real input before the press; where browsers differ, each has its own. */
  readonly hand?: readonly string[] | Readonly<Record<BrowserName, readonly string[]>>;
  /** The browser itself shows something for it, or the page another picture: without that, it was not brought about. */
  readonly shows?: true;
  readonly opens?: 'app';
  /** Further windows, each with a page in `otherLoud`; `hidden` ones are minimised before the press. */
  readonly beside?: { readonly windows: number; readonly hidden?: true };
  /** Strokes of a child after the cover is up. */
  readonly after?: readonly string[];
  /** So long after the press they begin, ms. */
  readonly afterMs?: number;
  /** So long something of the page may still be to come, ms after the press. */
  readonly watchMs?: number;
  /** Strokes that undo, after the release, what outlives the page. */
  readonly undo?: readonly string[];
  /** What is pressed in was opened by a page in `otherLoud`, which shows again after the release. */
  readonly opener?: true;
  /** The page opened more than the one that is pressed in: what it opened before is left as every other tab is. */
  readonly leaves?: true;
  /** Why this cannot be brought about in a browser. */
  readonly lacks?: Readonly<Partial<Record<BrowserName, string>>>;
};

/** What the hand does in this browser. */
export function handIn({ hand = [] }: Situation, browser: BrowserName): readonly string[] {
  return Array.isArray(hand) ? (hand as readonly string[]) : (hand as Record<BrowserName, readonly string[]>)[browser];
}
