/** Incidents on the wire (contract §3): what a person sees of one, and the events they may append to it. */
import * as v from 'valibot';
import { procedureSchema } from './profile.ts';
import { uuidSchema } from './report.ts';
import { outcomes, reportViewSchema } from './staff-api.ts';

const written = (most: number) =>
  v.pipe(
    v.string('must be text'),
    v.trim(),
    v.nonEmpty('must not be empty'),
    v.maxLength(most, `must have at most ${most} characters`),
    v.check((text) => text.isWellFormed() && !text.includes('\0'), 'must hold ordinary characters only'),
  );
const narrative = written(4000);
const line = v.pipe(
  written(200),
  v.regex(/^[^\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'must be one ordinary line'),
);
const when = v.pipe(v.string('must be a time'), v.isoTimestamp('must be an ISO 8601 time'));
const word = v.pipe(v.string('must be text'), v.regex(/^[a-z0-9.-]{1,60}$/, 'must be an id of the school’s list'));

/** KCSIE's four areas of risk. */
export const risks = ['content', 'contact', 'conduct', 'commerce'] as const;
export const sources = ['press', 'staff', 'supervision', 'log-review', 'monitoring-service'] as const;
export const decisions = ['assessing', 'no-further-action', 'school-action', 'referred'] as const;
export const parentMeans = ['in-person', 'telephone', 'letter', 'e-mail', 'meeting'] as const;

const event = <const K extends string, const E extends v.ObjectEntries>(kind: K, entries: E) =>
  v.strictObject({ kind: v.literal(kind), ...entries });

/** Every event a person may append. What each means, and who may, is decided on the server. */
export const eventRequestSchema = v.variant('kind', [
  event('note', { text: narrative }),
  /** Which of several visible pages it was: 0 is the reported one, then `others` in order. */
  event('page.chosen', { page: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)) }),
  event('url.corrected', { url: written(8192), reason: v.optional(narrative) }),
  event('category.set', {
    risk: v.picklist(risks, 'must be content, contact, conduct or commerce'),
    procedure: v.optional(procedureSchema),
    source: v.optional(v.picklist(sources, 'must be a known source')),
    special: v.optional(v.picklist(['offensive-message', 'platform-content', 'social-media'])),
  }),
  event('dsl.decision', { decision: v.picklist(decisions, 'must be a known decision'), reason: narrative }),
  event('incident.merged', { into: uuidSchema }),
  event('incident.split', { reason: v.optional(narrative) }),
  event('case.closed', {
    outcome: narrative,
    reason: narrative,
    lessons: narrative,
    change: v.picklist(['none', 'policy', 'curriculum', 'procedure'], 'must say what changes'),
  }),
  event('case.reopened', { reason: narrative }),
  event('checklist.ticked', {
    procedure: v.union([v.literal('10'), procedureSchema]),
    item: word,
    note: v.optional(narrative),
  }),
  event('checklist.not-needed', {
    procedure: v.union([v.literal('10'), procedureSchema]),
    item: word,
    because: narrative,
  }),
  event('learner.linked', {
    child: word,
    name: line,
    born: v.optional(v.pipe(v.string(), v.isoDate('must be a day'))),
  }),
  event('parent.informed', {
    child: word,
    at: when,
    by: line,
    how: v.picklist(parentMeans, 'must be a known way'),
    policeFirst: v.optional(v.literal(true)),
  }),
  event('parent.withheld', { child: word, why: narrative }),
  event('referral.made', {
    agency: line,
    reference: v.optional(line),
    note: v.optional(narrative),
    policeFirst: v.optional(v.literal(true)),
  }),
  event('block.requested', { reason: narrative }),
  /** One of the rewards that the school's policy names; given for telling, never counted. */
  event('reward.noted', { reward: line }),
  event('provider.forwarded', {
    to: line,
    reference: v.optional(line),
    policeFirst: v.optional(v.literal(true)),
  }),
  event('provider.confirmed', { reference: v.optional(line) }),
  event('illegal.suspected', {}),
  event('illegal.locked', { technician: v.optional(word) }),
  event('illegal.cleared', { reason: narrative }),
  event('agency.reported', { agency: line, reference: v.optional(line), reason: v.optional(narrative) }),
  event('external.outcome', { outcome: narrative, reference: v.optional(line) }),
  event('hold.set', { reason: narrative }),
  event('hold.lifted', { reason: narrative }),
  event('cp-file.transferred', { to: line, confirmed: v.literal(true) }),
]);
export type EventRequest = v.InferOutput<typeof eventRequestSchema>;
export type EventKind = EventRequest['kind'];

