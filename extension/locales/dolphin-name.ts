/**
 * The accessible name of the on-page dolphin. All of them stand in one small file: a page must not wait for its own to be
 * loaded, and a background that had to load every catalogue would wake later.
 */
import { message } from './catalogue.ts';
import names from './dolphin-names.json';
import { chosenTags, englishTag } from './language-tag.ts';

/** In the first language that the policy asks for, with its tag for `lang`; without one in English. */
export function dolphinName(asked: readonly string[] = []): { name: string; lang?: string } {
  const [lang = englishTag] = chosenTags(asked, Object.keys(names));
  const found = Object.entries(names).find(([tag]) => tag === lang);
  return found ? { name: found[1], lang } : { name: message('dolphin.name') };
}
