/**
 * Who does what beyond a single report: one table of duties by role (requirements row 29, notes: server §8; the stricter
 * where they differ). What a role may not do is absent for it: such a route answers 404.
 */
import type { Role } from '../../shared/roles.ts';
import type { Person } from './person.ts';

export const duties = [
  /** Read the school's profile, contacts and checklists. */
  'profile',
  /** Confirm a contact or an open setting. */
  'confirm-profile',
  /** See the lanes and the timeline of what they may see at all. */
  'incidents',
  /** Add a note, say which page it was, correct an address, ask for a block. */
  'note',
  /** Read what safeguarding leads write. */
  'narrative',
  /** Decide, record, link children, inform parents, refer, merge, close, reopen. */
  'decide',
  /** See the technical lane. */
  'technical',
  /** Say what was forwarded to the provider and confirmed by it: where no technician is, the leads do it. */
  'forward',
  /** Say that it may be illegal: locks the address at once. */
  'flag-illegal',
  /** See who would be told now. */
  'board',
  /** Raise a concern about an adult here. */
  'concern',
  /** See the school's devices, approve them and take them away, change the site code. No report is among it. */
  'devices',
  /** Be told of what is about no report. */
  'notices',
  /** See what is held, and what reaches the end of its time. */
  'retention',
  /** See who has access, with what they have signed. */
  'register',
  /** Add people, give roles, close accounts. */
  'accounts',
  /** Give the second word about a role. */
  'consent-roles',
  /** Look through who has access, and sign it. */
  'review-access',
  /** Hand out day passes. */
  'day-pass',
  /** Say that a locked address may be read again. */
  'unlock',
  /** Answer a person who asks what is kept about a child. */
  'access-request',
] as const;
export type Duty = (typeof duties)[number];

const everyone: readonly Duty[] = ['profile', 'concern', 'notices'];
const classroom: readonly Duty[] = [...everyone, 'incidents', 'note', 'flag-illegal'];
const lead: readonly Duty[] = [
  ...classroom,
  'narrative',
  'decide',
  'forward',
  'confirm-profile',
  'board',
  'retention',
  'access-request',
  'register',
  'day-pass',
  'unlock',
];
const technical: readonly Duty[] = [
  ...everyone,
  'incidents',
  'technical',
  'forward',
  'flag-illegal',
  'board',
  'devices',
];

export const dutiesOf: Readonly<Record<Role, ReadonlySet<Duty>>> = {
  teacher: new Set(classroom),
  assistant: new Set(classroom),
  office: new Set([...everyone, 'board', 'day-pass']),
  dsl: new Set(lead),
  deputy: new Set(lead),
  // Oversees and consents; decides only where the head is a safeguarding lead too, by that role.
  head: new Set([
    ...classroom,
    'narrative',
    'confirm-profile',
    'board',
    'retention',
    'register',
    'consent-roles',
    'review-access',
    'day-pass',
    'unlock',
  ]),
  slt: new Set([...everyone, 'register', 'review-access']),
  technician: new Set(technical),
  network: new Set(technical),
  chair: new Set([...everyone, 'consent-roles']),
  governor: new Set(everyone),
  admin: new Set([...everyone, 'register', 'accounts', 'consent-roles', 'day-pass', 'devices']),
  // Signs off the periods; ids and days, never content.
  dpo: new Set([...everyone, 'retention', 'register']),
};

/** What a connected browser may do of these, whoever holds it. */
const extensionDuties: ReadonlySet<Duty> = new Set();

export function hasDuty(person: Person, duty: Duty): boolean {
  if (person.scope === 'staff-extension' && !extensionDuties.has(duty)) return false;
  return person.roles.some((role) => dutiesOf[role].has(duty));
}
