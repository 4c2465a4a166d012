/** The live list of reports as a person sees it: what is on it, what waits, and what can be done next. Pure. */
import type { ReportAction, ReportView } from './staff-api.ts';

/** Reports newest first. `touched` counts, per report, how often the stream has spoken of it. */
export type Board = { readonly reports: readonly ReportView[]; readonly touched: ReadonlyMap<string, number> };

export const emptyBoard: Board = { reports: [], touched: new Map() };

const newestFirst = (a: ReportView, b: ReportView) =>
  b.receivedAt.localeCompare(a.receivedAt) || (a.id < b.id ? -1 : 1);

/** Puts in one report as an event or an action's answer gives it. */
export function withReport(board: Board, report: ReportView): Board {
  const others = board.reports.filter(({ id }) => id !== report.id);
  return {
    reports: [...others, report].toSorted(newestFirst),
    touched: new Map(board.touched).set(report.id, (board.touched.get(report.id) ?? 0) + 1),
  };
}

/**
 * Takes over a fetched list. What the stream said since `asked` (the board when the list was asked for) is newer than
 * the list and stays.
 */
export function withList(board: Board, asked: Board, list: readonly ReportView[]): Board {
  const isNewer = (id: string) => board.touched.get(id) !== asked.touched.get(id);
  const kept = board.reports.filter(({ id }) => isNewer(id));
  const taken = list.filter(({ id }) => !isNewer(id));
  return { reports: [...kept, ...taken].toSorted(newestFirst), touched: board.touched };
}

/** `waiting`: nobody has answered a press. `open`: someone has, the outcome is missing. `closed`: the outcome is known. */
export type Phase = 'waiting' | 'open' | 'closed';

export function phaseOf(report: ReportView): Phase {
  if (report.outcome) return 'closed';
  return report.state === 'stored' && !report.entry ? 'waiting' : 'open';
}

/** Those that this person should still go to: nobody has answered, and they have not passed it on themselves. */
export function waitingFor(reports: readonly ReportView[], name: string | undefined): ReportView[] {
  return reports.filter(
    (report) =>
      !report.unverified && phaseOf(report) === 'waiting' && !(name !== undefined && report.notMine?.includes(name)),
  );
}

/** What may sensibly be done with a report now; whether this person may is the server's to say. */
export function stepsOf(report: ReportView): ReportAction[] {
  const steps: ReportAction[] = [];
  const phase = phaseOf(report);
  if (phase === 'waiting') steps.push('acknowledge');
  if (phase === 'open') steps.push('outcome');
  if (report.state !== 'released' && !report.unverified && !report.entry) steps.push('release');
  if (phase === 'waiting' && !report.unverified) steps.push('not-mine');
  if (!report.escalated && phase !== 'closed') steps.push('escalate');
  return steps;
}

/** Pressed this long before it arrived: it was held on a computer without network, and the person should know. */
const lateMs = 2 * 60_000;

/** The press's own time when it is worth showing beside the arrival. */
export function pressedEarlier(report: ReportView): Date | undefined {
  const pressed = new Date(report.occurredAt);
  return new Date(report.receivedAt).getTime() - pressed.getTime() > lateMs ? pressed : undefined;
}

/** How long ago, in the largest unit that is not nothing; never negative, for clocks differ. */
export function ago(
  at: string,
  now: number,
): { readonly value: number; readonly unit: 'second' | 'minute' | 'hour' | 'day' } {
  const seconds = Math.max(0, Math.floor((now - new Date(at).getTime()) / 1000));
  if (seconds < 60) return { value: seconds, unit: 'second' };
  if (seconds < 3600) return { value: Math.floor(seconds / 60), unit: 'minute' };
  if (seconds < 86_400) return { value: Math.floor(seconds / 3600), unit: 'hour' };
  return { value: Math.floor(seconds / 86_400), unit: 'day' };
}
