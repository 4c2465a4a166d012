import { describe, expect, it } from 'vitest';
import { wordsFor } from '../../../extension/cover/wording.ts';
import en from '../../../extension/locales/en.json';
import { everyMoment } from './every-moment.ts';
import { readingAge, syllablesOf } from './reading-age.ts';

/** What a child reads in all moments of a press together: the formula was made for texts, not for single sentences. */
const learnerText = everyMoment.map(({ view, waitedMs }) => {
  const { headline, lines } = wordsFor(view, waitedMs);
  return [headline, ...lines].join(' ');
});
const everySentence = Object.entries(en)
  .filter(([key]) => /^cover\.(?!title|release\.|adults\.|help|languages)/.test(key))
  .map(([, text]) => text.replace('{by}', 'Mrs Ash'))
  .join(' ');

describe('the reading age of the English words', () => {
  it.each([
    ['computer', 3],
    ['another', 3],
    ['window', 2],
    ['school', 1],
    ['opens', 2],
    ['telling', 2],
    ['seen', 1],
    ['someone', 2],
    ['covered', 2],
    ['practice', 2],
    ['page', 1],
    ['hide', 1],
    ['the', 1],
    ['trust', 1],
    ['may', 1],
  ])('counts the syllables of %s', (word, syllables) => {
    expect(syllablesOf(word)).toBe(syllables);
  });

  it('is that of the formula', () => {
    // 6 words, 1 sentence, 6 syllables: grade 0.39 * 6 + 11.8 - 15.59.
    expect(readingAge('The cat sat on the mat.')).toBeCloseTo(-1.45 + 5, 2);
  });

  it('is at most 7 for KS1, and so at most 9 for KS2, which has the same words', () => {
    const age = readingAge(learnerText.join(' '));
    const sentences = readingAge(everySentence);
    console.info(`Reading age (Flesch–Kincaid) of the cover’s words: ${age.toFixed(1)} years as they are shown,`);
    console.info(`${sentences.toFixed(1)} each sentence once; hardest moment ${hardest()}.`);
    expect(Math.max(age, sentences)).toBeLessThanOrEqual(7);
  });
});

function hardest(): string {
  const [worst] = learnerText.map((text) => ({ text, age: readingAge(text) })).toSorted((a, b) => b.age - a.age);
  return worst ? `${worst.age.toFixed(1)}: “${worst.text}”` : '';
}
