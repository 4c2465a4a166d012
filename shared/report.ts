/** What a device seals: the press and what is learned after it (contract §2, "Plaintext"). */
import * as v from 'valibot';
import { labelCharacters, paddedBytes, statusKeyBytes, urlBytes } from './limits.ts';
import { fromBase64url } from './base64url.ts';

export const tiers = ['eyfs', 'ks1', 'ks2', 'ks3'] as const;
export const tabKinds = ['web', 'pdf', 'browser', 'error', 'other'] as const;
export const categories = ['scary', 'rude', 'unkind', 'stranger', 'other'] as const;

/** UUID version 4 in lower case: a press id says nothing about its time. */
export const uuidSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'must be a lower-case UUID v4'),
);

/** ISO 8601 with milliseconds and offset, as the device's clock says it (RFC 3339). */
const instantSchema = v.pipe(
  v.string(),
  v.regex(
    /^-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/,
    'must be ISO 8601 with milliseconds and offset',
  ),
);

/** 16 random bytes, from which the key that reads the status and the key of the proof are derived. */
export const statusKeySchema = v.pipe(
  v.string(),
  v.check((text) => fromBase64url(text)?.length === statusKeyBytes, `must be ${statusKeyBytes} bytes in base64url`),
);

// An address is hostile text. Only its size is checked: what a child saw is kept byte for byte.
const urlSchema = v.pipe(
  v.string(),
  v.check((text) => new TextEncoder().encode(text).length <= urlBytes, `must be at most ${urlBytes} bytes`),
);

const label = v.pipe(v.string(), v.maxLength(labelCharacters));

/** A press. Unknown members are kept, not refused. */
export const pressSchema = v.looseObject({
  kind: v.literal('press'),
  id: uuidSchema,
  url: urlSchema,
  // How many is bounded by what a request may hold; a device sends at most `otherTabs`.
  others: v.optional(v.array(urlSchema)),
  occurredAt: instantSchema,
  statusKey: statusKeySchema,
  urlTruncated: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  clockSuspect: v.optional(v.literal(true)),
  device: v.optional(label),
  group: v.optional(label),
  room: v.optional(label),
  tier: v.optional(v.picklist(tiers)),
  tabKind: v.optional(v.picklist(tabKinds)),
  practice: v.optional(v.literal(true)),
  ext: v.pipe(v.string(), v.maxLength(40)),
});

/** What is learned after a press; sealed and delivered by the same road, under the press's own `statusKey`. */
export const followUpSchema = v.looseObject({
  kind: v.literal('follow-up'),
  id: uuidSchema,
  pressId: uuidSchema,
  statusKey: statusKeySchema,
  occurredAt: instantSchema,
  releasedLocally: v.optional(v.literal(true)),
  category: v.optional(v.picklist(categories)),
  forFriend: v.optional(v.literal(true)),
  uncovered: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  pressedAgain: v.optional(v.literal(true)),
  earlierPage: v.optional(v.literal(true)),
  // What befell the queue on the device: a kind, counts and ids, never content.
  incident: v.optional(v.looseObject({ what: v.pipe(v.string(), v.maxLength(40)) })),
  ext: v.pipe(v.string(), v.maxLength(40)),
});

export const reportSchema = v.variant('kind', [pressSchema, followUpSchema]);

export type Press = v.InferOutput<typeof pressSchema>;
export type FollowUp = v.InferOutput<typeof followUpSchema>;
export type Report = v.InferOutput<typeof reportSchema>;

/** Thrown by nobody: `undefined` says that a report is too long for the largest padding step. */
export function padReport(report: Report): Uint8Array<ArrayBuffer> | undefined {
  const json = new TextEncoder().encode(JSON.stringify(report));
  const size = paddedBytes.find((step) => json.length <= step);
  if (size === undefined) return undefined;
  const padded = new Uint8Array(size).fill(0x20);
  padded.set(json);
  return padded;
}
