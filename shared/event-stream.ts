/** Reads `text/event-stream` (WHATWG HTML §9.2) from streamed bytes: `EventSource` cannot send `Authorization`. */

/** `comment` is a keep-alive; `event.lastId` is what `Last-Event-ID` should hand back once this event is dealt with. */
export type StreamItem =
  | { readonly kind: 'event'; readonly name: string; readonly data: string; readonly lastId: string }
  /** No event, but from here on: what a server says when there was nothing to replay. */
  | { readonly kind: 'mark'; readonly lastId: string }
  | { readonly kind: 'comment' }
  | { readonly kind: 'retry'; readonly ms: number };

/** A server that never ends an event must not fill the memory of a school laptop. */
const longestEventCharacters = 1024 * 1024;

export type EventParser = {
  /** Takes the next piece of text, cut anywhere; gives what it completes. Throws `RangeError` past 1 Mi characters. */
  push: (text: string) => StreamItem[];
};

/** A parser for one connection; `lastId` is the id known from the connection before. */
export function createEventParser(lastId = ''): EventParser {
  let rest = '';
  let afterReturn = false;
  let begun = false;
  let name = '';
  let data: string[] = [];
  let held = 0;
  let id = lastId;
  let given = lastId;

  function field(key: string, value: string, items: StreamItem[]): void {
    if (key === 'event') name = value;
    else if (key === 'data') data.push(value);
    else if (key === 'id' && !value.includes('\0')) id = value;
    else if (key === 'retry' && /^\d+$/.test(value)) items.push({ kind: 'retry', ms: Number(value) });
  }

  function line(text: string, items: StreamItem[]): void {
    if (text === '') {
      if (data.length > 0) items.push({ kind: 'event', name: name || 'message', data: data.join('\n'), lastId: id });
      else if (id !== given) items.push({ kind: 'mark', lastId: id });
      given = id;
      name = '';
      data = [];
      held = 0;
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) {
      items.push({ kind: 'comment' });
      return;
    }
    held += text.length;
    if (colon < 0) field(text, '', items);
    else field(text.slice(0, colon), text.slice(colon + 1).replace(/^ /, ''), items);
  }

  return {
    push(text) {
      let fresh = text;
      if (!begun && fresh !== '') {
        begun = true;
        if (fresh.startsWith('\uFEFF')) fresh = fresh.slice(1);
      }
      // A CR that ended the last piece has already ended its line: the LF that may follow belongs to it.
      if (afterReturn && fresh !== '') {
        if (fresh.startsWith('\n')) fresh = fresh.slice(1);
        afterReturn = false;
      }
      if (fresh.endsWith('\r')) afterReturn = true;
      const lines = (rest + fresh).split(/\r\n|\r|\n/);
      rest = lines.pop() ?? '';
      const items: StreamItem[] = [];
      for (const text of lines) line(text, items);
      if (held + rest.length > longestEventCharacters) throw new RangeError('an event of the stream is too long');
      return items;
    },
  };
}

/** Reads a response's body to its end; rejects as the body does (lost connection, abort). */
export async function readEventStream(
  body: ReadableStream<Uint8Array>,
  take: (item: StreamItem) => void,
  lastId?: string,
): Promise<void> {
  const parser = createEventParser(lastId);
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const item of parser.push(decoder.decode(value, { stream: true }))) take(item);
    }
  } finally {
    // A body that is already broken refuses to be cancelled; the reader's own rejection is what the caller hears.
    reader.cancel().catch(() => undefined);
  }
}
