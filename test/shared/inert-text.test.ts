/** Hostile text made safe to look at. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inertParts, inertText } from '../../shared/inert-text.ts';

describe('inert text', () => {
  it('leaves what can be seen as it is, markup and other scripts included', () => {
    for (const plain of ['https://a.example/?q="><script>x</script>', 'naïve', 'ملف', '例え.example', '🐬', 'a b'])
      expect(inertText(plain)).toBe(plain);
  });

  it('writes out what turns the reading order round', () => {
    expect(inertParts('a\u202Egpj.exe')).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'escaped', text: '\\u202e' },
      { kind: 'text', text: 'gpj.exe' },
    ]);
  });

  it('writes out what cannot be seen', () => {
    const unseen = ['\0', '\n', '\t', '\u007f', '\u0085', '\u00a0', '\u00ad', '\u200b', '\u200d', '\u2028', '\u2066'];
    for (const character of [...unseen, '\ufeff', '\u3164', '\u2800', '\ue000', '\ud800', '\u{e0041}', '\u3000'])
      expect(inertText(`a${character}b`)).toMatch(/^a\\u(\{[0-9a-f]+\}|[0-9a-f]{4})b$/);
  });

  it('shows nothing invisible, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(inertText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });
});
