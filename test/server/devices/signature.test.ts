import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSignatures, skewMs, type Signature } from '../../../server-stub/devices/signature.ts';
import { digestOfBody } from '../../../server-stub/incidents/intake.ts';
import { headers } from '../../../shared/wire.ts';
import { openSchool } from '../school.ts';
import { enrolWith, newDeviceKey } from './device-key.ts';

async function enrolled() {
  const school = await openSchool();
  const key = newDeviceKey();
  await school.as('technician', '/devices/approval', { minutes: 30 });
  await enrolWith(school, key);
  const signatures = createSignatures(school.parts.desk);
  const given = (body: string, sentMs = school.clock.now): Signature => {
    const signed = key.sign('POST', '/v1/heartbeats', body, sentMs);
    return {
      device: signed[headers.device],
      signature: signed[headers.signature],
      sent: signed[headers.sent],
      method: 'POST',
      path: '/v1/heartbeats',
      digest: digestOfBody(body),
    };
  };
  return { school, key, signatures, given };
}

/** One character of a text, another one. */
function spoilt(text: string, at: number, other: string): string {
  const place = at % text.length;
  return `${text.slice(0, place)}${other}${text.slice(place + 1)}`;
}

it('any one changed character of anything that is signed is refused, and nothing else is', async () => {
  const { school, signatures, given } = await enrolled();
  const parts = ['signature', 'method', 'path', 'digest', 'sent', 'device'] as const;
  const character = fc.constantFrom(...'ABCDEFGHIJabcdefghij0123456789-_/'.split(''));
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.constantFrom(...parts), fc.nat(), character, async (body, part, at, other) => {
      const right = given(body);
      expect((await signatures.judge(right, school.school)).ok).toBe(true);
      const wrong = { ...right, [part]: spoilt(right[part] ?? '', at, other) };
      const isSame = wrong[part] === right[part];
      expect((await signatures.judge(wrong, school.school)).ok).toBe(isSame);
      expect((await signatures.signerOf(wrong, school.school)) !== undefined).toBe(isSame);
    }),
    { numRuns: 300 },
  );
});

it('any one flipped bit of the signature is refused', async () => {
  const { school, signatures, given } = await enrolled();
  const right = given('a body');
  const bytes = Buffer.from(right.signature ?? '', 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    const wrong = { ...right, signature: flipped.toString('base64url') };
    expect([bit, await signatures.judge(wrong, school.school)]).toEqual([bit, { ok: false, why: 'signature' }]);
  }
});

it('no bytes of any length are taken for a signature', async () => {
  const { school, signatures, given } = await enrolled();
  await fc.assert(
    fc.asyncProperty(fc.nat(200), async (length) => {
      const wrong = { ...given('a body'), signature: randomBytes(length).toString('base64url') };
      expect((await signatures.judge(wrong, school.school)).ok).toBe(false);
    }),
    { numRuns: 100 },
  );
});

it('a clock that differs by more than the window is told so, not taken', async () => {
  const { school, signatures, given } = await enrolled();
  const judged = async (offMs: number) => {
    const said = await signatures.judge(given('x', school.clock.now + offMs), school.school);
    return said.ok ? 'taken' : said.why;
  };
  expect(await judged(skewMs)).toBe('taken');
  expect(await judged(-skewMs)).toBe('taken');
  expect(await judged(skewMs + 1)).toBe('clock');
  expect(await judged(-skewMs - 1)).toBe('clock');
});

it('another device’s signature, and a school’s own device in another school, count for nothing', async () => {
  const { school, key, signatures, given } = await enrolled();
  const stranger = newDeviceKey();
  await enrolWith(school, stranger);
  const theirs = stranger.sign('POST', '/v1/heartbeats', 'x', school.clock.now);
  const mixed = { ...given('x'), signature: theirs[headers.signature] };
  expect(await signatures.judge(mixed, school.school)).toEqual({ ok: false, why: 'signature' });
  expect(await signatures.signerOf(given('x'), 'another-school')).toBeUndefined();
  expect(await signatures.signerOf(given('x'), school.school)).toBe(key.id);
});
