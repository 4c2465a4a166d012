/** The setup code: there and back, and every damage refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setupCodeCharacters } from '../../shared/limits.ts';
import { checkPolicy } from '../../shared/policy.ts';
import { decodeSetupCode, encodeSetupCode } from '../../shared/setup-code.ts';

const values = {
  endpoint: 'https://dolphin.school.example',
  siteCode: 's3cret-ß',
  publicKey: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43), kid: 'k1' },
  schoolName: 'Ysgol y Môr 🐬',
};
const code = encodeSetupCode(values);

function reasonOf(text: string): string {
  const decoded = decodeSetupCode(text);
  return decoded.ok ? 'none' : decoded.reason;
}

describe('the setup code', () => {
  it('carries every setting there and back, and fits a policy box', () => {
    expect(decodeSetupCode(code)).toEqual({ ok: true, values });
    expect(code.length).toBeLessThan(setupCodeCharacters);
    expect(code).toMatch(/^dolphin1\.[\w-]+\.[0-9a-z]{7}$/);
  });

  it('survives the line breaks and blanks of a mail', () => {
    const folded = ` ${code.replaceAll(/(.{40})/g, '$1\r\n\t')} `;
    expect(decodeSetupCode(folded)).toEqual({ ok: true, values });
  });

  it.each([
    ['double quotation marks', `"${code}"`],
    ['curly ones', `\u201c${code}\u201d`],
    ['a JSON line', `"${code}",`],
    ['its name and an equals sign', `setup=${code}`],
    ['its name in JSON', `"setup": "${code}",`],
    ['a byte order mark and zero-width spaces', `\ufeff${code.replaceAll(/(.{50})/g, '$1\u200b')}`],
    ['blanks of every kind', `\u00a0${code.replaceAll(/(.{76})/g, '$1\u2028')}\t`],
    ['soft hyphens at the line ends', code.replaceAll(/(.{60})/g, '$1\u00ad\r\n')],
    ['dashes that a word processor made its own', code.replaceAll('-', '\u2013')],
  ])('survives %s', (_, pasted) => {
    expect(decodeSetupCode(pasted)).toEqual({ ok: true, values });
  });

  it('is read or refused with a sentence, whatever is pasted', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((text) => `dolphin1.${text}`),
        ),
        (text) => {
          expect(reasonOf(text).length).toBeGreaterThan(3);
        },
      ),
    );
  });

  it('cut at any place is refused with a reason', () => {
    for (let length = 0; length < code.length; length += 1)
      expect(reasonOf(code.slice(0, length)), `${length}`).toMatch(/copy the whole code again/);
  });

  it('with any one character changed is refused', () => {
    for (let place = 0; place < code.length; place += 1) {
      const other = code[place] === 'x' ? 'y' : 'x';
      const damaged = code.slice(0, place) + other + code.slice(place + 1);
      expect(decodeSetupCode(damaged).ok, damaged).toBe(false);
    }
  });

  it.each([
    ['', /does not begin/],
    ['hello', /does not begin/],
    ['dolphin2.e30.abcdefg', /does not begin/],
    ['dolphin1', /cut short/],
    ['dolphin1..', /cut short/],
    ['dolphin1.e30.a.b', /behind it/],
    ['DOLPHIN1.E30.ABCDEFG', /capitals/],
    ['dolphin1.e3/0.abcdefg', /do not belong/],
    ['dolphin1.' + 'A'.repeat(30_000), /too long/],
    ['dolphin1.e30.0000000', /checksum/],
  ])('%j is refused in words a technician can use', (text, reason) => {
    expect(reasonOf(text)).toMatch(reason);
  });

  it('made of something that is no settings is refused', () => {
    for (const wrong of [[], null, 'text', 7])
      expect(reasonOf(encodeSetupCode(wrong as never))).toMatch(/does not hold settings/);
  });

  it('fills the policy, single settings override it, and a damaged one costs only itself', () => {
    const whole = checkPolicy({ setup: code, schoolName: 'Seaside' });
    expect(whole.refused).toEqual([]);
    expect(whole.policy).toMatchObject({ endpoint: values.endpoint, schoolName: 'Seaside', siteCode: values.siteCode });
    const damaged = checkPolicy({ setup: code.slice(0, -1), room: 'ICT' });
    expect(damaged.policy).toEqual({ room: 'ICT' });
    expect(damaged.refused).toMatchObject([{ name: 'setup' }]);
    expect(checkPolicy({ setup: 7 }).refused).toMatchObject([{ name: 'setup', reason: 'it must be text' }]);
  });
});
