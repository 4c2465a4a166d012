/** What each event a person may append means: whose duty it is, which signals it gives, and what must hold first. Pure. */
import type { EventKind, EventRequest } from '../../shared/incident-api.ts';
import { canMove, type Signal } from '../../shared/lanes.ts';
import type { Duty } from '../people/duties.ts';
import type { CaseRow } from './casework.ts';

/** Why an event cannot be appended as things stand; each has its sentence in text/en.json. */
export type Refusal =
  | 'event.merged'
  | 'event.stands'
  | 'event.police-first'
  | 'event.reference'
  | 'event.external-open'
  | 'event.parents-open'
  | 'event.no-page'
  | 'event.no-child'
  | 'event.no-item'
  | 'event.no-incident'
  | 'event.no-reward'
  | 'event.own-platform';

/** `all`: whoever sees the incident; `technical`: technicians too; `lead`: who leads safeguarding; `address`: who may read addresses. */
type Readers = 'all' | 'technical' | 'lead' | 'address';
type Rule = { duty: Duty; readers: Readers };

export const eventRules: Readonly<Record<EventKind, Rule>> = {
  note: { duty: 'note', readers: 'lead' },
  'page.chosen': { duty: 'note', readers: 'all' },
  'url.corrected': { duty: 'note', readers: 'address' },
  'category.set': { duty: 'decide', readers: 'lead' },
  'dsl.decision': { duty: 'decide', readers: 'lead' },
  'incident.merged': { duty: 'decide', readers: 'lead' },
  'incident.split': { duty: 'decide', readers: 'lead' },
  'case.closed': { duty: 'decide', readers: 'lead' },
  'case.reopened': { duty: 'decide', readers: 'lead' },
  'checklist.ticked': { duty: 'decide', readers: 'lead' },
  'checklist.not-needed': { duty: 'decide', readers: 'lead' },
  'learner.linked': { duty: 'decide', readers: 'lead' },
  'parent.informed': { duty: 'decide', readers: 'lead' },
  'parent.withheld': { duty: 'decide', readers: 'lead' },
  'referral.made': { duty: 'decide', readers: 'lead' },
  'block.requested': { duty: 'note', readers: 'technical' },
  'reward.noted': { duty: 'note', readers: 'all' },
  'provider.forwarded': { duty: 'forward', readers: 'technical' },
  'provider.confirmed': { duty: 'forward', readers: 'technical' },
  'illegal.suspected': { duty: 'flag-illegal', readers: 'lead' },
  'illegal.locked': { duty: 'decide', readers: 'lead' },
  'illegal.cleared': { duty: 'unlock', readers: 'lead' },
  'agency.reported': { duty: 'decide', readers: 'lead' },
  'external.outcome': { duty: 'decide', readers: 'lead' },
  'hold.set': { duty: 'decide', readers: 'lead' },
  'hold.lifted': { duty: 'decide', readers: 'lead' },
  'cp-file.transferred': { duty: 'decide', readers: 'lead' },
};

/** What a lane must be able to do for this event to make sense. */
export function signalsOf(request: EventRequest): readonly Signal[] {
  if (request.kind === 'dsl.decision') return [`decision.${request.decision}`];
  return signalsByKind[request.kind] ?? [];
}

const signalsByKind: Readonly<Partial<Record<EventKind, readonly Signal[]>>> = {
  'illegal.suspected': ['illegal.suspected', 'illegal.locked'],
  'illegal.locked': ['illegal.locked'],
  'illegal.cleared': ['illegal.cleared'],
  'case.closed': ['case.closed'],
  'case.reopened': ['case.reopened'],
  'block.requested': ['block.requested'],
  'provider.forwarded': ['provider.forwarded'],
  'provider.confirmed': ['provider.confirmed'],
  'agency.reported': ['agency.reported'],
  'external.outcome': ['external.outcome'],
};

const serious = new Set(['11.1', '11.2', '11.3', '11.4']);

/** Whether the police must be spoken to before anyone outside is told. */
export function isPoliceFirst({ procedure, external }: Pick<CaseRow, 'procedure' | 'external'>): boolean {
  return (procedure !== null && serious.has(procedure)) || !['not-applicable', 'cleared'].includes(external);
}

/** What is known of an incident's children: who still has no decision about their parents. */
export type Standing = { children: ReadonlySet<string>; undecided: ReadonlySet<string> };

/** What stands against an event as the row is now; `undefined` when nothing does. */
export function refusalOf(request: EventRequest, row: CaseRow, { children, undecided }: Standing): Refusal | undefined {
  if (row.merged_into !== null && request.kind !== 'incident.split') return 'event.merged';
  if ('policeFirst' in request || needsPolice(request)) {
    const confirmed = 'policeFirst' in request && request.policeFirst === true;
    if (isPoliceFirst(row) && !confirmed) return 'event.police-first';
  }
  const { kind } = request;
  if (kind === 'agency.reported' && !request.reference && !request.reason) return 'event.reference';
  if (kind === 'parent.informed' || kind === 'parent.withheld')
    return children.has(request.child) ? undefined : 'event.no-child';
  if (kind === 'case.closed' && ['suspected-illegal', 'locked'].includes(row.external)) return 'event.external-open';
  if (kind === 'case.closed' && undecided.size > 0) return 'event.parents-open';
  // Naming the technician later is another entry, not another lock.
  if (kind === 'illegal.locked' && row.url_lock === 'illegal') return undefined;
  if (kind === 'incident.split' && row.merged_into === null) return 'event.stands';
  if (kind === 'hold.lifted' && (row.hold === 0 || row.url_lock === 'illegal')) return 'event.stands';
  const [first] = signalsOf(request);
  return first === undefined || canMove(row, first) ? undefined : 'event.stands';
}

function needsPolice({ kind }: EventRequest): boolean {
  return kind === 'parent.informed' || kind === 'provider.forwarded';
}

/** What an event changes in the row beside its lanes. */
export function changeOf(request: EventRequest, row: CaseRow, at: string): Partial<CaseRow> {
  const { kind } = request;
  if (kind === 'category.set')
    return { risk: request.risk, ...(request.procedure ? { procedure: request.procedure } : {}) };
  if (kind === 'page.chosen') return { page: request.page };
  // The safeguarding lead has decided: what was locked for them alone is open again, unless it may be illegal.
  if (kind === 'dsl.decision')
    return row.url_lock === 'lead' && request.decision !== 'assessing' ? { url_lock: null } : {};
  if (kind === 'incident.merged') return { merged_into: request.into };
  if (kind === 'illegal.locked')
    return { url_lock: 'illegal', hold: 1, url_reader: request.technician ?? row.url_reader };
  return plainChanges(at)[kind] ?? {};
}

function plainChanges(at: string): Partial<Record<EventKind, Partial<CaseRow>>> {
  return {
    'incident.split': { merged_into: null },
    'case.closed': { closed_at: at },
    'case.reopened': { closed_at: null },
    'illegal.suspected': { url_lock: 'illegal', hold: 1 },
    'illegal.cleared': { url_lock: null, url_reader: null },
    'hold.set': { hold: 1 },
    'hold.lifted': { hold: 0 },
    'cp-file.transferred': { transferred_at: at },
  };
}
