/** Which page an address stands for, and whether an address to go on to is one of ours. Pure. */

export type Route =
  | { readonly page: 'live' | 'account' | 'audit' | 'devices' | 'entry' | 'unknown' }
  | { readonly page: 'sign-in'; readonly next: string }
  | { readonly page: 'join'; readonly code: string }
  | { readonly page: 'report'; readonly id: string }
  | { readonly page: 'fleet-device'; readonly id: string }
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
  if (first === 'join' && second !== undefined) return { page: 'join', code: decoded(second) };
  if (first === 'reports' && second !== undefined) return { page: 'report', id: decoded(second) };
  if (first === 'devices' && second !== undefined) return { page: 'fleet-device', id: decoded(second) };
  if (second !== undefined) return { page: 'unknown' };
  switch (first) {
    case '':
      return { page: 'live' };
    case 'sign-in':
      return { page: 'sign-in', next: ownPath(query.get('next')) };
    case 'connect':
    case 'device':
      return { page: 'device', code: plainCode(query.get('code') ?? query.get('user_code') ?? '') };
    case 'account':
    case 'audit':
    case 'devices':
    case 'entry':
      return { page: first };
    default:
      return { page: 'unknown' };
  }
}
