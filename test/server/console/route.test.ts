/** The console's addresses, hostile ones among them. */
import { describe, expect, it } from 'vitest';
import { ownPath, plainCode, routeOf } from '../../../server-stub/console/route.ts';

describe('the way to a page', () => {
  it.each([
    ['/', '', { page: 'live' }],
    ['/join/Ab_-1', '', { page: 'join', code: 'Ab_-1' }],
    ['/reports/123/', '', { page: 'report', id: '123' }],
    ['/connect', '?code=bcdf-ghjk', { page: 'device', code: 'BCDFGHJK' }],
    ['/device', '', { page: 'device', code: '' }],
    ['/sign-in', '?next=/audit', { page: 'sign-in', next: '/audit' }],
    ['/account', '?x=1', { page: 'account' }],
    ['/devices', '', { page: 'devices' }],
    ['/devices/Ab_-1', '', { page: 'fleet-device', id: 'Ab_-1' }],
    ['/reports/1/2', '', { page: 'unknown' }],
    ['/account/more', '', { page: 'unknown' }],
    ['/reports/%zz', '', { page: 'report', id: '%zz' }],
    ['/incidents/123', '', { page: 'report', id: '123' }],
    ['/incidents', '?show=open&q=Room%204', { page: 'incidents', show: 'open', q: 'Room 4' }],
    ['/school/board', '', { page: 'board' }],
    ['/school/audit', '', { page: 'unknown' }],
    ['/concerns', '', { page: 'concerns' }],
    ['/concerns/new', '', { page: 'raise' }],
    ['/concerns/abc', '', { page: 'concern', id: 'abc' }],
    ['/raise', '', { page: 'unknown' }],
    ['/nothing', '', { page: 'unknown' }],
  ])('leads from %s%s to its page', (path, search, route) => {
    expect(routeOf(path, search)).toEqual(route);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/a b', '', null])(
    'never leads from the sign-in page to another site (%s)',
    (next) => {
      expect(ownPath(next)).toBe('/');
    },
  );

  it('keeps where the person wanted to go', () => {
    expect(ownPath('/connect?code=BCDF')).toBe('/connect?code=BCDF');
  });

  it('reads a code as people type it', () => {
    expect(plainCode(' bcdf ghjk')).toBe('BCDFGHJK');
    expect(plainCode('BCDF–GHJK')).toBe('BCDFGHJK');
  });
});
