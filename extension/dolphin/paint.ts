/**
 * Style sheets that the browser itself lays over a page, of user origin: no rule, inline style, transition or shadow root of
 * a page wins against them, no script of a page can read, change or remove them, and images have no part in them.
 */
import type { Corner } from '../platform/messages.ts';
import { dolphinShapes } from './shapes.ts';
import { marginPx, seaColours, sizePx } from './look.ts';

const silhouette = dolphinShapes.find(([, { fill }]) => fill === '#1f6f8b')?.[1]['d'] ?? '';

const important = (declarations: string): string => declarations.replaceAll(';', '!important;');

/** A pseudo-element of the root in our shape: nothing that the page says of it remains. */
const drawn = (declarations: string): string =>
  important(`all:initial;content:"";visibility:visible;position:fixed;${declarations}`);

/**
 * Hides everything of a page, whatever it is in: top layer, shadow roots, frames, view transitions. It moves nothing, so
 * scroll positions stay. Running transitions end, because one of `visibility` would keep its element in sight.
 */
export const shadeCss = [
  `*,*::before,*::after,*::backdrop,::-webkit-scrollbar,::-webkit-scrollbar-track,::-webkit-scrollbar-thumb{${important('visibility:hidden;transition:none;cursor:default;')}}`,
  `::view-transition{${important('display:none;')}}`,
  `:root{${important(`background:${seaColours.light};`)}}`,
  `@media (prefers-color-scheme:dark){:root{${important(`background:${seaColours.dark};`)}}}`,
  `:root::after{${drawn(`left:50%;top:50%;width:96px;height:96px;transform:translate(-50%,-50%) scale(2.5);background:#1f6f8b;clip-path:path("${silhouette}");`)}}`,
].join('');

/** The dolphin as paint, for a page that takes its element away each time. Where it is pressed, `button.ts` knows. */
export function paintedCss(corner: Corner, name: string): string {
  const [vertical = 'bottom', horizontal = 'right'] = corner.split('-');
  const place = `${vertical}:${marginPx}px;${horizontal}:${marginPx}px;z-index:2147483647;cursor:pointer;`;
  const words = JSON.stringify(name);
  return `@media screen{${[
    `:root{${important('opacity:1;filter:none;transform:none;zoom:1;visibility:visible;content-visibility:visible;pointer-events:auto;')}}`,
    `:root::before{${drawn(`${place}width:${sizePx}px;height:${sizePx}px;border-radius:50%;background:#bfe6ec;box-shadow:0 0 0 3px #fff,0 2px 10px #0007;content:""/${words};`)}}`,
    `:root::after{${drawn(`${place}width:96px;height:96px;transform:scale(${sizePx / 96});transform-origin:${vertical} ${horizontal};background:#1f6f8b;clip-path:path("${silhouette}");`)}}`,
  ].join('')}}`;
}
