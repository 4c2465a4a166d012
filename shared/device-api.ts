/** What a device says of itself: who it is, and how it goes. Counts, codes and versions; never content, never an address. */
import * as v from 'valibot';
import { labelCharacters } from './limits.ts';

const label = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(labelCharacters, 'must not be so long'));
const coordinate = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url'));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000));
const word = v.pipe(v.string(), v.regex(/^[a-z][a-z-]{0,39}$/, 'must be a short word'));

/** As the policy (or a managed Chromebook) has it. */
const placeEntries = { label: v.optional(label), room: v.optional(label), group: v.optional(label) };
const placeSchema = v.object(placeEntries);
export type DevicePlace = v.InferOutput<typeof placeSchema>;

export const enrolRequestSchema = v.object({
  publicKey: v.pipe(
    v.looseObject({ kty: v.literal('EC'), crv: v.literal('P-256'), x: coordinate, y: coordinate }),
    v.check((key) => !('d' in key), 'must be a public key: a private one never leaves its device'),
    v.transform(({ kty, crv, x, y }) => ({ kty, crv, x, y })),
  ),
  ...placeEntries,
});
export type EnrolRequest = v.InferOutput<typeof enrolRequestSchema>;

export const enrolAnswerSchema = v.looseObject({
  deviceId: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,200}$/)),
  state: v.picklist(['pending', 'active']),
});

export const colours = ['green', 'amber', 'red', 'plain'] as const;

const queueSchema = v.object({
  waiting: count,
  unsealed: count,
  held: count,
  quarantined: count,
  /** Age of the oldest, in minutes of the device's own clock. */
  oldestMinutes: v.optional(count),
  /** A code, with the status after it where there was one: `refused 401`. */
  lastError: v.optional(v.pipe(v.string(), v.regex(/^[a-z]{1,20}( \d{3})?$/))),
  copies: v.optional(v.picklist(['failing', 'damaged'])),
});

/** Unknown members are dropped, so that an older server takes a newer device's word. */
export const heartbeatSchema = v.object({
  ...placeEntries,
  version: v.pipe(v.string(), v.regex(/^\d{1,5}(\.\d{1,5}){0,3}$/, 'must be a version')),
  browser: v.pipe(v.string(), v.regex(/^[A-Za-z ]{0,30}$/)),
  /** Main version of the browser. */
  build: count,
  queue: queueSchema,
  /** Which life of the device's store it is, and the last number that was given out in it. */
  numbers: v.optional(v.object({ gen: v.pipe(v.string(), v.uuid()), last: count })),
  policy: v.object({
    source: v.picklist(['live', 'cached', 'none']),
    refused: count,
    /** Devices with the same settings say the same; nothing can be read from it. */
    digest: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16}$/))),
  }),
  /** The self-check's colours by the name of the check. */
  checks: v.pipe(
    v.record(word, v.picklist(colours)),
    v.check((all) => Object.keys(all).length <= 40, 'must name at most 40 checks'),
  ),
});
export type Heartbeat = v.InferOutput<typeof heartbeatSchema>;

export const heartbeatAnswerSchema = v.looseObject({ state: v.literal('active'), now: v.string() });

/** What a refused device is told beside the sentence: how it stands, and what time it is here (ms). */
export const refusedDeviceSchema = v.looseObject({
  state: v.optional(v.picklist(['pending', 'revoked'])),
  nowMs: v.optional(v.number()),
});
