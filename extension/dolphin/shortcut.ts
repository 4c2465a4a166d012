/**
 * The shortcut as the page's script hears it. Firefox gives every stroke to the page first, and to the extension only when
 * the page lets it pass: a game that swallows all keys would swallow the press (measured). Chromium keeps it from the page.
 */

const modifiers: Readonly<Record<string, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>> = {
  Alt: 'altKey',
  Ctrl: 'ctrlKey',
  MacCtrl: 'ctrlKey',
  Command: 'metaKey',
  Shift: 'shiftKey',
};

export type Stroke = Pick<KeyboardEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'key' | 'code'>;

/** Whether a stroke is this shortcut, as the browser writes it down: `Alt+Shift+D`. */
export function isShortcut(stroke: Stroke, shortcut: string): boolean {
  const parts = shortcut.split('+');
  const key = parts.pop() ?? '';
  const wanted = new Set(parts.map((part) => modifiers[part]));
  const held = Object.values(modifiers).every((name) => stroke[name] === wanted.has(name));
  // With Alt held a key may give a sign of its own, which no shortcut has.
  const isPlain = /^[ -~]+$/.test(stroke.key);
  return held && key !== '' && (isPlain ? stroke.key.toUpperCase() === key.toUpperCase() : stroke.code === `Key${key}`);
}
