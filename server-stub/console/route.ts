/** Which page an address stands for, and whether an address to go on to is one of ours. Pure. */

const plainPages = ['account', 'audit', 'devices', 'entry', 'school', 'concerns'] as const;
const schoolPages = ['board', 'profile', 'day', 'dismissals'] as const;

export type Route =
  | { readonly page: 'live' | 'unknown' | (typeof plainPages)[number] | (typeof schoolPages)[number] | 'raise' }
  | { readonly page: 'sign-in'; readonly next: string }
  | { readonly page: 'join'; readonly code: string }
  | { readonly page: 'report' | 'concern' | 'fleet-device'; readonly id: string }
  | { readonly page: 'incidents'; readonly show: string; readonly q: string }
  | { readonly page: 'device'; readonly code: string };

/** A path of this very site: what a link may bring along as "where to go after signing in". */
export function ownPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])[^\\\s]*$/.test(path) ? path : '/';
}

/** People read codes out and type them back: case, spaces and dashes do not matter. */
export function plainCode(code: string): string {
  return code.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase();
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not a valid escape: the server will not know it either, and says so.
    return part;
  }
}

export function routeOf(path: string, search: string): Route {
  const query = new URLSearchParams(search);
  const [first = '', second, more] = path.split('/').filter(Boolean);
  if (more !== undefined) return { page: 'unknown' };
  return second === undefined ? pageOf(first, query) : innerPageOf(first, decoded(second));
}

function innerPageOf(first: string, second: string): Route {
  switch (first) {
    case 'join':
      return { page: 'join', code: second };
    case 'reports':
    case 'incidents':
      return { page: 'report', id: second };
    case 'devices':
      return { page: 'fleet-device', id: second };
    case 'concerns':
      return second === 'new' ? { page: 'raise' } : { page: 'concern', id: second };
    case 'school': {
      const page = schoolPages.find((one) => one === second);
      return { page: page ?? 'unknown' };
    }
    default:
      return { page: 'unknown' };
  }
}

function pageOf(first: string, query: URLSearchParams): Route {
  switch (first) {
    case '':
      return { page: 'live' };
    case 'sign-in':
      return { page: 'sign-in', next: ownPath(query.get('next')) };
    case 'connect':
    case 'device':
      return { page: 'device', code: plainCode(query.get('code') ?? query.get('user_code') ?? '') };
    case 'incidents':
      return { page: 'incidents', show: query.get('show') ?? '', q: query.get('q') ?? '' };
    default:
      return { page: plainPages.find((one) => one === first) ?? 'unknown' };
  }
}
