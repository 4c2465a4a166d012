/** Owns the shape of the tables by which adults are told. All times are ISO 8601 in UTC. */
import type { Generated } from 'kysely';
import type { Channel } from '../../shared/profile.ts';

/** What waits in the outbox. `deliver`, `webhook` and `url-mail` reach outside; all others change the database alone. */
export type JobKind =
  | 'press'
  | 'step'
  | 'unshown'
  | 'advance'
  | 'not-mine'
  | 'lead'
  | 'idle'
  | 'day-end'
  | 'alarm'
  | 'deliver'
  | 'webhook'
  | 'url-mail'
  | 'concern'
  | 'notice'
  | 'head-mail'
  | 'daily'
  | 'watch'
  | 'retention'
  | 'role-due';

/** Each has its sentence in text/notices.ts. */
export const noticeKinds = [
  'retention',
  'drill',
  'test',
  'nobody-here',
  'mail-returned',
  'mail-answered',
  'mail-withheld',
  'offensive-message',
  'serious',
  'copy',
  'digest',
  'access-review',
  'role-asked',
  'unlock-asked',
  'break-glass',
  'new-account',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export type AlertTables = {
  /** One or several presses told together. */
  alert: {
    school: string;
    id: string;
    place: string;
    kind: 'single' | 'group' | 'quiet' | 'lead';
    opened_at: string;
    /** The ladder's step that was told last; -1 before any. */
    step: number;
  };
  alert_report: { school: string; report: string; alert: string };
  /** One person, told once by one channel. */
  delivery: {
    school: string;
    id: string;
    alert: string;
    step: string;
    person: string;
    channel: Channel;
    state: 'queued' | 'sent' | 'shown' | 'failed';
    queued_at: string;
    sent_at: string | null;
    shown_at: string | null;
    /** What the other side said, without any address. */
    result: string | null;
  };
  /** The outbox: committed with what it follows from, done exactly when its effect is committed or was sent. */
  job: {
    id: Generated<number>;
    school: string;
    kind: JobKind;
    /** The same thing is never asked for twice. */
    key: string;
    due_at: string;
    /** An id: of a report, an alert or a delivery, as its kind says; a step may follow after `#`. */
    subject: string;
    attempts: number;
    leased_until: string | null;
    lease: string | null;
    done_at: string | null;
    result: string | null;
  };
  /** A browser that can be woken. Its address and keys are encrypted. */
  push_subscription: {
    id: string;
    school: string;
    person: string;
    box: Uint8Array;
    data_key: Uint8Array;
    created_at: string;
    failed_at: string | null;
  };
  /** When a person's page or staff browser was last connected. */
  presence: { school: string; person: string; seen_at: string };
  /** Whoever said that they are away; what would reach them is handed on. */
  /** Mails with an address to block, so that what comes back is known by the message it answers. */
  sent_mail: {
    school: string;
    message_id: string;
    report: string;
    sent_at: string;
    returned_at: string | null;
    answered_at: string | null;
  };
  /** Something adults should know that is about no report; shown on their pages until one of them has dealt with it. */
  notice: {
    school: string;
    id: string;
    /** The same thing is never told twice. */
    key: string;
    kind: NoticeKind;
    /** An id, or a day; never an address or a name. */
    subject: string;
    /** JSON list of roles. */
    tell: string;
    opened_at: string;
    done_at: string | null;
    done_by: string | null;
  };
  absence: { school: string; person: string; from_at: string; to_at: string };
};
