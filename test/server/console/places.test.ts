/** The way to the pages: each role meets what it needs, and no page before there is something on it. */
import { describe, expect, it } from 'vitest';
import { isAt, placesFor, schoolPlacesFor } from '../../../server-stub/console/frame/places.ts';
import { standingOf } from '../../../server-stub/console/standing.ts';
import type { Role } from '../../../shared/roles.ts';

const nothing = { reported: false, concerns: false };
const busy = { reported: true, concerns: false };
const of = (role: Role) => standingOf({ id: 'p', name: 'P', grants: [{ school: 's', roles: [role], groups: [] }] });
const ways = (role: Role, facts: Parameters<typeof placesFor>[1]) => placesFor(of(role), facts).map(({ href }) => href);

describe('the ways at the top', () => {
  it.each([
    ['teacher', ['/', '/entry', '/account']],
    ['assistant', ['/', '/entry', '/account']],
    ['office', ['/', '/entry', '/school', '/account']],
    ['dsl', ['/', '/incidents', '/entry', '/school', '/account']],
    ['head', ['/', '/incidents', '/entry', '/concerns', '/school', '/account']],
    ['technician', ['/', '/incidents', '/entry', '/devices', '/school', '/account']],
    ['chair', ['/concerns', '/account']],
    ['governor', ['/account']],
    ['admin', ['/devices', '/account']],
  ] as const)('for a %s are these, and there is no other', (role, hrefs) => {
    expect(ways(role, busy)).toEqual(hrefs);
  });

  it('lead to no register in a school where nothing has happened', () => {
    expect(ways('dsl', nothing)).toEqual(['/', '/entry', '/school', '/account']);
    expect(schoolPlacesFor(of('dsl'), nothing).map(({ href }) => href)).toEqual([
      '/school/board',
      '/school/profile',
      '/audit',
    ]);
  });

  it('lead to concerns only head, chair and whom one was opened to; for head and chair whether there is one or not', () => {
    const withOne = { ...busy, concerns: true };
    expect(ways('head', withOne)).toEqual(ways('head', busy));
    expect(ways('chair', withOne)).toEqual(ways('chair', nothing));
    expect(ways('dsl', withOne)).toContain('/concerns');
    for (const role of ['dsl', 'deputy', 'admin', 'technician', 'teacher'] as const)
      expect([role, ways(role, busy).includes('/concerns')]).toEqual([role, false]);
  });

  it('say where one is, also on a page below', () => {
    expect(isAt('/incidents', '/incidents/1')).toBe(true);
    expect(isAt('/', '/reports/1')).toBe(true);
    expect(isAt('/', '/incidents')).toBe(false);
    expect(isAt('/school', '/school/board')).toBe(true);
  });
});
