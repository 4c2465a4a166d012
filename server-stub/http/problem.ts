/** Owns the shape of every refusal: `application/problem+json` (RFC 9457) with one plain sentence in `detail`. */
import { STATUS_CODES } from 'node:http';

type More = {
  headers?: Readonly<Record<string, string>>;
  /** Further members, for programs. */
  members?: Readonly<Record<string, unknown>>;
};

/** @param detail a sentence for a person; never an address, a name or anything else from the request */
export function problem(status: number, detail: string, { headers = {}, members = {} }: More = {}): Response {
  const body = { title: STATUS_CODES[status] ?? 'Error', status, detail, ...members };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  });
}
