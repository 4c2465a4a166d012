/** What the server answers to devices (contract §2). The device trusts none of it before these checks. */
import * as v from 'valibot';
import { uuidSchema } from './report.ts';

export const acceptedSchema = v.looseObject({
  id: uuidSchema,
  digest: v.string(),
  status: v.picklist(['stored', 'duplicate']),
  receivedAt: v.string(),
  now: v.string(),
  told: v.boolean(),
  proof: v.optional(v.string()),
});
export type Accepted = v.InferOutput<typeof acceptedSchema>;

export const statusStates = ['stored', 'acknowledged', 'released'] as const;
export type StatusState = (typeof statusStates)[number];

/** A press's own status: `by` only when the school shows names. */
export const statusSchema = v.looseObject({
  state: v.picklist(statusStates),
  at: v.string(),
  by: v.optional(v.string()),
});
export type Status = v.InferOutput<typeof statusSchema>;

/** RFC 9457 problem details. */
export const problemSchema = v.looseObject({
  type: v.optional(v.string()),
  title: v.optional(v.string()),
  status: v.optional(v.number()),
  detail: v.optional(v.string()),
});
