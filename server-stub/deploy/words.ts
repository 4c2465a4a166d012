/** Owns giving out the kit's words: single sentences of words.en.json, and whole files of the folder words/. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import en from './words/words.en.json' with { type: 'json' };

export type Filling = Readonly<Record<string, string | number>>;
export type DeployText = keyof typeof en;

/** Puts the values into `{names}`; a name without a value stays, so that a test can see it. */
export function fill(text: string, values: Filling): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

export function deployText(name: DeployText, values: Filling = {}): string {
  return fill(en[name], values);
}

/** A whole file of words, such as the kit's README. */
export function deployFile(name: string, values: Filling = {}): string {
  return fill(readFileSync(join(import.meta.dirname, 'words', name), 'utf8'), values);
}
