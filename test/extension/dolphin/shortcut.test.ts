/** Which strokes the page’s script takes for the press. */
import { expect, test } from 'vitest';
import { isShortcut, type Stroke } from '../../../extension/dolphin/shortcut.ts';

const stroke = (more: Partial<Stroke>): Stroke => ({
  altKey: true,
  ctrlKey: false,
  metaKey: false,
  shiftKey: true,
  key: 'D',
  code: 'KeyD',
  ...more,
});

test('the shortcut is exactly its keys, wherever they are on the keyboard', () => {
  expect(isShortcut(stroke({}), 'Alt+Shift+D')).toBe(true);
  expect(isShortcut(stroke({ key: 'd' }), 'Alt+Shift+D')).toBe(true);
  expect(isShortcut(stroke({ key: 'D', code: 'KeyE' }), 'Alt+Shift+D')).toBe(true);
  expect(isShortcut(stroke({ key: 'Î' }), 'Alt+Shift+D')).toBe(true);
  expect(isShortcut(stroke({ altKey: false, shiftKey: false, key: 'F8', code: 'F8' }), 'F8')).toBe(true);
});

test('nothing less, nothing more and no other key is', () => {
  expect(isShortcut(stroke({ altKey: false }), 'Alt+Shift+D')).toBe(false);
  expect(isShortcut(stroke({ shiftKey: false }), 'Alt+Shift+D')).toBe(false);
  expect(isShortcut(stroke({ ctrlKey: true }), 'Alt+Shift+D')).toBe(false);
  expect(isShortcut(stroke({ key: 'E', code: 'KeyD' }), 'Alt+Shift+D')).toBe(false);
  expect(isShortcut(stroke({ altKey: false, shiftKey: false, key: '', code: '' }), '')).toBe(false);
});
