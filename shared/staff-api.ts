/** The staff side of the wire (contract §3): what pages and the staff extension send and get. */
import * as v from 'valibot';
import { statusStates } from './answer.ts';
import { labelCharacters } from './limits.ts';
import { categories, tabKinds, tiers, uuidSchema } from './report.ts';
import { roles } from './roles.ts';

export const outcomes = ['nothing-unsuitable', 'unsuitable'] as const;
export type Outcome = (typeof outcomes)[number];

/** A person’s standing: what they may see is decided on the server alone. */
export const meSchema = v.object({
  id: v.string(),
  name: v.string(),
  grants: v.array(v.object({ school: v.string(), roles: v.array(v.picklist(roles)), groups: v.array(v.string()) })),
  /** When the school’s policy wants another password, in the month before and after; nobody is locked out by it. */
  passwordDueAt: v.optional(v.string()),
  aupSignedAt: v.optional(v.string()),
});
export type Me = v.InferOutput<typeof meSchema>;

/** One report as this person may see it: what their role may not see is absent. `url` is hostile text: show, never link. */
export const reportViewSchema = v.looseObject({
  id: uuidSchema,
  state: v.picklist(statusStates),
  receivedAt: v.string(),
  occurredAt: v.string(),
  device: v.optional(v.string()),
  group: v.optional(v.string()),
  room: v.optional(v.string()),
  tier: v.optional(v.picklist(tiers)),
  tabKind: v.optional(v.picklist(tabKinds)),
  host: v.optional(v.string()),
  url: v.optional(v.string()),
  others: v.optional(v.array(v.string())),
  /** The device proved itself with its own key. */
  confirmed: v.boolean(),
  /** Set apart: unknown site code, unknown key or a seal that does not open. */
  unverified: v.optional(v.picklist(['site-code', 'key', 'seal', 'content'])),
  practice: v.optional(v.literal(true)),
  /** A staff member’s own entry: no screen is covered, and no computer waits. */
  entry: v.optional(v.literal(true)),
  /** Its content is no longer kept; that it came, and what was decided, is. */
  erased: v.optional(v.literal(true)),
  outcome: v.optional(v.picklist(outcomes)),
  acknowledgedBy: v.optional(v.string()),
  acknowledgedAt: v.optional(v.string()),
  releasedAt: v.optional(v.string()),
  releasedLocally: v.optional(v.literal(true)),
  escalated: v.optional(v.literal(true)),
  /** Names of those who said it is not in their room. */
  notMine: v.optional(v.array(v.string())),
  followUps: v.optional(
    v.array(
      v.looseObject({
        occurredAt: v.string(),
        releasedLocally: v.optional(v.literal(true)),
        category: v.optional(v.picklist(categories)),
        forFriend: v.optional(v.literal(true)),
        uncovered: v.optional(v.number()),
        pressedAgain: v.optional(v.literal(true)),
        earlierPage: v.optional(v.literal(true)),
      }),
    ),
  ),
});
export type ReportView = v.InferOutput<typeof reportViewSchema>;

export const reportListSchema = v.object({ reports: v.array(reportViewSchema), next: v.optional(v.string()) });
export type ReportList = v.InferOutput<typeof reportListSchema>;

/**
 * Names of the events on `GET /api/events`. Each event's data is `{report: ReportView}` for this person,
 * its id a number that `Last-Event-ID` can hand back.
 */
export const eventNames = ['report', 'acknowledged', 'released', 'escalated', 'delivery'] as const;
export type EventName = (typeof eventNames)[number];
export const eventDataSchema = v.looseObject({ report: reportViewSchema });

export const outcomeRequestSchema = v.strictObject({ outcome: v.picklist(outcomes) });
export const inviteRequestSchema = v.strictObject({
  password: v.pipe(v.string(), v.minLength(10, 'must have at least 10 characters'), v.maxLength(128)),
});
export const signInRequestSchema = v.looseObject({
  email: v.pipe(v.string(), v.maxLength(254)),
  password: v.pipe(v.string(), v.maxLength(128)),
});

/** A staff member's own entry; with or without an address. */
export const staffEntrySchema = v.strictObject({
  occurredAt: v.optional(v.pipe(v.string(), v.isoTimestamp('must be an ISO 8601 time'))),
  url: v.optional(v.pipe(v.string(), v.maxLength(8192))),
  device: v.optional(v.pipe(v.string(), v.maxLength(labelCharacters))),
  group: v.optional(v.pipe(v.string(), v.maxLength(labelCharacters))),
  room: v.optional(v.pipe(v.string(), v.maxLength(labelCharacters))),
});

/** Actions under `/api/reports/{id}/…`; each is idempotent and answers `{report: ReportView}`. */
export const reportActions = ['acknowledge', 'release', 'not-mine', 'outcome', 'escalate'] as const;
export type ReportAction = (typeof reportActions)[number];
