/** Reads `text/event-stream` by the words of its standard: blocks of fields, comments included. */
import type { View } from './school.ts';

export type Block = { id?: string; event?: string; data?: string; comment?: string };

/** A status of a press, or `{report}` on the staff's side. */
export type Data = { state: string; at: string; by?: string; report: View };
export type Told = { id: string; event: string; data: Data };

export function readStream(response: Response) {
  if (!response.body) throw new Error('The answer has no body.');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';

  /** The next block, whatever is in it; `undefined` at the end. */
  async function block(): Promise<Block | undefined> {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end >= 0) {
        const lines = rest.slice(0, end).split('\n');
        rest = rest.slice(end + 2);
        return Object.fromEntries(
          lines.map((line) => {
            const colon = line.indexOf(':');
            return [line.slice(0, colon) || 'comment', line.slice(colon + 1).replace(/^ /, '')];
          }),
        );
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      rest += value;
    }
  }

  /** The next event that carries data, parsed; `undefined` at the end. */
  async function next(): Promise<Told | undefined> {
    for (let found = await block(); found; found = await block())
      if (found.data !== undefined)
        return { id: found.id ?? '', event: found.event ?? 'message', data: JSON.parse(found.data) as Data };
    return undefined;
  }

  return { block, next, close: () => reader.cancel() };
}
