/** Following a stream over lost lines, silence and refusals. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followStream, reconnectWaitMs, type Following, type StreamState } from '../../shared/follow-stream.ts';

/** A server whose connections the test holds in its hand. */
function fakeServer() {
  const connections: { lastId: string | undefined; send: (text: string) => void; end: () => void }[] = [];
  let answer: (() => Response) | undefined;
  const open = async (lastId: string | undefined, signal: AbortSignal): Promise<Response> => {
    if (answer) return answer();
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
    signal.addEventListener('abort', () => {
      try {
        controller?.error(new Error('aborted'));
      } catch {
        // Ended already.
      }
    });
    connections.push({
      lastId,
      send: (text) => controller?.enqueue(new TextEncoder().encode(text)),
      end: () => controller?.close(),
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } });
  };
  return { open, connections, answerWith: (next: (() => Response) | undefined) => (answer = next) };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('following a stream', () => {
  let following: Following | undefined;
  let server: ReturnType<typeof fakeServer>;
  let states: StreamState[];
  let events: string[];
  const follow = (lastId?: string) => {
    following = followStream({
      open: server.open,
      onEvent: (name, data) => {
        if (data === 'break') throw new Error('not this one');
        events.push(`${name} ${data}`);
      },
      onState: (state) => states.push(state),
      lastId,
      random: () => 0,
    });
  };

  beforeEach(() => {
    vi.useFakeTimers();
    server = fakeServer();
    states = [];
    events = [];
  });
  afterEach(() => {
    following?.stop();
    vi.useRealTimers();
  });

  it('gives events as they come, and asks for what it missed after a lost connection', async () => {
    follow('3');
    await settle();
    expect(server.connections[0]?.lastId).toBe('3');
    server.connections[0]?.send('id: 4\nevent: report\ndata: one\n\n');
    await settle();
    server.connections[0]?.end();
    await vi.advanceTimersByTimeAsync(300);
    expect(server.connections[1]?.lastId).toBe('4');
    expect(events).toEqual(['report one']);
    expect(states).toEqual(['live', 'offline', 'live']);
  });

  it('asks for what came after the place that the server marked', async () => {
    follow();
    await settle();
    server.connections[0]?.send(':\n\nid: 12\n\n');
    await settle();
    server.connections[0]?.end();
    await vi.advanceTimersByTimeAsync(300);
    expect(server.connections.map(({ lastId }) => lastId)).toEqual([undefined, '12']);
  });

  it('asks again for an event that could not be dealt with', async () => {
    follow('1');
    await settle();
    server.connections[0]?.send('id: 2\ndata: break\n\n');
    await vi.advanceTimersByTimeAsync(300);
    expect(server.connections[1]?.lastId).toBe('1');
  });

  it('takes two missed keep-alives for a dead line, though the socket says nothing', async () => {
    follow();
    await settle();
    await vi.advanceTimersByTimeAsync(30_000);
    server.connections[0]?.send(': still here\n\n');
    await vi.advanceTimersByTimeAsync(34_000);
    expect(server.connections).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(8000);
    expect(server.connections).toHaveLength(2);
  });

  it('keeps trying when a login page of the network answers instead', async () => {
    server.answerWith(() => new Response('<html>', { headers: { 'Content-Type': 'text/html' } }));
    follow();
    await settle();
    expect(states).toEqual(['offline']);
    server.answerWith(undefined);
    await vi.advanceTimersByTimeAsync(2000);
    expect(states).toEqual(['offline', 'live']);
  });

  it('stops asking when the person is not known any more, until told to', async () => {
    server.answerWith(() => new Response('', { status: 401 }));
    follow();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(states).toEqual(['refused']);
    server.answerWith(undefined);
    following?.again();
    await settle();
    expect(states).toEqual(['refused', 'live']);
  });

  it('tries at once when told that the network is back, and never twice at a time', async () => {
    server.answerWith(() => new Response('', { status: 503 }));
    follow();
    await settle();
    server.answerWith(undefined);
    following?.again();
    following?.again();
    await settle();
    expect(server.connections).toHaveLength(1);
  });

  it('opens nothing after it was stopped', async () => {
    follow();
    await settle();
    following?.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    following?.again();
    await settle();
    expect(server.connections).toHaveLength(1);
  });

  it('waits longer each time, up to half a minute, and never all in step', () => {
    expect(reconnectWaitMs(0, () => 0)).toBe(250);
    expect(reconnectWaitMs(0, () => 0.999)).toBeLessThanOrEqual(1250);
    expect(reconnectWaitMs(60, () => 0.999)).toBeLessThanOrEqual(30_250);
    expect(reconnectWaitMs(5, () => 0.2)).not.toBe(reconnectWaitMs(5, () => 0.8));
  });
});
