/** Incidents for the tests of the console. */
import type { IncidentView } from '../../../shared/incident-api.ts';
import { eventRules } from '../../../server-stub/incidents/event-rules.ts';
import { dutiesOf } from '../../../server-stub/people/duties.ts';
import type { Role } from '../../../shared/roles.ts';
import { report } from './reports.ts';

const lead = { classroom: 'raised', safeguarding: 'untriaged', technical: 'none', external: 'not-applicable' };

/** As a person of that role sees it: `may` is what the server's own rules say. */
export function incident(role: Role, given: Partial<IncidentView> = {}): IncidentView {
  const one = report();
  const may = Object.entries(eventRules).flatMap(([kind, { duty }]) => (dutiesOf[role].has(duty) ? [kind] : []));
  return {
    id: one.id,
    openedAt: one.receivedAt,
    reports: [one.id],
    views: [one],
    timeline: [],
    may,
    ...given,
    lanes: { ...lead, ...given.lanes },
  };
}
