/** Reading event streams, wherever the bytes are cut. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventParser, readEventStream, type StreamItem } from '../../shared/event-stream.ts';

const read = (...pieces: string[]): StreamItem[] => {
  const parser = createEventParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

describe('an event stream', () => {
  it('gives each event its name, data and id', () => {
    expect(read('id: 7\nevent: report\ndata: {"a":1}\n\n')).toEqual([
      { kind: 'event', name: 'report', data: '{"a":1}', lastId: '7' },
    ]);
  });

  it('joins several data lines and takes off one leading space only', () => {
    expect(read('data:  a\ndata:b\ndata\n\n')).toEqual([
      { kind: 'event', name: 'message', data: ' a\nb\n', lastId: '' },
    ]);
  });

  it('tells keep-alive comments and waiting times apart from events', () => {
    expect(read(': still here\n\nretry: 3000\nretry: soon\n\n')).toEqual([
      { kind: 'comment' },
      { kind: 'retry', ms: 3000 },
    ]);
  });

  it('keeps the last id over events without one, and refuses an id with a NUL', () => {
    expect(read('id: 1\ndata: a\n\nid: x\0y\ndata: b\n\n').map((item) => item.kind === 'event' && item.lastId)).toEqual(
      ['1', '1'],
    );
    expect(createEventParser('41').push('data: a\n\n')).toEqual([
      { kind: 'event', name: 'message', data: 'a', lastId: '41' },
    ]);
  });

  it('tells where the reader stands, once, when an id comes without an event', () => {
    expect(read(':\n\nid: 9\n\n:\n\nid: 9\n\n')).toEqual([
      { kind: 'comment' },
      { kind: 'mark', lastId: '9' },
      { kind: 'comment' },
    ]);
  });

  it('never gives an event that was cut off', () => {
    expect(read('data: half\n')).toEqual([]);
  });

  it('reads the same events wherever the bytes are cut and whatever ends the lines', () => {
    const text = '\uFEFFid: 1\nevent: report\ndata: one\ndata: zwei ü 🐬\n\n: hm\n\nid: 2\ndata: two\n\n';
    const whole = read(text);
    expect(whole).toHaveLength(3);
    fc.assert(
      fc.property(
        fc.constantFrom('\n', '\r', '\r\n'),
        fc.array(fc.nat({ max: text.length * 2 }), { maxLength: 12 }),
        (end, cuts) => {
          const same = text.replaceAll('\n', end);
          const places = [0, ...cuts.filter((cut) => cut < same.length).toSorted((a, b) => a - b), same.length];
          const pieces = places.slice(1).map((to, index) => same.slice(places[index], to));
          expect(read(...pieces)).toEqual(whole);
        },
      ),
    );
  });

  it('refuses an event that never ends', () => {
    const parser = createEventParser();
    expect(() => {
      for (let n = 0; n < 1000; n += 1) parser.push(`data: ${'x'.repeat(10_000)}\n`);
    }).toThrow(RangeError);
  });

  it('decodes characters cut in the middle of their bytes', async () => {
    const bytes = new TextEncoder().encode('data: 🐬\n\n');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const items: StreamItem[] = [];
    await readEventStream(body, (item) => items.push(item));
    expect(items).toEqual([{ kind: 'event', name: 'message', data: '🐬', lastId: '' }]);
  });
});
