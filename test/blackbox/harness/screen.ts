/** Looks at the screen: how much of a colour is on it, and how much of it is as it was in an earlier picture. */
import type { Colour, Frame } from '../../../scripts/browsers/display.ts';

/** A colour that went through a video's own colours is not exactly what it was. */
const tolerance = 14;
/** A browser's own question dims the page behind it; darker than this part, nobody sees it. */
const dimmest = 0.2;

/** Pixels that look like this colour, also where it is dimmed. Its strongest part is above all others, in no grey. */
export function countLike({ pixels }: Frame, { red, green, blue }: Colour): number {
  const [first, second, third] = [
    { value: red, shift: 16 },
    { value: green, shift: 8 },
    { value: blue, shift: 0 },
  ].toSorted((a, b) => b.value - a.value) as [Part, Part, Part];
  const weakest = third.value + tolerance;
  const dark = first.value * dimmest;
  let count = 0;
  // By index, and what most pixels fail first: a screen has a million, and is looked at again and again.
  for (let at = 0; at < pixels.length; at += 1) {
    const pixel = pixels[at]!;
    const weak = (pixel >> third.shift) & 0xff;
    if (weak > weakest) continue;
    const strong = (pixel >> first.shift) & 0xff;
    if (strong < dark) continue;
    const part = strong / first.value;
    if (Math.abs(weak - part * third.value) > tolerance) continue;
    if (Math.abs(((pixel >> second.shift) & 0xff) - part * second.value) <= tolerance) count += 1;
  }
  return count;
}
type Part = { value: number; shift: number };

/** Pixels that are the same in two pictures. */
export function countSame(a: Frame, b: Frame): number {
  let count = 0;
  for (let at = 0; at < a.pixels.length; at += 1) if (a.pixels[at] === b.pixels[at]) count += 1;
  return count;
}

/**
 * How much of a picture without a colour of ours is left: of its pixels that are not simply its background, how many are
 * as they were. A cover has some such pixels in the same place by chance, so few are none.
 */
export function remains(before: Frame): (now: Frame) => number {
  const counts = new Map<number, number>();
  for (const pixel of before.pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const plain = new Set([...counts].filter(([, count]) => count > before.pixels.length / 50).map(([pixel]) => pixel));
  const places = Uint32Array.from([...before.pixels.keys()].filter((at) => !plain.has(before.pixels[at]!)));
  return ({ pixels }) => {
    let same = 0;
    for (let at = 0; at < places.length; at += 1) {
      const place = places[at]!;
      if (pixels[place] === before.pixels[place]) same += 1;
    }
    return same > places.length / 5 ? same : 0;
  };
}

/** A picture as a PPM file, for whoever wants to see what a test saw. */
export function asPpm({ width, pixels }: Frame): Buffer {
  const height = pixels.length / width;
  const bytes = Buffer.alloc(pixels.length * 3);
  for (const [at, pixel] of pixels.entries()) bytes.writeUIntBE(pixel & 0xffffff, at * 3, 3);
  return Buffer.concat([Buffer.from(`P6 ${width} ${height} 255\n`), bytes]);
}
