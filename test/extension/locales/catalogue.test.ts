import { describe, expect, it } from 'vitest';
import { hasMessage, message } from '../../../extension/locales/catalogue.ts';
import en from '../../../extension/locales/en.json';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

describe('the message catalogue', () => {
  it('fills in what is given', () => {
    expect(message('cover.acknowledged-by', { by: 'Mrs Ash' })).toBe('Mrs Ash has seen it.');
    expect(message('cover.adults.uncovered', { count: 2 })).toContain('hidden: 2.');
  });

  it('reads nothing in a value as a placeholder, a pattern or markup', () => {
    expect(message('cover.acknowledged-by', { by: '{by} $& <b>' })).toBe('{by} $& <b> has seen it.');
  });

  it('never shows a placeholder that has no value, nor one from the prototype', () => {
    expect(message('cover.acknowledged-by')).toBe(' has seen it.');
    expect(message('cover.acknowledged-by', Object.create({ by: 'x' }) as Record<string, string>)).toBe(
      ' has seen it.',
    );
  });

  it('knows its own names only', () => {
    expect(hasMessage('cover.well-done')).toBe(true);
    expect(hasMessage('toString')).toBe(false);
  });

  it('holds only text, under names with a known prefix, with well-formed placeholders', () => {
    for (const [key, text] of Object.entries(en)) {
      expect(key).toMatch(/^(cover|dolphin|selfcheck|staff)\.[a-z0-9.-]+$/);
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toBe('');
      expect(text.match(/[{}]/g)?.length ?? 0, key).toBe(placeholders(text).length * 2);
    }
  });

  it('promises a child nothing and blames nobody', () => {
    const forChildren = Object.entries(en).filter(([key]) => /^cover\.(?!release|adults)/.test(key));
    for (const [key, text] of forChildren)
      expect(text, key).not.toMatch(/will help|secret|fault|trouble|teacher knows/i);
  });
});
