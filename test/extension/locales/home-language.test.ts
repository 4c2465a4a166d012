import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dolphinName } from '../../../extension/locales/dolphin-name.ts';
import { loadLanguages, type Language } from '../../../extension/locales/home-language.ts';
import { chosenTags, mostLanguages } from '../../../extension/locales/language-tag.ts';

const folder = new URL('../../../extension/locales/cover/', import.meta.url);
const tags = readdirSync(folder).map((name) => name.replace('.json', ''));
const fileOf = (tag: string) => JSON.parse(readFileSync(new URL(`${tag}.json`, folder), 'utf8')) as object;
const tagsOf = (languages: readonly Language[]) => languages.map(({ tag }) => tag);

describe('the languages that a policy asks for', () => {
  it.each<[string, string[], string[]]>([
    ['nothing', [], []],
    ['English alone', ['en', 'en-GB'], []],
    ['one', ['pl'], ['pl', 'en-GB']],
    ['several, in the school’s order', ['ur', 'cy', 'pl'], ['ur', 'cy', 'pl', 'en-GB']],
    ['English first', ['en', 'pl'], ['en-GB', 'pl']],
    ['one twice', ['pl', 'pl-PL'], ['pl', 'en-GB']],
    ['a region', ['pt-BR'], ['pt', 'en-GB']],
    ['Chinese by region or script', ['zh', 'zh-CN', 'zh-Hans'], ['zh-Hans', 'en-GB']],
    ['the same language in another script', ['zh-Hant', 'zh-TW', 'pa-PK', 'pa-Arab'], []],
    ['one that we have not', ['xx', 'tlh', 'ro'], ['ro', 'en-GB']],
    ['what is no language', ['', '../pl', 'constructor', '__proto__'], []],
  ])('are found for %s', (_, asked, found) => {
    expect(chosenTags(asked, tags)).toEqual(found);
  });

  it('are never more than there is room for, and English is always among them', () => {
    expect(chosenTags(tags, tags)).toEqual([...tags.slice(0, mostLanguages - 1), 'en-GB']);
    expect(chosenTags([...tags, 'en'], tags)).toHaveLength(mostLanguages);
    expect(chosenTags(['en', ...tags], tags)).toEqual(['en-GB', ...tags.slice(0, mostLanguages - 1)]);
  });

  it('are loaded from the package, and no others', async () => {
    const asked: string[] = [];
    await loadLanguages(['ur', 'pl', 'en'], (tag) => {
      asked.push(tag);
      return Promise.resolve(fileOf(tag));
    });
    expect(asked).toEqual(['ur', 'pl']);
    const [urdu] = await loadLanguages(['ur']);
    expect(urdu).toMatchObject({ tag: 'ur', name: 'اردو', direction: 'rtl' });
    expect(urdu?.say('cover.well-done')).toBe('شاباش۔');
  });
});

describe('a catalogue that is missing or broken', () => {
  it.each<[string, () => Promise<unknown> | undefined]>([
    ['missing', () => undefined],
    ['not to be loaded', () => Promise.reject(new Error('no such file'))],
    ['not an object', () => Promise.resolve('pl')],
    ['without a direction', () => Promise.resolve({ ...fileOf('pl'), direction: 'up' })],
    ['without messages', () => Promise.resolve({ ...fileOf('pl'), messages: null })],
  ])('is left out when it is %s, and the others stay', async (_, broken) => {
    const load = (tag: string) => (tag === 'pl' ? broken() : Promise.resolve(fileOf(tag)));
    expect(await loadLanguages(['pl'], load)).toEqual([]);
    expect(tagsOf(await loadLanguages(['pl', 'cy'], load))).toEqual(['cy', 'en-GB']);
  });

  it('is mended with English, sentence by sentence', async () => {
    const messages = { 'cover.well-done': 'Brawo!', 'cover.hand-up': '', 'cover.show': 7 };
    const [polish] = await loadLanguages(['pl'], () => Promise.resolve({ ...fileOf('pl'), messages }));
    expect(polish?.say('cover.well-done')).toBe('Brawo!');
    expect(polish?.say('cover.hand-up')).toBe('Put your hand up.');
    expect(polish?.say('cover.show')).toBe('Show a grown-up.');
    expect(polish?.say('cover.acknowledged-by', { by: 'Mrs Ash' })).toBe('Mrs Ash has seen it.');
  });
});

describe('a name in a sentence', () => {
  it('keeps its own direction, and cannot turn the sentence round', async () => {
    const [urdu] = await loadLanguages(['ur']);
    expect(urdu?.say('cover.acknowledged-by', { by: 'Mrs Ash' })).toBe('\u2068Mrs Ash\u2069 نے یہ دیکھ لیا ہے۔');
    expect(urdu?.say('cover.acknowledged-by', { by: '\u2069\u202EMrs {by} $&' })).toMatch(
      /^\u2068Mrs \{by\} \$&\u2069 /,
    );
  });
});

describe('the dolphin’s accessible name', () => {
  it('is English without a policy, and in the first language with one', () => {
    expect(dolphinName()).toEqual({ name: 'Dolphin: hide the screen and tell a grown-up' });
    expect(dolphinName(['en', 'pl'])).toEqual({ name: 'Dolphin: hide the screen and tell a grown-up' });
    expect(dolphinName(['xx', 'pl', 'ur'])).toEqual({ name: 'Delfin: ukryj ekran i powiedz dorosłemu', lang: 'pl' });
  });
});
