/** Concerns about an adult of the school, on the wire. */
import * as v from 'valibot';

const narrative = v.pipe(
  v.string('must be text'),
  v.trim(),
  v.nonEmpty('must not be empty'),
  v.maxLength(8000, 'must have at most 8000 characters'),
  v.check((text) => text.isWellFormed() && !text.includes('\0'), 'must hold ordinary characters only'),
);
const personId = v.pipe(v.string('must be a person'), v.regex(/^[\w-]{1,80}$/, 'must be a person of the school'));
const reference = v.pipe(v.string('must be text'), v.trim(), v.nonEmpty('must not be empty'), v.maxLength(200));

export const concernRequestSchema = v.strictObject({
  about: v.picklist(['staff', 'head'], 'must be staff or head'),
  /** Whom it is about, where they work here: they never see it. */
  person: v.optional(personId),
  level: v.picklist(['allegation', 'low-level'], 'must be allegation or low-level'),
  text: narrative,
});
export type ConcernRequest = v.InferOutput<typeof concernRequestSchema>;

export const concernEventSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('concern.note'), text: narrative }),
  v.strictObject({ kind: v.literal('concern.shared'), person: personId }),
  v.strictObject({ kind: v.literal('concern.unshared'), person: personId }),
  v.strictObject({ kind: v.literal('concern.lado-told'), reference, note: v.optional(narrative) }),
  v.strictObject({ kind: v.literal('concern.closed'), outcome: narrative, reason: narrative }),
  v.strictObject({ kind: v.literal('concern.reopened'), reason: narrative }),
]);
export type ConcernEvent = v.InferOutput<typeof concernEventSchema>;

export const concernSummarySchema = v.object({
  id: v.string(),
  level: v.string(),
  state: v.string(),
  openedAt: v.string(),
});
export type ConcernSummary = v.InferOutput<typeof concernSummarySchema>;
export const concernSchema = v.object({
  ...concernSummarySchema.entries,
  /** Whom it is about, where that was said. */
  about: v.picklist(['staff', 'head']),
  person: v.optional(v.object({ id: v.string(), name: v.string() })),
  /** Whether this person may open it to others and close it. */
  owns: v.boolean(),
  /** To whom it has been opened. */
  shared: v.array(v.object({ id: v.string(), name: v.string() })),
  timeline: v.array(
    v.looseObject({
      seq: v.number(),
      at: v.string(),
      kind: v.string(),
      by: v.optional(v.string()),
      content: v.looseObject({}),
    }),
  ),
});
