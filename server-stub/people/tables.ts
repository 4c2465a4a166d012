/** The tables of people and of how they sign in; times are ISO 8601 text in UTC, so that text order is time order. */

type PersonRow = {
  id: string;
  school: string;
  /** Lower case; unique in the whole deployment, since it is what a person signs in with. */
  email: string;
  name: string;
  created_at: string;
  /** Set once the invitation was accepted. */
  accepted_at: string | null;
  /** Set when the account is closed; the row stays, for the record's sake. */
  disabled_at: string | null;
  /** A day pass is over then. */
  ends_at: string | null;
  aup_signed_at: string | null;
  /** When the password was last set. */
  password_at: string | null;
  /** Set for the account that lies in an envelope. */
  break_glass: string | null;
};

/** What a second person must agree to. */
type RoleRequestRow = {
  school: string;
  id: string;
  kind: 'roles' | 'reset';
  person_id: string;
  roles: string;
  groups: string;
  asked_by: string;
  asked_at: string;
  /** Where there was no second person: then it holds without one. */
  due_at: string | null;
  state: 'open' | 'agreed' | 'refused' | 'used';
  decided_by: string | null;
  decided_at: string | null;
};

type GrantRow = {
  id: string;
  school: string;
  person_id: string;
  /** JSON list of roles. */
  roles: string;
  /** JSON list of groups; empty says: no group in particular. */
  groups: string;
  granted_by: string;
  from_at: string;
  to_at: string | null;
};

type InviteRow = {
  id: string;
  school: string;
  person_id: string;
  code_hash: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
};

type StaffTokenRow = {
  id: string;
  school: string;
  person_id: string;
  token_hash: string;
  label: string;
  created_at: string;
  last_used_at: string;
  revoked_at: string | null;
};

/** What better-auth keeps for a while (sessions, passkey challenges): keyed by a digest, sealed, and with an end. */
type SealedEntryRow = { key: string; value: string; expires_at: string };

/** Wrong passwords in a row, by account whether or not the account is there. */
type SignInAttemptRow = { account: string; wrong: number; last_at: string; wait_until: string };

export type PeopleTables = {
  persons: PersonRow;
  grants: GrantRow;
  invites: InviteRow;
  role_request: RoleRequestRow;
  staff_tokens: StaffTokenRow;
  sealed_entries: SealedEntryRow;
  sign_in_attempts: SignInAttemptRow;
};
