import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StatusNews } from '../../../extension/cover/stream.ts';
import { watchCover, type WatchPorts } from '../../../extension/cover/watch.ts';
import type { CoverView } from '../../../extension/platform/messages.ts';
import { coverView, incident } from './cover-view.ts';

type Answer = { ok: true; value: CoverView | undefined } | { ok: false; code: 'failed' };

/** A background that answers `cover.opened` from a list (the last answer stays) and notes the rest. */
function background(...answers: Answer[]) {
  const asked: { type: string; data: unknown }[] = [];
  let hear: (view: CoverView) => void = () => undefined;
  let pass: (news: StatusNews) => void = () => undefined;
  const streams: string[] = [];
  let refusals = 0;
  const ports: WatchPorts = {
    ask: ((type: string, data: unknown) => {
      asked.push({ type, data });
      if (type === 'cover.opened') return Promise.resolve(answers.length > 1 ? answers.shift() : answers[0]);
      refusals -= 1;
      return Promise.resolve(refusals >= 0 ? { ok: false, code: 'failed' } : { ok: true });
    }) as WatchPorts['ask'],
    listen: ((_: string, listener: (view: CoverView) => void) => {
      hear = listener;
      return () => (hear = () => undefined);
    }) as WatchPorts['listen'],
    stream: (source, passTo) => {
      streams.push(source.url);
      pass = passTo;
      return () => streams.splice(streams.indexOf(source.url), 1);
    },
  };
  const shown: CoverView[] = [];
  const stop = watchCover(incident, ports, (view) => shown.push(view));
  return {
    asked,
    shown,
    streams,
    stop,
    tell: (view: CoverView) => hear(view),
    news: (news: StatusNews) => pass(news),
    refuseNext: (times: number) => (refusals = times),
    states: () => shown.map(({ state }) => state),
  };
}

const known = (parts?: Partial<CoverView>): Answer => ({ ok: true, value: coverView(parts) });
const stream = { url: 'https://dolphin.school.example/v1/reports/x/events', bearer: 'key' };

describe('a cover in step with the background', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('asks at once, and again and again while the worker cannot answer', async () => {
    const cover = background({ ok: false, code: 'failed' }, { ok: false, code: 'failed' }, known());
    await vi.advanceTimersByTimeAsync(2000);
    expect(cover.states()).toEqual(['saved']);
    cover.stop();
  });

  it('follows broadcasts about its own press only', async () => {
    const cover = background(known());
    await vi.advanceTimersByTimeAsync(0);
    cover.tell(coverView({ state: 'delivered' }));
    cover.tell({ ...coverView({ state: 'acknowledged' }), incident: crypto.randomUUID() });
    expect(cover.states()).toEqual(['saved', 'delivered']);
    cover.stop();
  });

  it('is not taken back by an answer that was overtaken', async () => {
    const cover = background(known({ state: 'saved' }));
    cover.tell(coverView({ state: 'acknowledged' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(cover.states().at(-1)).toBe('acknowledged');
    cover.stop();
  });

  it('says that it is over only when a second look does not find the press either', async () => {
    const cover = background({ ok: true, value: undefined });
    await vi.advanceTimersByTimeAsync(500);
    expect(cover.states()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(cover.states()).toEqual(['released']);
  });

  it('streams once there is something to stream, one stream however often it is told, until the release', async () => {
    const cover = background(known());
    await vi.advanceTimersByTimeAsync(0);
    expect(cover.streams).toEqual([]);
    cover.tell(coverView({ state: 'delivered', stream }));
    cover.tell(coverView({ state: 'acknowledged', stream }));
    expect(cover.streams).toEqual([stream.url]);
    cover.tell(coverView({ state: 'released' }));
    expect(cover.streams).toEqual([]);
  });

  it('hands every change of the status to the background, the newest until it is taken', async () => {
    const cover = background(known({ state: 'delivered', stream }));
    await vi.advanceTimersByTimeAsync(0);
    cover.refuseNext(2);
    cover.news({ state: 'stored' });
    cover.news({ state: 'acknowledged', by: 'Mrs Ash' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(cover.asked.filter(({ type }) => type === 'cover.status').at(-1)?.data).toEqual({
      incident,
      state: 'acknowledged',
      by: 'Mrs Ash',
    });
    const sent = cover.asked.length;
    cover.news({ state: 'released' });
    await vi.advanceTimersByTimeAsync(0);
    expect(cover.asked).toHaveLength(sent + 1);
    cover.stop();
  });

  it('asks often until the school has the report, because each question wakes who sends it', async () => {
    const cover = background(known());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(cover.asked).toHaveLength(4);
    cover.tell(coverView({ state: 'delivered' }));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(cover.asked).toHaveLength(5);
    cover.stop();
  });

  it('asks often for a minute only', async () => {
    const cover = background(known());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(cover.asked).toHaveLength(21);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(cover.asked).toHaveLength(24);
    cover.stop();
  });

  it('asks again now and then, because a broadcast may be lost', async () => {
    const cover = background(known(), known({ state: 'delivered' }));
    await vi.advanceTimersByTimeAsync(21_000);
    expect(cover.states()).toEqual(['saved', 'delivered']);
    cover.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(cover.asked).toHaveLength(2);
  });
});
