/** Owns giving out the sentences of en.json. */
import en from './en.json' with { type: 'json' };

export type Said = keyof typeof en;

export function say(name: Said): string {
  return en[name];
}
