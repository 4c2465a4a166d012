/** The live list of reports: order, what waits, what can be done next. */
import { describe, expect, it } from 'vitest';
import {
  ago,
  emptyBoard,
  phaseOf,
  pressedEarlier,
  stepsOf,
  waitingFor,
  withList,
  withReport,
} from '../../shared/board.ts';
import type { ReportView } from '../../shared/staff-api.ts';

let count = 0;
function report(given: Partial<ReportView> = {}): ReportView {
  count += 1;
  const id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  const at = new Date(Date.UTC(2026, 2, 3, 10, 0, count)).toISOString();
  return { id, state: 'stored', receivedAt: at, occurredAt: at, confirmed: true, ...given };
}

describe('the board', () => {
  it('keeps the newest report first, however they come', () => {
    const [a, b, c] = [report(), report(), report()];
    const board = [b, c, a].reduce(withReport, emptyBoard);
    expect(board.reports).toEqual([c, b, a]);
  });

  it('replaces a report by what the stream says of it', () => {
    const first = report();
    const board = withReport(withReport(emptyBoard, first), { ...first, state: 'acknowledged' });
    expect(board.reports.map(({ state }) => state)).toEqual(['acknowledged']);
  });

  it('lets the stream win over a list that was asked for before it spoke', () => {
    const [old, gone] = [report(), report()];
    const asked = withReport(withReport(emptyBoard, old), gone);
    const meanwhile = withReport(asked, { ...old, state: 'acknowledged' });
    const fresh = report();
    const board = withList(meanwhile, asked, [fresh, old]);
    expect(board.reports.map(({ id, state }) => [id, state])).toEqual([
      [fresh.id, 'stored'],
      [old.id, 'acknowledged'],
    ]);
  });
});

describe('a report', () => {
  it('waits until somebody answers, is open until the outcome is known, then closed', () => {
    expect(phaseOf(report())).toBe('waiting');
    expect(phaseOf(report({ state: 'acknowledged' }))).toBe('open');
    expect(phaseOf(report({ state: 'released' }))).toBe('open');
    expect(phaseOf(report({ state: 'acknowledged', outcome: 'unsuitable' }))).toBe('closed');
  });

  it('offers the outcome only after an answer, and the release until it is released', () => {
    expect(stepsOf(report())).toEqual(['acknowledge', 'release', 'not-mine', 'escalate']);
    expect(stepsOf(report({ state: 'acknowledged' }))).toEqual(['outcome', 'release', 'escalate']);
    expect(stepsOf(report({ state: 'acknowledged', outcome: 'nothing-unsuitable' }))).toEqual(['release']);
    expect(stepsOf(report({ state: 'released', escalated: true }))).toEqual(['outcome']);
  });

  it('that was set apart has no screen to release and no room', () => {
    expect(stepsOf(report({ unverified: 'key' }))).toEqual(['acknowledge', 'escalate']);
  });

  it('of the staff’s own calls nobody to a computer, and wants its outcome', () => {
    const entry = report({ entry: true });
    expect(waitingFor([entry], undefined)).toEqual([]);
    expect(stepsOf(entry)).toEqual(['outcome', 'escalate']);
  });

  it('does not wait for the person who passed it on, but for everyone else', () => {
    const passedOn = report({ notMine: ['Amina Khan'] });
    const reports = [report(), passedOn, report({ state: 'acknowledged' }), report({ unverified: 'seal' })];
    expect(waitingFor(reports, 'Amina Khan')).toHaveLength(1);
    expect(waitingFor(reports, 'Tom Reid')).toHaveLength(2);
    expect(waitingFor(reports, undefined)).toHaveLength(2);
  });

  it('tells the time of the press only when it came much later', () => {
    const occurredAt = '2026-03-03T09:00:00.000Z';
    expect(pressedEarlier(report({ occurredAt, receivedAt: '2026-03-03T09:01:59.000Z' }))).toBeUndefined();
    expect(pressedEarlier(report({ occurredAt, receivedAt: '2026-03-03T09:30:00.000Z' }))).toEqual(
      new Date(occurredAt),
    );
  });
});

describe('how long ago', () => {
  const at = '2026-03-03T09:00:00.000Z';
  const later = (seconds: number) => Date.parse(at) + seconds * 1000;
  it('is said in the largest unit that is not nothing', () => {
    expect(ago(at, later(59))).toEqual({ value: 59, unit: 'second' });
    expect(ago(at, later(60))).toEqual({ value: 1, unit: 'minute' });
    expect(ago(at, later(7199))).toEqual({ value: 1, unit: 'hour' });
    expect(ago(at, later(200_000))).toEqual({ value: 2, unit: 'day' });
  });
  it('is never in the future, for clocks differ', () => {
    expect(ago(at, later(-90))).toEqual({ value: 0, unit: 'second' });
  });
});
