/** Looks at the screen: how much of a colour is on it, and how much of it is as it was in an earlier picture. */
import type { Colour, Frame } from '../../../scripts/browsers/display.ts';

/** A colour that went through a video's own colours is not exactly what it was. */
const tolerance = 14;

/** Pixels that look like this colour. */
export function countLike({ pixels }: Frame, { red, green, blue }: Colour): number {
  let count = 0;
  for (const pixel of pixels) {
    if (
      Math.abs((pixel & 0xff) - blue) <= tolerance &&
      Math.abs(((pixel >> 8) & 0xff) - green) <= tolerance &&
      Math.abs(((pixel >> 16) & 0xff) - red) <= tolerance
    )
      count += 1;
  }
  return count;
}

/** Rows in which a browser has its tabs and tools, from the top of the screen. */
export const toolRows = 110;

/** Pixels that are the same in two pictures, from a row on. */
export function countSame(a: Frame, b: Frame, fromRow = 0): number {
  let count = 0;
  for (let at = fromRow * a.width; at < a.pixels.length; at += 1) if (a.pixels[at] === b.pixels[at]) count += 1;
  return count;
}

/** A picture as a PPM file, for whoever wants to see what a test saw. */
export function asPpm({ width, pixels }: Frame): Buffer {
  const height = pixels.length / width;
  const bytes = Buffer.alloc(pixels.length * 3);
  for (const [at, pixel] of pixels.entries()) bytes.writeUIntBE(pixel & 0xffffff, at * 3, 3);
  return Buffer.concat([Buffer.from(`P6 ${width} ${height} 255\n`), bytes]);
}
