/** What technicians see of the school's devices and do with them. No report, no address, no child. */
import * as v from 'valibot';
import { colours } from './device-api.ts';

export const deviceStates = ['pending', 'active', 'revoked'] as const;
export type DeviceState = (typeof deviceStates)[number];

/** What a list can be narrowed to. `all` leaves out what was taken away; `silent` and the rest are of active devices. */
export const deviceFilters = [
  'all',
  'pending',
  'silent',
  'held',
  'old-version',
  'gaps',
  'old-code',
  'revoked',
] as const;
export type DeviceFilter = (typeof deviceFilters)[number];

/** What of a device wants a technician. */
export const deviceConcerns = ['silent', 'held', 'old-version', 'gaps', 'old-code', 'checks'] as const;

const deviceEntries = {
  id: v.string(),
  state: v.picklist(deviceStates),
  label: v.optional(v.string()),
  room: v.optional(v.string()),
  group: v.optional(v.string()),
  enrolledAt: v.string(),
  /** Of the last heartbeat; absent before the first. */
  seenAt: v.optional(v.string()),
  version: v.optional(v.string()),
  browser: v.optional(v.string()),
  build: v.optional(v.number()),
  /** Reports on the device that are on their way, and those that cannot go. */
  waiting: v.number(),
  held: v.number(),
  /** Numbers of reports that the school should have and has not. */
  missing: v.number(),
  concerns: v.array(v.picklist(deviceConcerns)),
};
export const deviceSummarySchema = v.object(deviceEntries);
export type DeviceSummary = v.InferOutput<typeof deviceSummarySchema>;

const counts = v.object(
  Object.fromEntries(deviceFilters.map((name) => [name, v.number()])) as Record<
    DeviceFilter,
    v.NumberSchema<undefined>
  >,
);

export const looseNumbersSchema = v.object({
  /** Which life of an installation's store; it says nothing else. */
  gen: v.string(),
  label: v.optional(v.string()),
  missing: v.number(),
  lastAt: v.string(),
});

export const deviceListSchema = v.object({
  devices: v.array(deviceSummarySchema),
  next: v.optional(v.string()),
  counts,
  /** Devices that enrol until then are taken without a further look. */
  approvalUntil: v.optional(v.string()),
  /** The server's own time, and the version that it came with. */
  now: v.string(),
  version: v.string(),
  /** Installations without a key of their own whose reports have gaps. */
  loose: v.array(looseNumbersSchema),
});
export type DeviceList = v.InferOutput<typeof deviceListSchema>;

export const deviceViewSchema = v.object({
  ...deviceEntries,
  decidedAt: v.optional(v.string()),
  /** Absent where an approval window decided. */
  decidedBy: v.optional(v.string()),
  beat: v.optional(
    v.object({
      queue: v.object({
        waiting: v.number(),
        unsealed: v.number(),
        held: v.number(),
        quarantined: v.number(),
        oldestMinutes: v.optional(v.number()),
        lastError: v.optional(v.string()),
        copies: v.optional(v.string()),
      }),
      policy: v.object({ source: v.string(), refused: v.number(), digest: v.optional(v.string()) }),
      checks: v.record(v.string(), v.picklist(colours)),
    }),
  ),
  siteCode: v.optional(v.picklist(['current', 'old', 'unknown'])),
  /** Missing numbers, in runs; at most a hundred runs. `since`: when a later one had arrived. */
  gaps: v.array(v.object({ gen: v.string(), from: v.number(), to: v.number() })),
});
export type DeviceView = v.InferOutput<typeof deviceViewSchema>;

/** 0 closes the window that is open. */
export const approvalRequestSchema = v.object({
  minutes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(240, 'must be at most 240')),
});
export const approvalSchema = v.object({ approvalUntil: v.optional(v.string()) });

/** Only those are approved that asked by then: what the technician saw, and nothing that came since. */
export const approveWaitingSchema = v.object({ upTo: v.pipe(v.string(), v.isoTimestamp('must be a time')) });
export const approvedSchema = v.object({ approved: v.number() });

export const siteCodeSchema = v.object({
  /** When the code was made that goes into new kits. */
  since: v.string(),
  /** Carries it; to be pasted into the policy. */
  setup: v.string(),
  /** Earlier codes that are still taken, and how many devices still use each. */
  old: v.array(v.object({ until: v.optional(v.string()), devices: v.number() })),
});
export type SiteCodeView = v.InferOutput<typeof siteCodeSchema>;

/** How long the old code is still taken; 0 sets apart from now on what comes with it. */
export const rotateRequestSchema = v.object({
  days: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(365, 'must be at most 365')),
});
