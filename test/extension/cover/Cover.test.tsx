import { readFile } from 'node:fs/promises';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { Cover } from '../../../extension/cover/Cover.tsx';
import { Say } from '../../../extension/cover/Say.tsx';
import { wordsFor } from '../../../extension/cover/wording.ts';
import { coverView } from './cover-view.ts';

const page = await readFile(new URL('../../../entrypoints/cover/index.html', import.meta.url), 'utf8');
const firstPicture = renderToString(<Cover release={() => Promise.resolve(true)} random={() => 0} />);

describe('the cover', () => {
  it('is painted before any script with exactly what Preact takes over', () => {
    expect(page).toContain(`<div id="cover">${firstPicture}</div>`);
  });

  it('begins hidden, claims nothing, and asks for nothing outside its one file', () => {
    expect(page).toMatch(/<html[^>]* data-state="hidden"/);
    expect(page).not.toMatch(/stylesheet|<img|@import|https?:/);
    expect(firstPicture).not.toMatch(/School|seen/);
  });

  it('has no red, no pure white, no spinner and no countdown in its one style sheet', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
    expect(style).not.toMatch(/animation|#fff\b|#ffffff|\bwhite\b(?!-)|\bred\b/i);
    const reddish = [...style.matchAll(/#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\b/gi)].filter((colour) => {
      const [red = 0, green = 0, blue = 0] = colour.slice(1).map((part) => Number.parseInt(part, 16));
      return red > 1.6 * green && red > 1.6 * blue;
    });
    expect(reddish).toEqual([]);
  });

  it('keeps the words of the moment in one polite live region', () => {
    const html = renderToString(<Say words={wordsFor(coverView({ state: 'delivered' }), 0)} />);
    expect(html.match(/aria-live/g)).toHaveLength(1);
    expect(html).toContain('aria-live="polite" aria-atomic="true"><h1>School has got it.</h1>');
  });

  it('shows a name from the school as text, whatever is in it', () => {
    const words = wordsFor(coverView({ state: 'acknowledged', by: '<img src=x onerror=alert(1)>' }), 0);
    expect(renderToString(<Say words={words} />)).toContain('&lt;img src=x onerror=alert(1)> has seen it.');
  });
});
