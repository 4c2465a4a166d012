/** Benchmark: what the extension costs ordinary pages, each visited with it and without it in turn, in one run. */
import { launchChromium, removeFolder } from '../browsers/chromium.ts';
import { openOrdinaryPages, ordinaryPages } from './page-server.ts';
import { visit, type Visit } from './page-visit.ts';
import { loadNow, quantile, type Row } from './table.ts';

/** Design §7, ms on the main thread. */
const aim = 1;

/** A row a page: our own time on its main thread, and what the page as a whole cost with us against without us. */
export async function benchPages(rounds: number): Promise<Row[]> {
  const server = await openOrdinaryPages();
  const [bare, ours] = await Promise.all([
    launchChromium({ extension: null, args: ['--autoplay-policy=no-user-gesture-required'] }),
    launchChromium({ args: ['--autoplay-policy=no-user-gesture-required'] }),
  ]);
  try {
    // The first page of a browser pays for the browser.
    for (const browser of [bare, ours]) await visit(browser, server.url('strict'));
    const rows: Row[] = [];
    for (const name of ordinaryPages) {
      const without: Visit[] = [];
      const withUs: Visit[] = [];
      for (let round = 0; round < rounds; round += 1) {
        // Neither is always the first of a pair.
        const order = [() => visit(bare, server.url(name)), () => visit(ours, server.url(name))];
        if (round % 2 === 0) [without[round], withUs[round]] = [await order[0]!(), await order[1]!()];
        else [withUs[round], without[round]] = [await order[1]!(), await order[0]!()];
      }
      rows.push({
        what: name,
        times: withUs.map(({ oursMs }) => oursMs),
        aim,
        load: loadNow(),
        note: compare(without, withUs),
      });
    }
    return rows;
  } finally {
    await server.close();
    for (const browser of [bare, ours]) {
      await browser.kill();
      removeFolder(browser.folder);
    }
  }
}

function compare(without: readonly Visit[], withUs: readonly Visit[]): string {
  const middle = (visits: readonly Visit[], of: keyof Visit) =>
    quantile(
      visits.map((each) => each[of]),
      0.5,
    );
  const both = (of: keyof Visit) => [middle(withUs, of), middle(without, of)] as const;
  const times = (name: string, of: keyof Visit) => {
    const [a, b] = both(of);
    return `${name} ${a.toFixed(0)}/${b.toFixed(0)} ×${b > 0 ? (a / b).toFixed(2) : '–'}`;
  };
  const [heap, bareHeap] = both('heapBytes');
  return [
    times('layouts', 'layouts'),
    times('styles', 'styles'),
    times('script', 'scriptMs'),
    times('layout', 'layoutMs'),
    times('tasks', 'taskMs'),
    times('load', 'loadMs'),
    times('LCP', 'paintMs'),
    `heap ${((heap - bareHeap) / 1024).toFixed(0)} kB more ×${(heap / bareHeap).toFixed(2)}`,
  ].join(' · ');
}
