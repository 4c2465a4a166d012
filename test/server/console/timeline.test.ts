/** The story of a report, in order. */
import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../../server-stub/console/report/timeline.ts';
import { report } from './reports.ts';

describe('the timeline of a report', () => {
  it('tells everything in the order in which it happened', () => {
    const told = timelineOf(
      report({
        state: 'released',
        occurredAt: '2026-03-03T10:00:00.000+00:00',
        receivedAt: '2026-03-03T10:00:01.000Z',
        acknowledgedAt: '2026-03-03T10:00:30.000Z',
        acknowledgedBy: 'Tom Reid',
        releasedAt: '2026-03-03T10:02:00.000Z',
        followUps: [
          { occurredAt: '2026-03-03T10:00:20.000Z', pressedAgain: true, uncovered: 2 },
          { occurredAt: '2026-03-03T10:01:00.000Z', category: 'scary', forFriend: true },
        ],
      }),
    );
    expect(told.map(({ text }) => text)).toEqual([
      'Dolphin pressed',
      'Arrived at school',
      'Pressed again while waiting',
      'Windows that could not be hidden: 2',
      'Tom Reid said: I’m coming',
      'The child said it was: scary',
      'The child pressed for a friend',
      'Screen released',
    ]);
  });

  it('says once that an adult released it at the computer', () => {
    const told = timelineOf(
      report({
        state: 'released',
        releasedLocally: true,
        releasedAt: '2026-03-03T10:05:00.000Z',
        followUps: [{ occurredAt: '2026-03-03T10:04:59.000Z', releasedLocally: true }],
      }),
    );
    expect(told.filter(({ text }) => /released/i.test(text))).toHaveLength(1);
  });

  it('names nobody whom the person may not know', () => {
    const told = timelineOf(report({ state: 'acknowledged', acknowledgedAt: '2026-03-03T10:05:00.000Z' }));
    expect(told.at(-1)?.text).toBe('Someone said: I’m coming');
  });

  it('does not speak of a press where there was none', () => {
    expect(timelineOf(report({ entry: true })).map(({ text }) => text)).toEqual(['It happened', 'Entered by staff']);
  });
});
