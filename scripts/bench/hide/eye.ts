/** Finds things on the screen by their colour, as an eye would. */
import type { Colour, Display } from '../../browsers/display.ts';
import type { Spot } from '../../browsers/press.ts';
import { pause } from '../scene.ts';
import type { Box } from './watch.ts';

/** A page may take its time to show its button, ms. */
const withinMs = 5000;

/** Middle of what has this colour in an area, once there are `enough` such pixels; `undefined` when there are not soon. */
export async function middleOf(display: Display, colour: Colour, area: Box, enough: number): Promise<Spot | undefined> {
  const wanted = (colour.red << 16) | (colour.green << 8) | colour.blue;
  for (const until = performance.now() + withinMs; performance.now() < until; await pause(50)) {
    const { width, pixels } = display.frame();
    const found: Spot[] = [];
    for (let y = area.top; y < area.top + area.height; y += 1) {
      for (let x = area.left; x < area.left + area.width; x += 1) {
        if (((pixels[y * width + x] ?? 0) & 0xffffff) === wanted) found.push({ x, y });
      }
    }
    if (found.length < enough) continue;
    const mean = (of: (spot: Spot) => number) => found.reduce((sum, spot) => sum + of(spot), 0) / found.length;
    return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
  }
  return undefined;
}
