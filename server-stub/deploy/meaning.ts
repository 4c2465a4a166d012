/** Owns what a setting is called, what it is for and what it may be, in words. */
import words from '../../shared/policy-words.en.json' with { type: 'json' };
import { settings, type SettingName, type Shape } from '../../shared/policy-settings.ts';
import { fill } from './words.ts';

export type Meaning = { title: string; help: string; example: string; /** What it may be. */ form: string };

export function meaningOf(name: SettingName): Meaning {
  return { ...words.settings[name], form: formOf(settings[name]) };
}

function formOf(shape: Shape): string {
  if (shape.kind === 'address') return shape.loopback ? words.kinds.addressLoopback : words.kinds.address;
  const { most, of } = { most: '', of: [], ...shape };
  return fill(words.kinds[shape.kind], { most: String(most), of: of.join(', ') });
}
