/** Owns writing `text/event-stream`: events, keep-alive comments, and an end when the reader or the server goes. */
import { streamKeepAliveMs } from '../../shared/limits.ts';

export type Send = (event: { id: string; name?: string; data: unknown }) => void;
export type Line = {
  send: Send;
  /** Tells the reader where it stands, without an event. */
  mark: (id: string) => void;
  /** Ends the stream; the reader comes back with `Last-Event-ID`. */
  end: () => void;
};
type Stream = {
  /** Begins; gives what must be done at the end. */
  open: (line: Line) => Promise<() => void>;
  /** Asked with each keep-alive: may this reader go on? */
  stillAllowed?: () => Promise<boolean>;
  /** Aborted when the server closes. */
  closing: AbortSignal;
  keepAliveMs?: number;
};

/** A reader further behind than this is sent away to begin again where it stopped. */
const mostWaitingChunks = 1000;

export function eventStream({ open, stillAllowed, closing, keepAliveMs = streamKeepAliveMs }: Stream): Response {
  const utf8 = new TextEncoder();
  let stop: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      let ended = false;
      let release: (() => void) | undefined;
      const write = (text: string) => {
        if (ended) return;
        if ((controller.desiredSize ?? 0) < -mostWaitingChunks) end();
        else controller.enqueue(utf8.encode(text));
      };
      const cleanUp = () => {
        ended = true;
        clearInterval(keepAlive);
        closing.removeEventListener('abort', end);
        release?.();
      };
      const end = () => {
        if (ended) return;
        cleanUp();
        controller.close();
      };
      stop = cleanUp;
      const keepAlive = setInterval(() => {
        write(':\n\n');
        stillAllowed?.().then((allowed) => allowed || end(), end);
      }, keepAliveMs);
      closing.addEventListener('abort', end);
      // Something at once, so that the answer's head is not held back on the way.
      write(':\n\n');
      const send: Send = ({ id, name, data }) =>
        write(`${name ? `event: ${name}\n` : ''}id: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
      open({ send, mark: (id) => write(`id: ${id}\n\n`), end }).then((releaser) => {
        if (ended) releaser();
        else release = releaser;
      }, end);
      if (closing.aborted) end();
    },
    cancel: () => stop(),
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      // Against proxies that collect a stream before they hand it on.
      'X-Accel-Buffering': 'no',
    },
  });
}
