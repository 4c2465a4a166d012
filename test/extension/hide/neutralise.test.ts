/** Which pages a press may end, and which hold work. */
import { expect, test } from 'vitest';
import { newIncident } from '../../../extension/hide/incident.ts';
import { isOwnPlatform, isPrecious } from '../../../extension/hide/neutralise.ts';

const pressed = newIncident('11111111-1111-4111-8111-111111111111', 0, 'AAAAAAAAAAAAAAAAAAAAAA');

test('a school platform is its host and what is below it, not what merely ends alike', () => {
  const hosts = ['learn.example', ''];
  expect(isOwnPlatform('https://learn.example/homework', hosts)).toBe(true);
  expect(isOwnPlatform('https://Maths.Learn.Example/', hosts)).toBe(true);
  expect(isOwnPlatform('https://badlearn.example/', hosts)).toBe(false);
  expect(isOwnPlatform('https://example.org/?learn.example', hosts)).toBe(false);
  expect(isOwnPlatform('not an address', hosts)).toBe(false);
});

test('a page is kept where the child typed, where the school says so, and on its own platforms', () => {
  expect(isPrecious(pressed, 'https://example.org/', {})).toBe(false);
  expect(isPrecious({ ...pressed, typed: true }, 'https://example.org/', {})).toBe(true);
  expect(isPrecious(pressed, 'https://example.org/', { afterHide: 'keep' })).toBe(true);
  expect(isPrecious(pressed, 'https://learn.example/', { ownPlatforms: ['learn.example'] })).toBe(true);
});
