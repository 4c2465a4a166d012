/** Reading age by the Flesch–Kincaid grade (Kincaid et al. 1975): 0.39 words/sentence + 11.8 syllables/word − 15.59, and 5 years. */

/** The years at which a child reads the text easily, by the formula; for short texts it is rough. */
export function readingAge(text: string): number {
  const words = text.match(/[a-z]+(?:['’-][a-z]+)*/gi) ?? [];
  const sentences = text.match(/[.!?]+/g)?.length ?? 1;
  const syllables = words.reduce(
    (sum, word) => sum + word.split('-').reduce((part, half) => part + syllablesOf(half), 0),
    0,
  );
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / words.length) - 15.59 + 5;
}

/** Groups of vowels, without a silent e at the end; good enough for plain English, and held to a list by a test. */
export function syllablesOf(word: string): number {
  const plain = word
    .toLowerCase()
    .replace(/(?:[^laeiouy]es|[^dt]ed|[^l]e)$/, (end) => (/^[^aeiouy]/.test(end) ? end.charAt(0) : end));
  return Math.max(1, plain.match(/[aeiouy]+/g)?.length ?? 0);
}
