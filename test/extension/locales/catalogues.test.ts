import { readdirSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import dolphins from '../../../extension/locales/dolphin-names.json';
import en from '../../../extension/locales/en.json';

const folder = new URL('../../../extension/locales/cover/', import.meta.url);
const listed = readFileSync(new URL('../../../docs/languages.md', import.meta.url), 'utf8');
const fileSchema = v.strictObject({
  name: v.string(),
  direction: v.picklist(['ltr', 'rtl']),
  reviewed: v.boolean(),
  messages: v.record(v.string(), v.string()),
});
const catalogues = readdirSync(folder).map((file) => ({
  tag: file.replace('.json', ''),
  dolphin: new Map(Object.entries(dolphins)).get(file.replace('.json', '')) ?? '',
  ...v.parse(fileSchema, JSON.parse(readFileSync(new URL(file, folder), 'utf8'))),
}));

/** What a child meets: all of the cover but what is for adults, the tab's name and the names of two pages. */
const childTexts: readonly (readonly [string, string])[] = Object.entries(en).filter(([key]) =>
  /^cover\.(?!title$|release\.|adults\.|help\.(ceop|childline)$)/.test(key),
);
const placeholders = (text: string) => (text.match(/\{\w*\}/g) ?? []).toSorted();

/** Three lines of the largest type on the smallest school laptop (looked at with 1280 × 800). */
const mostCharacters = 60;
const mostWords = 12;
/** Letters as a reader counts them, with the marks that sit on them. */
const lettersIn = (text: string) => [...new Intl.Segmenter().segment(text)].length;
/** `Intl` counts a Chinese sentence by its words too. */
const wordsIn = (text: string, tag: string) =>
  [...new Intl.Segmenter(tag, { granularity: 'word' }).segment(text)].filter(({ isWordLike }) => isWordLike).length;

const scripts: Readonly<Record<string, RegExp>> = {
  ar: /\p{Script=Arabic}/u,
  ur: /\p{Script=Arabic}/u,
  bn: /\p{Script=Bengali}/u,
  gu: /\p{Script=Gujarati}/u,
  pa: /\p{Script=Gurmukhi}/u,
  ta: /\p{Script=Tamil}/u,
  uk: /\p{Script=Cyrillic}/u,
  'zh-Hans': /\p{Script=Han}/u,
};

it('there are English, Welsh and at least twelve of the commonest home languages', () => {
  const tags = catalogues.map(({ tag }) => tag);
  const asked = ['cy', 'pl', 'ro', 'ur', 'pa', 'ar', 'bn', 'gu', 'pt', 'uk', 'so', 'tr', 'zh-Hans'];
  expect(tags).toEqual(expect.arrayContaining(asked));
  expect(Object.keys(dolphins)).toEqual(tags);
});

describe.each(catalogues)('the catalogue $tag', ({ tag, name, direction, reviewed, dolphin, messages }) => {
  const texts = Object.entries(messages);

  it('has every sentence that a child meets, in the order of the English one, and no other', () => {
    expect(Object.keys(messages)).toEqual(childTexts.map(([key]) => key));
  });

  it('has the same placeholders, and no markup', () => {
    for (const [key, english] of childTexts)
      expect(placeholders(messages[key] ?? ''), key).toEqual(placeholders(english));
    for (const [key, text] of [...texts, ['dolphin', dolphin], ['name', name]] as const) {
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toBe('');
      expect(text, key).not.toMatch(/[<>&"`]|https?:|\p{Cc}|[\u200E\u200F\u202A-\u202E\u2066-\u2069]/u);
      expect(text.match(/[{}]/g)?.length ?? 0, key).toBe(placeholders(text).length * 2);
    }
  });

  it('keeps its sentences short enough for a child and for the screen', () => {
    for (const [key, text] of texts) {
      expect(lettersIn(text), `${key}: ${text}`).toBeLessThanOrEqual(mostCharacters);
      expect(wordsIn(text, tag), `${key}: ${text}`).toBeLessThanOrEqual(mostWords);
    }
    expect(lettersIn(dolphin)).toBeLessThanOrEqual(80);
  });

  it('counts nothing, so that no plural can be wrong', () => {
    for (const [key, text] of texts) expect(text, key).not.toMatch(/\{count\}|\p{N}/u);
  });

  it('is written from the right where its script is, and in that script throughout', () => {
    const letters = scripts[tag] ?? /\p{Script=Latin}/u;
    expect(direction).toBe(letters.test('ب') ? 'rtl' : 'ltr');
    for (const text of [name, dolphin, ...texts.map(([, one]) => one)]) {
      const foreign = text
        .replaceAll(/\{\w+\}/g, '')
        .match(/\p{L}/gu)
        ?.filter((letter) => !letters.test(letter));
      expect(foreign ?? [], text).toEqual([]);
    }
  });

  it('says a different sentence for each message, none of them in English', () => {
    const english = new Set(Object.values(en));
    const alike = texts.filter(([key, text]) => english.has(text) && key !== 'cover.help');
    expect(alike).toEqual([]);
    expect(new Set(Object.values(messages)).size).toBe(texts.length);
  });

  it('is on the list in docs/languages.md, with whether a native reader has checked it', () => {
    const row = listed.split('\n').find((line) => line.includes(`| \`${tag}\``));
    expect(row?.replaceAll(/ +/g, ' ')).toContain(
      `| ${name} | ${direction === 'rtl' ? 'from the right' : 'from the left'} | ${reviewed ? 'yes' : 'needs a native reader'} |`,
    );
  });
});
