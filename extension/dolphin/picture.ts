/** Our dolphin as elements: built by hand, because a page's content policy may forbid images and inline markup. */
import { dolphinShapes } from './shapes.ts';

const svg = 'http://www.w3.org/2000/svg';

/** A decorative picture of `size` CSS px; whoever shows it gives the name. */
export function createPicture(size: number): SVGElement {
  const picture = document.createElementNS(svg, 'svg');
  picture.setAttribute('viewBox', '0 0 96 96');
  picture.setAttribute('width', `${size}`);
  picture.setAttribute('height', `${size}`);
  picture.setAttribute('aria-hidden', 'true');
  // The click belongs to the button around it.
  picture.style.cssText = 'display:block;pointer-events:none';
  for (const [name, attributes] of dolphinShapes) {
    const shape = document.createElementNS(svg, name);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    picture.append(shape);
  }
  return picture;
}
