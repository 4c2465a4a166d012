/** The catalogues beside English: those that a school asks for, loaded when asked for and read sentence by sentence. */
import * as v from 'valibot';
import { fill, message, type MessageKey, type MessageValues } from './catalogue.ts';
import { chosenTags, englishTag, tagOf } from './language-tag.ts';

/** The messages that a child meets, and so the ones that are translated; what is for adults stays English. */
export type ChildKey = Exclude<
  Extract<MessageKey, `cover.${string}`>,
  `cover.release.${string}` | `cover.adults.${string}` | 'cover.title' | 'cover.help.ceop' | 'cover.help.childline'
>;

/** Gives the text of a message in one language. */
export type Speak = (key: ChildKey, values?: MessageValues) => string;

export type Language = {
  /** As `lang` takes it. */
  readonly tag: string;
  /** What its speakers call it. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly say: Speak;
};

export const english: Language = { tag: englishTag, name: 'English', direction: 'ltr', say: message };

/** Each in a file of its own beside the cover's script. */
const files = Object.fromEntries(
  Object.entries(import.meta.glob<unknown>('./cover/*.json', { import: 'default' })).map(([path, load]) => [
    tagOf(path),
    load,
  ]),
);

const catalogueSchema = v.object({
  name: v.string(),
  direction: v.picklist(['ltr', 'rtl']),
  messages: v.record(v.string(), v.unknown()),
});

/**
 * The languages to offer, the first of them to be shown first; none where English is all there is. One whose catalogue
 * cannot be read is left out. `load` gives what stands in a tag's file; only tests give their own.
 */
export async function loadLanguages(
  asked: readonly string[],
  load = (tag: string): Promise<unknown> | undefined => files[tag]?.(),
): Promise<readonly Language[]> {
  const loaded = await Promise.all(
    chosenTags(asked, Object.keys(files)).map(async (tag) => {
      if (tag === englishTag) return english;
      try {
        return languageFrom(tag, await load(tag));
      } catch {
        // Its file is missing or broken: English, which is part of the cover, is said instead.
        return undefined;
      }
    }),
  );
  const languages = loaded.filter((language) => language !== undefined);
  return languages.some(({ tag }) => tag !== englishTag) ? languages : [];
}

/** A sentence that is missing is said in English. */
function languageFrom(tag: string, file: unknown): Language | undefined {
  const parsed = v.safeParse(catalogueSchema, file);
  if (!parsed.success) return undefined;
  const { messages, ...rest } = parsed.output;
  const say: Speak = (key, values = {}) => {
    const text = Object.hasOwn(messages, key) ? messages[key] : undefined;
    return typeof text === 'string' && text.trim() !== '' ? fill(text, isolated(values)) : message(key, values);
  };
  return { tag, ...rest, say };
}

// Characters that order text: one of them in a name could end the name's own space early.
const ordering = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** A name keeps its own direction and leaves the sentence around it alone (Unicode's first-strong isolate). */
function isolated(values: MessageValues): MessageValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, `\u2068${String(value).replaceAll(ordering, '')}\u2069`]),
  );
}
