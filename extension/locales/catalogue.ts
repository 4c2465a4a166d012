/** The one reader of the English catalogue, which holds every text that a person reads in the extension. */
import en from './en.json';

/** The name of a message; the prefix up to the first dot says whose it is (`cover.`, `dolphin.`, `staff.`, `selfcheck.`). */
export type MessageKey = keyof typeof en;

/** What fills the `{placeholders}` of a message. */
export type MessageValues = Readonly<Record<string, string | number>>;

/**
 * The text of a message with its `{placeholders}` filled in. The values stay plain text: nothing in them is read as
 * markup or as another placeholder. A placeholder without a value disappears, because a child must never meet `{by}`.
 */
export function message(key: MessageKey, values: MessageValues = {}): string {
  return fill(en[key], values);
}

/** The same for a text of any language. */
export function fill(text: string, values: MessageValues): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : ''));
}

/** Whether there is a message of this name, for names put together from a code. */
export function hasMessage(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}
