/** Owns asking an address that a person entered and reading its answer, under the same guard as posting to one. */
import { request } from 'node:https';
import { guardedLookup, publicTarget, type Guard } from './safe-post.ts';

/** JSON of an answer 200; `undefined` for anything else, too long, or an address that leads inside. */
export type SafeAsk = (
  url: string,
  form?: Readonly<Record<string, string>>,
  authorization?: string,
) => Promise<unknown>;

const patienceMs = 10_000;
const mostBytes = 256 * 1024;

export function createSafeAsk(guard: Guard = {}): SafeAsk {
  return (url, form, authorization) =>
    new Promise((resolve) => {
      const target = publicTarget(url, guard);
      if (!target) {
        resolve(undefined);
        return;
      }
      const body = form && new URLSearchParams(form).toString();
      const headers = {
        Accept: 'application/json',
        ...(authorization ? { Authorization: authorization } : {}),
        ...(body === undefined
          ? {}
          : { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': String(Buffer.byteLength(body)) }),
      };
      const outgoing = request(
        target,
        {
          method: body === undefined ? 'GET' : 'POST',
          headers,
          lookup: guardedLookup(guard),
          timeout: patienceMs,
          agent: false,
          ...(guard.ca ? { ca: guard.ca } : {}),
        },
        (response) => {
          const parts: Buffer[] = [];
          let size = 0;
          response.on('data', (part: Buffer) => {
            size += part.length;
            if (size > mostBytes) outgoing.destroy();
            else parts.push(part);
          });
          response.on('end', () => resolve(response.statusCode === 200 ? read(Buffer.concat(parts)) : undefined));
          response.on('close', () => resolve(undefined));
        },
      );
      outgoing.on('timeout', () => outgoing.destroy());
      outgoing.on('error', () => resolve(undefined));
      outgoing.end(body);
    });
}

function read(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // Whatever it is, it is no answer to what was asked.
    return undefined;
  }
}
