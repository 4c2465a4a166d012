/** The few words on each report's card. */
import { describe, expect, it } from 'vitest';
import { tagsOf } from '../../../server-stub/console/live/tags.ts';
import { report } from './reports.ts';

const texts = (...given: Parameters<typeof report>) => tagsOf(report(...given)).map(({ text }) => text);

describe('the tags of a report', () => {
  it('say that nobody has answered until somebody has', () => {
    expect(texts()).toEqual(['Nobody has answered yet']);
    expect(texts({ state: 'acknowledged', acknowledgedBy: 'Tom Reid' })).toEqual(['Tom Reid is coming']);
    expect(texts({ state: 'acknowledged' })).toEqual(['Someone is coming']);
  });

  it('say what it was, and how the screen came free', () => {
    expect(texts({ state: 'released', outcome: 'nothing-unsuitable' })).toEqual([
      'Nothing unsuitable',
      'Screen released',
    ]);
    expect(texts({ state: 'released', releasedLocally: true })).toEqual(['Released at the computer']);
  });

  it('warn of a screen that may still show, and of a second press while waiting', () => {
    const followUps = [
      { occurredAt: 'x', uncovered: 1 },
      { occurredAt: 'x', pressedAgain: true as const },
    ];
    expect(texts({ followUps })).toEqual([
      'Nobody has answered yet',
      'Pressed again',
      'Part of the screen may still show: walk over',
    ]);
  });

  it('say why a report could not be checked', () => {
    expect(texts({ unverified: 'site-code' })).toEqual(['Unknown site code']);
  });

  it('never call a staff member’s own entry a computer that waits', () => {
    expect(texts({ entry: true })).toEqual(['Entered by staff']);
  });
});