const momentSchema = v.looseObject({
  seq: v.number(),
  at: v.string(),
  kind: v.string(),
  /** Name of whoever did it, where this person may know; absent for what no person did. */
  by: v.optional(v.string()),
  content: v.optional(v.looseObject({})),
});
export type Moment = v.InferOutput<typeof momentSchema>;

export const lanesSchema = v.object({
  classroom: v.string(),
  safeguarding: v.optional(v.string()),
  technical: v.optional(v.string()),
  external: v.optional(v.string()),
});

/** What a register can be asked for. */
export const shown = ['open', 'closed', 'unsuitable', 'dismissed', 'technical', 'locked', 'practice'] as const;
export type Shown = (typeof shown)[number];

export const incidentSummarySchema = v.looseObject({
  id: v.string(),
  openedAt: v.string(),
  reports: v.array(v.string()),
  lanes: lanesSchema,
  outcome: v.optional(v.picklist(outcomes)),
  procedure: v.optional(v.string()),
  risk: v.optional(v.string()),
  locked: v.optional(v.literal(true)),
  practice: v.optional(v.literal(true)),
  mergedInto: v.optional(v.string()),
  device: v.optional(v.string()),
  room: v.optional(v.string()),
  group: v.optional(v.string()),
  host: v.optional(v.string()),
  entry: v.optional(v.literal(true)),
  acknowledgedBy: v.optional(v.string()),
});
export type IncidentSummary = v.InferOutput<typeof incidentSummarySchema>;

/** A line is `done` with a note, or not needed, because. */
const checklistSchema = v.object({
  id: v.string(),
  title: v.string(),
  never: v.optional(v.string()),
  lines: v.array(
    v.object({
      id: v.string(),
      text: v.string(),
      contacts: v.array(v.string()),
      policeFirst: v.optional(v.literal(true)),
      done: v.optional(
        v.object({ seq: v.number(), note: v.optional(v.unknown()), notNeeded: v.optional(v.unknown()) }),
      ),
    }),
  ),
});
export type Checklist = v.InferOutput<typeof checklistSchema>;
const childSchema = v.object({
  child: v.string(),
  name: v.unknown(),
  born: v.optional(v.unknown()),
  parents: v.optional(v.looseObject({})),
});
export type Child = v.InferOutput<typeof childSchema>;

export const suggestionSchema = v.object({ id: v.string(), receivedAt: v.string(), why: v.literal('same-page') });
export const incidentSchema = v.looseObject({
  ...incidentSummarySchema.entries,
  views: v.array(reportViewSchema),
  timeline: v.array(momentSchema),
  /** Others of the same page: for a person to merge or leave. */
  suggestions: v.optional(v.array(suggestionSchema)),
  /** Kinds of event this person may append now. */
  may: v.array(v.string()),
  checklists: v.optional(v.array(checklistSchema)),
  children: v.optional(v.array(childSchema)),
  /** Of several visible pages, the one it was. */
  page: v.optional(v.number()),
  hold: v.optional(v.literal(true)),
  /** The one technician who may read a locked address, and who could be. */
  reader: v.optional(v.string()),
  technicians: v.optional(v.array(v.object({ id: v.string(), name: v.string() }))),
});
export type IncidentView = v.InferOutput<typeof incidentSchema>;
export const incidentListSchema = v.object({ incidents: v.array(incidentSummarySchema), next: v.optional(v.string()) });

export const dismissalsSchema = v.object({
  days: v.number(),
  byRoom: v.array(v.object({ room: v.string(), count: v.number() })),
  byAdult: v.array(v.object({ name: v.string(), count: v.number() })),
});
export const digestSchema = v.object({
  day: v.string(),
  dismissed: v.array(incidentSummarySchema),
  reported: v.array(incidentSummarySchema),
  open: v.array(incidentSummarySchema),
});
