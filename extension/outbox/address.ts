/** An address on its way into a report: cut to its limit, reduced as the school wishes, otherwise byte for byte. */

type UrlDetail = 'full' | 'noquery' | 'host';

/** Cuts to at most `most` bytes of UTF-8, never inside a character. `bytes` is the length before the cut. */
export function cutAddress(url: string, most: number): { url: string; bytes: number } {
  const { read } = new TextEncoder().encodeInto(url, new Uint8Array(most));
  if (read === url.length) return { url, bytes: 0 };
  return { url: url.slice(0, read), bytes: new TextEncoder().encode(url).length };
}

/** Only what the policy's `urlDetail` allows; text that is no address is treated as one without a host. */
export function reduceAddress(url: string, detail: UrlDetail = 'full'): string {
  if (detail === 'full') return url;
  if (detail === 'host') return hostOf(url);
  // The body of a data: or javascript: address is content, and names in front of the host are credentials.
  if (/^(data|javascript):/i.test(url)) return hostOf(url);
  return url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1');
}

function hostOf(url: string): string {
  if (!URL.canParse(url)) return '';
  const { protocol, host, origin } = new URL(url);
  if (host) return `${protocol}//${host}/`;
  return origin === 'null' ? protocol : `${origin}/`;
}
