/** Which pages a person is shown the way to, and when: what nobody needs yet is not there. Pure. */
import type { Standing } from '../standing.ts';
import type { Word } from '../words.ts';

/** What the school has of the things that a page is about. */
export type Facts = {
  /** Something has been reported that was not practice. */
  readonly reported: boolean;
  /** A concern has been opened to this person; undefined until the server has said. */
  readonly concerns: boolean | undefined;
};
export type Place = { readonly href: string; readonly key: Word };
type Rule = Place & { readonly isShown: (standing: Standing, facts: Facts) => boolean };

const places: readonly Rule[] = [
  { href: '/', key: 'nav.live', isShown: ({ reports }) => reports },
  {
    href: '/incidents',
    key: 'nav.incidents',
    isShown: ({ duties }, { reported }) => reported && (duties.has('narrative') || duties.has('technical')),
  },
  { href: '/entry', key: 'nav.entry', isShown: ({ entry }) => entry },
  {
    href: '/concerns',
    key: 'nav.concerns',
    // Always there for head and chair, so that its being there says nothing.
    isShown: ({ roles }, { concerns }) => roles.has('head') || roles.has('chair') || concerns === true,
  },
  { href: '/devices', key: 'nav.devices', isShown: ({ devices }) => devices },
  { href: '/school', key: 'nav.school', isShown: ({ duties }) => duties.has('board') },
  { href: '/account', key: 'nav.account', isShown: () => true },
];

const schoolPlaces: readonly Rule[] = [
  { href: '/school/board', key: 'board.title', isShown: ({ duties }) => duties.has('board') },
  {
    href: '/school/day',
    key: 'day.title',
    isShown: ({ duties }, { reported }) => reported && duties.has('narrative'),
  },
  {
    href: '/school/dismissals',
    key: 'dismissals.title',
    isShown: ({ duties }, { reported }) => reported && duties.has('narrative'),
  },
  { href: '/school/profile', key: 'profile.title', isShown: ({ duties }) => duties.has('board') },
  { href: '/audit', key: 'nav.audit', isShown: ({ audit }) => audit },
];

const shown = (rules: readonly Rule[], standing: Standing, facts: Facts): Place[] =>
  rules.filter(({ isShown }) => isShown(standing, facts));

/** The ways at the top of every page. */
export const placesFor = (standing: Standing, facts: Facts) => shown(places, standing, facts);
/** What stands on the page about the school. */
export const schoolPlacesFor = (standing: Standing, facts: Facts) => shown(schoolPlaces, standing, facts);

/** The place that a path belongs to: a page below it is still there. */
export function isAt(href: string, path: string): boolean {
  if (href === '/') return path === '/' || path.startsWith('/reports/');
  if (href === '/school' && path === '/audit') return true;
  return path === href || path.startsWith(`${href}/`);
}
