/** Access requests on the wire: what is kept about one child, for whoever may ask for it. */
import * as v from 'valibot';
import { uuidSchema } from './report.ts';

const written = (most: number) =>
  v.pipe(
    v.string('must be text'),
    v.trim(),
    v.nonEmpty('must not be empty'),
    v.maxLength(most, `must have at most ${most} characters`),
    v.check((text) => text.isWellFormed() && !text.includes('\0'), 'must hold ordinary characters only'),
  );
const word = v.pipe(v.string('must be text'), v.regex(/^[a-z0-9.-]{1,60}$/, 'must be an id of the school’s list'));

export const childSearchSchema = v.strictObject({ name: written(200) });
export const relations = ['child', 'parent', 'representative'] as const;
export const accessRequestSchema = v.strictObject({
  requester: written(200),
  relation: v.picklist(relations, 'must be child, parent or representative'),
  /** Each place in which the child was linked: found by a search, chosen by a person. */
  children: v.pipe(
    v.array(v.strictObject({ incident: uuidSchema, child: word })),
    v.minLength(1, 'must name the child in at least one incident'),
    v.maxLength(200, 'must name at most 200 incidents'),
  ),
});
export const accessDecisionSchema = v.strictObject({
  incident: uuidSchema,
  decision: v.picklist(['include', 'withhold'], 'must be include or withhold'),
  /** Numbers of written entries that a lead has read and found fit to give out. */
  entries: v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1))), v.maxLength(500)), []),
  reason: written(4000),
});
export type AccessRequest = v.InferOutput<typeof accessRequestSchema>;
export type AccessDecision = v.InferOutput<typeof accessDecisionSchema>;

export const childMatchesSchema = v.object({
  matches: v.array(
    v.object({ incident: v.string(), child: v.string(), name: v.string(), born: v.optional(v.string()) }),
  ),
});
export const accessIncidentSchema = v.object({
  incident: v.string(),
  child: v.string(),
  /** Why it is refused until a lead decides; `illegal` cannot be decided. */
  held: v.optional(v.string()),
  decision: v.optional(v.picklist(['include', 'withhold'])),
  /** What people wrote, with the names of others made unreadable: left out unless a lead includes it. */
  entries: v.array(
    v.object({ seq: v.number(), at: v.string(), kind: v.string(), text: v.string(), included: v.boolean() }),
  ),
});
export const accessViewSchema = v.object({
  id: v.string(),
  openedAt: v.string(),
  requester: v.string(),
  relation: v.string(),
  incidents: v.array(accessIncidentSchema),
  /** Nothing waits for a decision any more. */
  ready: v.boolean(),
});
export type AccessView = v.InferOutput<typeof accessViewSchema>;
