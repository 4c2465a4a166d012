import { expect, it } from 'vitest';
import words from '../../shared/fingerprint-words.json' with { type: 'json' };
import { fingerprintOf } from '../../shared/fingerprint.ts';

it('has 256 words that cannot be mistaken for each other by their spelling', () => {
  expect(new Set(words).size).toBe(256);
  for (const word of words) expect(word).toMatch(/^[a-z]{3,9}$/);
});

it('says the same key in the same eight words, and another in others', async () => {
  const key = { x: 'A'.repeat(43), y: 'B'.repeat(43) };
  const said = await fingerprintOf(key);
  expect(said.split(' ')).toHaveLength(8);
  expect(await fingerprintOf({ ...key })).toBe(said);
  expect(await fingerprintOf({ ...key, y: 'C'.repeat(43) })).not.toBe(said);
});
