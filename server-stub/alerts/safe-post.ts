/** Owns posting to addresses that people entered: only https, never to a private place, never following a redirect. */
import { lookup as systemLookup } from 'node:dns';
import { request } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export type Posted = { ok: true; status: number } | { ok: false; why: 'refused' | 'unreachable' };
export type SafePost = (
  url: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
) => Promise<Posted>;

const patienceMs = 10_000;

const inside = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  inside.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(network, bits, 'ipv6');

/** Whether an address belongs to this machine or its network; an IPv4 address dressed as IPv6 counts as what it is. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return inside.check(mapped, 'ipv4');
  const family = isIP(address);
  if (family === 0) return true;
  // Any other way of writing an IPv4 address inside an IPv6 one.
  if (family === 6 && /^::ffff:/i.test(address)) return true;
  return inside.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

export type Guard = { lookup?: typeof systemLookup; isForbidden?: (address: string) => boolean; ca?: string };

/** Checks an address after its name was looked up; the connection then goes to that very address. */
export function guardedLookup({ lookup = systemLookup, isForbidden = isPrivateAddress }: Guard): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      const [first] = addresses;
      if (!first || addresses.some(({ address }) => isForbidden(address)))
        return done(Object.assign(new Error('forbidden'), { code: 'EFORBIDDEN' }), '');
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
  };
}

/** The address as one that may be asked at all: https, and no private address written out. */
export function publicTarget(url: string, { isForbidden = isPrivateAddress }: Guard): URL | undefined {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const literal = target && target.hostname.replaceAll(/^\[|\]$/g, '');
  return target?.protocol !== 'https:' || !literal || (isIP(literal) && isForbidden(literal)) ? undefined : target;
}

export function createSafePost(guard: Guard = {}): SafePost {
  return (url, body, headers) =>
    new Promise((resolve) => {
      const target = publicTarget(url, guard);
      if (!target) {
        resolve({ ok: false, why: 'refused' });
        return;
      }
      const outgoing = request(
        target,
        {
          method: 'POST',
          headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
          lookup: guardedLookup(guard),
          timeout: patienceMs,
          agent: false,
          ...(guard.ca ? { ca: guard.ca } : {}),
        },
        (response) => {
          response.resume();
          resolve({ ok: true, status: response.statusCode ?? 0 });
        },
      );
      outgoing.on('timeout', () => outgoing.destroy());
      outgoing.on('error', (error: NodeJS.ErrnoException) =>
        resolve({ ok: false, why: error.code === 'EFORBIDDEN' ? 'refused' : 'unreachable' }),
      );
      outgoing.end(body);
    });
}
