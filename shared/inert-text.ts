/** Makes hostile text safe to look at: what is invisible or turns the reading order round is written out. */

/** `text` reads as it stands; `escaped` is the spelling of something that would not show. */
export type InertPart = { readonly kind: 'text' | 'escaped'; readonly text: string };

/**
 * Controls, format characters (bidi marks among them), private use, unassigned, half surrogates, line separators,
 * every space but the ordinary one, and what Unicode lets a font leave out; U+2800 is a blank Braille cell.
 */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]|[^\P{Zs} ]/u;

function spell(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Cuts a text into what shows and what had to be spelled out, in order. Show it left to right and never as a link. */
export function inertParts(text: string): InertPart[] {
  const parts: { kind: InertPart['kind']; text: string }[] = [];
  for (const character of text) {
    const kind = unseen.test(character) ? 'escaped' : 'text';
    const shown = kind === 'escaped' ? spell(character) : character;
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += shown;
    else parts.push({ kind, text: shown });
  }
  return parts;
}

/** The same as one string, for places that hold only text. */
export function inertText(text: string): string {
  return inertParts(text)
    .map((part) => part.text)
    .join('');
}
