/** One visit to a page, and what it cost: counted by the browser, and of our own script traced. */
import type { Browser } from 'playwright-core';
import type { LearnerBrowser } from '../browsers/chromium.ts';

/** How long a page is left to itself after its load, ms: the dolphin comes within the first second. */
const watchedMs = 2500;

export type Visit = {
  layouts: number;
  styles: number;
  /** ms on the main thread: script of any kind, layout, and all tasks. */
  scriptMs: number;
  layoutMs: number;
  taskMs: number;
  heapBytes: number;
  loadMs: number;
  /** Largest contentful paint, ms. */
  paintMs: number;
  /** ms on the main thread in our own script alone: reading it, running it, and what it hears later. */
  oursMs: number;
  layers: number;
};

type TraceEvent = {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  /** Time on the processor: what other programs took in between is not ours. */
  tdur?: number;
  tid: number;
  args?: { data?: { url?: string } };
};

export async function visit({ context, id }: LearnerBrowser, url: string): Promise<Visit> {
  const owner = context.browser() as Browser;
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await owner.startTracing(page, { categories: ['devtools.timeline', 'v8'] });
  await page.goto(url);
  await page.waitForTimeout(watchedMs);
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  const seen = await page.evaluate(async () => {
    const paint = await new Promise<number>((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
        type: 'largest-contentful-paint',
        buffered: true,
      });
      setTimeout(() => resolve(0), 200);
    });
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return { paint, load: navigation?.loadEventEnd ?? 0, layers: document.querySelectorAll('x-layer').length };
  });
  const trace = JSON.parse((await owner.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  await page.close();
  return {
    layouts: of('LayoutCount'),
    styles: of('RecalcStyleCount'),
    scriptMs: of('ScriptDuration') * 1000,
    layoutMs: of('LayoutDuration') * 1000,
    taskMs: of('TaskDuration') * 1000,
    heapBytes: of('JSHeapUsedSize'),
    loadMs: seen.load,
    paintMs: seen.paint,
    oursMs: id === '' ? 0 : ours(trace.traceEvents, `chrome-extension://${id}/`),
    layers: seen.layers,
  };
}

/** The outermost events of our script on each thread: an event within another one is in its time already. */
function ours(events: readonly TraceEvent[], base: string): number {
  const found = events
    .filter(({ ph, dur, args }) => ph === 'X' && dur !== undefined && (args?.data?.url ?? '').startsWith(base))
    .filter(({ name }) => ['EvaluateScript', 'FunctionCall', 'v8.compile', 'TimerFire'].includes(name))
    .toSorted((a, b) => a.ts - b.ts);
  const ends = new Map<number, number>();
  let total = 0;
  for (const { ts, dur = 0, tdur = dur, tid } of found) {
    if (ts < (ends.get(tid) ?? 0)) continue;
    ends.set(tid, ts + dur);
    total += tdur;
  }
  return total / 1000;
}
