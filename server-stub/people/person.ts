/** A person as the rest of the server knows them: who asks, and by which key they came in. */
import type { Role } from '../../shared/roles.ts';

export type Person = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly school: string;
  readonly roles: readonly Role[];
  /** Groups (or rooms) a classroom role is limited to; empty: all of the school. */
  readonly groups: readonly string[];
  /** `staff-extension`: a connected browser, which may do far less than the same person signed in. */
  readonly scope: 'full' | 'staff-extension';
};
