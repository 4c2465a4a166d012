/** Owns how a device's row becomes what a technician reads, and what of it wants one. */
import type { Selectable } from 'kysely';
import * as v from 'valibot';
import { deviceViewSchema, type DeviceSummary, type DeviceView } from '../../shared/fleet-api.ts';
import type { Tables } from '../storage/tables.ts';

export type ListedRow = Selectable<Tables['device']> & { missing: number };

/** What devices are measured by. */
export type Judging = {
  /** Not heard of since: silent. */
  silentBefore: string;
  /** Hash of the site code that new kits carry. */
  current: string | undefined;
  /** Below it a version is old; as `versionKey` writes it. */
  oldVersion: string;
};

export function summaryOf(row: ListedRow, judging: Judging): DeviceSummary {
  return {
    id: row.id,
    state: row.state,
    ...present({ label: row.label, room: row.room, group: row.class_group }),
    enrolledAt: row.enrolled_at,
    ...present({ seenAt: row.seen_at, version: row.version, browser: row.browser, build: row.build }),
    waiting: row.waiting,
    held: row.held,
    missing: row.missing,
    concerns: row.state === 'active' ? concernsOf(row, judging) : [],
  };
}

function concernsOf(row: ListedRow, { silentBefore, current, oldVersion }: Judging): DeviceSummary['concerns'] {
  const found: Record<DeviceSummary['concerns'][number], boolean> = {
    silent: (row.seen_at ?? row.decided_at ?? row.enrolled_at) < silentBefore,
    held: row.held > 0,
    gaps: row.missing > 0,
    checks: row.red > 0,
    'old-version': row.version_key !== null && row.version_key < oldVersion,
    'old-code': row.site_code !== null && row.site_code !== current,
  };
  return Object.entries(found).flatMap(([name, is]) => (is ? [name as keyof typeof found] : []));
}

const beatSchema = v.required(v.pick(deviceViewSchema, ['beat'])).entries.beat;

export function beatOf({ beat, site_code }: ListedRow, { current }: Judging): Pick<DeviceView, 'beat' | 'siteCode'> {
  const read = beat === null ? undefined : v.safeParse(beatSchema, JSON.parse(beat));
  return {
    ...(read?.success ? { beat: read.output } : {}),
    ...(beat === null ? {} : { siteCode: site_code === null ? 'unknown' : site_code === current ? 'current' : 'old' }),
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], null> };

/** Only the members that hold something. */
function present<T extends Record<string, unknown>>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as Present<T>;
}
