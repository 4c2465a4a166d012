/** What counts as an ordinary name or label: shown in lists and read aloud. */
import * as v from 'valibot';

/** No control characters, no halves of a character, no marks that turn the direction of text. */
export const plainText = v.pipe(
  v.string(),
  v.trim(),
  v.regex(
    /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u,
    'must hold ordinary characters only',
  ),
);
