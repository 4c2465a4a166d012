/** Which of our catalogues a school's language codes mean. Catalogues are told apart by language and script alone. */

export const englishTag = 'en-GB';
/** More buttons than this would take the room that the words need. */
export const mostLanguages = 6;

/** The tag of the catalogue in a file: `./cover/pl.json` is `pl`. */
export const tagOf = (path: string): string => path.replace(/^.*\/|\.json$/g, '');

/**
 * The languages that a policy asks for and `there` are, in its order, each once, English among them or last: a child may
 * always have English. Empty where English is all there is. A region does not matter (`pl-PL`), another script does:
 * Punjabi as in Pakistan (`pa-PK`) is written in letters that our `pa` is not.
 */
export function chosenTags(asked: readonly string[], there: readonly string[]): readonly string[] {
  const known = [englishTag, ...there];
  const found = new Set(asked.flatMap((tag) => known.find((one) => isSameWriting(one, tag)) ?? []));
  if ([...found].every((tag) => tag === englishTag)) return [];
  const homes = [...found].slice(0, found.has(englishTag) ? mostLanguages : mostLanguages - 1);
  return homes.includes(englishTag) ? homes : [...homes.slice(0, mostLanguages - 1), englishTag];
}

function isSameWriting(one: string, other: string): boolean {
  const writing = writingOf(one);
  return writing !== undefined && writing === writingOf(other);
}

/** Language and script, such as `pa-Guru`; `undefined` where it is no language tag. */
function writingOf(tag: string): string | undefined {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return `${language}-${script ?? ''}`;
  } catch {
    return undefined;
  }
}
