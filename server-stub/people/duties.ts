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
] as const;
export type Duty = (typeof duties)[number];

const everyone: readonly Duty[] = ['profile'];
const lead: readonly Duty[] = [...everyone, 'confirm-profile'];

export const dutiesOf: Readonly<Record<Role, ReadonlySet<Duty>>> = {
  teacher: new Set(everyone),
  assistant: new Set(everyone),
  office: new Set(everyone),
  dsl: new Set(lead),
  deputy: new Set(lead),
  head: new Set(lead),
  slt: new Set(everyone),
  technician: new Set(everyone),
  network: new Set(everyone),
  chair: new Set(everyone),
  governor: new Set(everyone),
  admin: new Set(everyone),
  dpo: new Set(everyone),
};

/** What a connected browser may do of these, whoever holds it. */
const extensionDuties: ReadonlySet<Duty> = new Set();

export function hasDuty(person: Person, duty: Duty): boolean {
  if (person.scope === 'staff-extension' && !extensionDuties.has(duty)) return false;
  return person.roles.some((role) => dutiesOf[role].has(duty));
}
