import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWords, newerView, nobodyAfterMs, wordsFor } from '../../../extension/cover/wording.ts';
import type { CoverState, CoverView } from '../../../extension/platform/messages.ts';
import { coverView } from './cover-view.ts';

const states: CoverState[] = ['hidden', 'saved', 'unsaved', 'delivered', 'acknowledged', 'released'];
const said = (parts: Partial<CoverView>, waitedMs = 0) => {
  const { headline, lines } = wordsFor(coverView(parts), waitedMs);
  return [headline, ...lines].join(' ');
};
const adults = (parts: Partial<CoverView>, waitedMs = 0) => wordsFor(coverView(parts), waitedMs).adults.join(' ');

describe('the words of the cover', () => {
  it.each<[string, Partial<CoverView>, number, string]>([
    ['just hidden', { state: 'hidden' }, 0, 'Well done. Put your hand up. Show a grown-up.'],
    ['saved', { state: 'saved' }, 0, 'Well done. Put your hand up. Show a grown-up.'],
    ['delivered', { state: 'delivered' }, 0, 'School has got it. Keep your hand up.'],
    ['acknowledged', { state: 'acknowledged' }, 0, 'A grown-up at school has seen it.'],
    ['acknowledged by name', { state: 'acknowledged', by: 'Mrs Ash' }, 0, 'Mrs Ash has seen it.'],
    ['saved, nobody came', { state: 'saved' }, nobodyAfterMs, 'Nobody yet? Go to a grown-up you trust.'],
    [
      'delivered, nobody came',
      { state: 'delivered' },
      nobodyAfterMs,
      'Nobody yet? Go to a grown-up you trust. School has got it.',
    ],
    ['acknowledged late', { state: 'acknowledged' }, nobodyAfterMs, 'A grown-up at school has seen it.'],
    [
      'out of hours',
      { state: 'delivered', hours: 'closed' },
      0,
      'Well done. Show a grown-up you trust. School may not see this until it opens.',
    ],
    ['seen out of hours', { state: 'acknowledged', hours: 'closed' }, 0, 'A grown-up at school has seen it.'],
    ['no school', { connected: false }, 0, 'Well done. Put your hand up. Show a grown-up.'],
    ['no school, out of hours', { connected: false, hours: 'closed' }, 0, 'Well done. Show a grown-up you trust.'],
    ['unsaved', { state: 'unsaved' }, 0, 'Well done. Tell a grown-up now.'],
    ['a window left', { uncovered: 1 }, 0, 'Get a grown-up now. Another window is still showing.'],
    [
      'a window left, delivered',
      { state: 'delivered', uncovered: 1 },
      0,
      'Get a grown-up now. Another window is still showing. School has got it.',
    ],
    ['released', { state: 'released', uncovered: 3 }, nobodyAfterMs, 'This is over now. Well done for telling.'],
  ])('say what is true when %s', (_, parts, waitedMs, words) => {
    expect(said(parts, waitedMs)).toBe(words);
  });

  it('claim nothing before anything is known', () => {
    expect(wordsFor(undefined, nobodyAfterMs)).toBe(firstWords);
    expect(adults({ state: 'hidden', connected: false })).toBe('');
  });

  it('never say that school has it or that anyone has seen it before the server said so', () => {
    const view = fc.record({
      state: fc.constantFrom<CoverState>('hidden', 'saved', 'unsaved'),
      hours: fc.constantFrom('open', 'closed', 'unknown'),
      connected: fc.boolean(),
      uncovered: fc.nat({ max: 3 }),
      practice: fc.boolean(),
      by: fc.constant('Mrs Ash'),
    });
    fc.assert(
      fc.property(view, fc.constantFrom(0, nobodyAfterMs, 1e9), (parts, waitedMs) => {
        expect(said(parts as Partial<CoverView>, waitedMs)).not.toMatch(/has got it|has seen|Mrs Ash/);
      }),
    );
  });

  it('tell adults, and only adults, that no school is connected', () => {
    expect(adults({ connected: false })).toContain('not connected to a school');
    expect(said({ connected: false })).not.toContain('connected');
    expect(adults({ connected: true })).toBe('');
  });

  it('tell adults how many windows still show, and that a press could not be saved', () => {
    expect(adults({ uncovered: 2 })).toContain('could not be hidden: 2.');
    expect(adults({ state: 'unsaved' })).toContain('could not save');
  });

  it('name whom to turn to when school may not be there, and not while a grown-up has seen it', () => {
    const helpContacts = 'Childline 0800 1111';
    expect(adults({ helpContacts })).toBe('');
    expect(adults({ helpContacts, hours: 'closed' })).toContain(helpContacts);
    expect(adults({ helpContacts }, nobodyAfterMs)).toContain(helpContacts);
    expect(adults({ helpContacts, hours: 'closed', state: 'acknowledged' })).toBe('');
  });

  it('show a raised hand until a grown-up is needed at once or has come', () => {
    expect(wordsFor(coverView({ state: 'delivered' }), 0).picture).toBe('hand');
    expect(wordsFor(coverView({ state: 'delivered' }), nobodyAfterMs).picture).toBe('grown-up');
    expect(wordsFor(coverView({ state: 'released' }), 0).picture).toBe('none');
  });
});

describe('two views of one press', () => {
  it('never go back, whichever arrives last', () => {
    const order: CoverState[] = ['hidden', 'saved', 'delivered', 'acknowledged', 'released'];
    for (const known of states) {
      for (const next of states) {
        const { state } = newerView(coverView({ state: known }), coverView({ state: next }));
        expect(order.indexOf(state === 'unsaved' ? 'saved' : state)).toBe(
          Math.max(...[known, next].map((one) => order.indexOf(one === 'unsaved' ? 'saved' : one))),
        );
      }
    }
  });

  it('keep the name with the acknowledgement, and take everything else from the newer one', () => {
    const known = coverView({ state: 'acknowledged', by: 'Mrs Ash' });
    expect(newerView(known, coverView({ state: 'delivered', uncovered: 1 }))).toMatchObject({
      state: 'acknowledged',
      by: 'Mrs Ash',
      uncovered: 1,
    });
  });
});
