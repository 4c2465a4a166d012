/** How the live page sorts its reports into groups. Pure. */
import { phaseOf, waitingFor } from '../../../shared/board.ts';
import type { ReportView } from '../../../shared/staff-api.ts';

export type Groups = {
  /** Someone should go, or has gone and has not said what it was. */
  readonly now: readonly ReportView[];
  /** Said by this person not to be in their room, and nobody has answered yet. */
  readonly passedOn: readonly ReportView[];
  /** Could not be checked; for those who look after devices and the duty lead. */
  readonly unverified: readonly ReportView[];
  readonly earlier: readonly ReportView[];
  /** How many wait for this person: the number in the title. */
  readonly waiting: number;
};

/** `name` is the person's own; the list comes newest first and stays so. */
export function groupsOf(reports: readonly ReportView[], name: string): Groups {
  const waiting = new Set(waitingFor(reports, name).map(({ id }) => id));
  const groups = { now: [], passedOn: [], unverified: [], earlier: [] } satisfies Record<string, ReportView[]>;
  const put: Record<keyof typeof groups, ReportView[]> = groups;
  for (const report of reports) {
    const phase = phaseOf(report);
    if (phase === 'closed') put.earlier.push(report);
    else if (report.unverified) put.unverified.push(report);
    else if (phase === 'waiting' && !waiting.has(report.id)) put.passedOn.push(report);
    else put.now.push(report);
  }
  return { ...put, waiting: waiting.size };
}

/** `(2) Dolphin`: readable on a tab in the background. */
export function titleWith(waiting: number, title: string): string {
  return waiting > 0 ? `(${waiting}) ${title}` : title;
}
