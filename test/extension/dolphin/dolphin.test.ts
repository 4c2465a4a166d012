/** The on-page dolphin’s rules and its picture. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { cornerTowards } from '../../../extension/dolphin/button.ts';
import { dolphinShapes } from '../../../extension/dolphin/shapes.ts';

test('arrow keys move the dolphin towards their side and leave it where it is already', () => {
  expect(cornerTowards('bottom-right', 'ArrowUp')).toBe('top-right');
  expect(cornerTowards('top-right', 'ArrowLeft')).toBe('top-left');
  expect(cornerTowards('top-left', 'ArrowDown')).toBe('bottom-left');
  expect(cornerTowards('bottom-left', 'ArrowLeft')).toBe('bottom-left');
  expect(cornerTowards('bottom-left', 'Enter')).toBeUndefined();
});

test('the picture in pages is the picture in the file', async () => {
  const file = await readFile(new URL('../../../extension/assets/dolphin.svg', import.meta.url), 'utf8');
  const drawn = [...file.matchAll(/ (?:d|cx|cy|r|fill)="([^"]+)"/g)].map(([, value]) => value);
  const listed = dolphinShapes.flatMap(([, attributes]) => Object.values(attributes));
  expect(new Set(drawn)).toEqual(new Set(listed));
  expect(drawn).toHaveLength(listed.length);
});
