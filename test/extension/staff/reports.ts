/** Reports for the tests of the staff side. */
import type { ReportView } from '../../../shared/staff-api.ts';

let count = 0;

export function report(given: Partial<ReportView> = {}): ReportView {
  count += 1;
  const id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  const at = new Date(Date.UTC(2026, 2, 3, 10, 0, count)).toISOString();
  return { id, state: 'stored', receivedAt: at, occurredAt: at, confirmed: true, ...given };
}
