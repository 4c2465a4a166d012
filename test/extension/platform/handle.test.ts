/** Who may say what to the background. */
import { describe, expect, test } from 'vitest';
import { admit, type Sender } from '../../../extension/platform/handle.ts';

const own = { id: 'dolphin', base: 'chrome-extension://dolphin/' };
const incident = '11111111-1111-4111-8111-111111111111';
const tab = { id: 7 } as NonNullable<Sender['tab']>;
const fromPage: Sender = { id: 'dolphin', url: 'https://example.org/', tab, frameId: 0 };
const fromCover: Sender = { id: 'dolphin', url: `chrome-extension://dolphin/cover.html#${incident}`, tab, frameId: 0 };
const press = { type: 'press.page', data: { typed: false } };
const release = { type: 'cover.release', data: { incident, choice: 'close' } };
const verdict = (message: unknown, sender: Sender) => admit(message, sender, own).verdict;

describe('who may say what', () => {
  test('a content script may press', () => {
    expect(admit(press, fromPage, own)).toEqual({ verdict: 'admitted', type: 'press.page', data: { typed: false } });
  });

  test.each(['cover.release', 'cover.status', 'cover.opened', 'staff.act', 'health.read', 'staff.press'])(
    'a content script may not say %s',
    (type) => {
      expect(verdict({ ...release, type }, fromPage)).toBe('refused');
    },
  );

  test('our own page may release', () => {
    expect(verdict(release, fromCover)).toBe('admitted');
  });

  test('an address that only resembles ours is not ours', () => {
    expect(verdict(release, { ...fromCover, url: 'chrome-extension://dolphin.evil/cover.html' })).toBe('refused');
    expect(verdict(release, { ...fromCover, url: 'https://example.org/?chrome-extension://dolphin/' })).toBe('refused');
  });

  test('another extension, or nobody known, may say nothing', () => {
    expect(verdict(press, { ...fromPage, id: 'other' })).toBe('refused');
    expect(verdict(press, {})).toBe('refused');
  });

  test('a frame inside a page may not press for it', () => {
    expect(verdict(press, { ...fromPage, frameId: 3 })).toBe('refused');
  });
});

describe('what is well formed', () => {
  test.each([undefined, null, 'press', 7, {}, { type: 1 }, { type: 'toString' }, { type: 'cover.changed' }])(
    'leaves alone what is no message for the background: %j',
    (message) => {
      expect(verdict(message, fromCover)).toBe('not-ours');
    },
  );

  test.each([
    { type: 'press.page', data: {} },
    { type: 'press.page' },
    { type: 'cover.release', data: { incident: 'x', choice: 'close' } },
    { type: 'cover.release', data: { incident, choice: 'forget' } },
    { type: 'cover.status', data: { incident, state: 'released', by: 'x'.repeat(201) } },
    { type: 'page.corner', data: { corner: 'middle' } },
  ])('refuses a payload of another shape: %j', (message) => {
    expect(verdict(message, fromCover)).toBe('refused');
  });

  test('drops members that nobody asked for', () => {
    const admitted = admit({ type: 'press.page', data: { typed: true, url: 'https://example.org/' } }, fromPage, own);
    expect(admitted).toEqual({ verdict: 'admitted', type: 'press.page', data: { typed: true } });
  });
});
