/** Keeping on the wire: what is held, what is due, and what a safeguarding lead decides about it. */
import * as v from 'valibot';

const reason = v.pipe(
  v.string('must be text'),
  v.trim(),
  v.nonEmpty('must not be empty'),
  v.maxLength(4000, 'must have at most 4000 characters'),
  v.check((text) => text.isWellFormed() && !text.includes('\0'), 'must hold ordinary characters only'),
);

export const retentionDecisionSchema = v.variant('decision', [
  /** It stays until then, whatever its class says. */
  v.strictObject({
    decision: v.literal('keep'),
    until: v.pipe(v.string('must be a day'), v.isoDate('must be a day such as 2030-07-31')),
    reason,
  }),
  /** Only what has reached the end of its time. */
  v.strictObject({ decision: v.literal('erase'), reason }),
]);
export type RetentionDecision = v.InferOutput<typeof retentionDecisionSchema>;

const entry = { id: v.string(), receivedAt: v.string() };
export const retentionSchema = v.object({
  /** Days and years by class. */
  periods: v.record(v.string(), v.number()),
  held: v.array(v.object({ ...entry, why: v.string() })),
  /** What was warned of and is still here; `review`: only a person's decision erases it. */
  due: v.array(v.object({ ...entry, as: v.string(), dueAt: v.string(), review: v.boolean() })),
});
export type RetentionView = v.InferOutput<typeof retentionSchema>;
