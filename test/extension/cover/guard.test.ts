import { describe, expect, it } from 'vitest';
import { guardCover, isStrayKey } from '../../../extension/cover/guard.ts';

const key = (name: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', true>> = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

/** Whether the cover stops an event of this type and shape. */
function stops(type: string, parts: object = {}): boolean {
  const page = new EventTarget();
  guardCover(page as Document);
  return !page.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), parts));
}

describe('the guard of the cover', () => {
  it.each(['contextmenu', 'dragstart', 'drop', 'selectstart', 'copy'])('stops %s', (type) => {
    expect(stops(type)).toBe(true);
  });

  it('stops the mouse buttons that go back, and leaves the main one alone', () => {
    expect([0, 1, 3, 4].map((button) => stops('mouseup', { button }))).toEqual([false, true, true, true]);
  });

  it('stops the quick search, and leaves moving, activating and the browser’s shortcuts alone', () => {
    expect(stops('keydown', key('/'))).toBe(true);
    for (const name of ['Tab', 'Enter', ' ', 'ArrowDown', 'F11']) expect(stops('keydown', key(name))).toBe(false);
    expect(stops('keydown', key('/', { ctrlKey: true }))).toBe(false);
  });

  it('can be taken off again', () => {
    const page = new EventTarget();
    guardCover(page as Document)();
    expect(page.dispatchEvent(new Event('contextmenu', { cancelable: true }))).toBe(true);
  });
});

describe('a key in the middle of the release gesture', () => {
  it('is stray when it writes a character or is Escape', () => {
    for (const name of ['a', '7', 'é', 'Escape']) expect(isStrayKey(key(name))).toBe(true);
  });

  it('belongs to it when it moves, activates, or is a shortcut', () => {
    for (const name of ['Tab', 'Enter', ' ', 'Shift', 'ArrowUp', 'F8']) expect(isStrayKey(key(name))).toBe(false);
    expect(isStrayKey(key('+', { ctrlKey: true }))).toBe(false);
  });
});
