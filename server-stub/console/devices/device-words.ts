/** How the state of a device is said. Pure. */
import { inertText } from '../../../shared/inert-text.ts';
import type { DeviceSummary } from '../../../shared/fleet-api.ts';
import { hasWord, word } from '../words.ts';

export type Tag = { readonly text: string; readonly look: 'good' | 'waiting' | 'grave' | 'plain' };

const looks: Record<DeviceSummary['concerns'][number], Tag['look']> = {
  silent: 'waiting',
  held: 'grave',
  gaps: 'grave',
  checks: 'grave',
  'old-version': 'plain',
  'old-code': 'plain',
};

/** What of a device wants somebody, or that it is in order. */
export function tagsOf(device: DeviceSummary): Tag[] {
  if (device.state === 'pending') return [{ text: word('devices.tag.pending'), look: 'waiting' }];
  if (device.state === 'revoked') return [{ text: word('devices.tag.revoked'), look: 'plain' }];
  const fill = { held: device.held, gaps: device.missing };
  const tags = device.concerns.map((concern) => ({
    text: word(`devices.tag.${concern}`, {
      count: concern === 'held' ? fill.held : fill.gaps,
      version: device.version ?? '',
    }),
    look: looks[concern],
  }));
  if (tags.length > 0) return tags;
  if (device.seenAt === undefined) return [{ text: word('devices.tag.approved'), look: 'plain' }];
  return [{ text: word('devices.tag.active'), look: 'good' }];
}

/** A label is typed by people, or by nobody at all. */
export function nameOf({ label }: Pick<DeviceSummary, 'label'>): string {
  return label === undefined ? word('devices.unnamed') : inertText(label);
}

/** Enough of an id to tell two apart; the self-check on the device shows as much. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

export function placeOf({ room, group, id }: DeviceSummary): string {
  return [
    room !== undefined && word('devices.room', { room: inertText(room) }),
    group !== undefined && word('devices.class', { group: inertText(group) }),
    shortId(id),
  ]
    .filter((part) => part !== false)
    .join(' · ');
}

/** `90` → `2 hours`; whole numbers are enough. */
export function lasting(minutes: number): string {
  if (minutes < 120) return word('devices.minutes', { count: minutes });
  if (minutes < 2 * 24 * 60) return word('devices.hours', { count: Math.round(minutes / 60) });
  return word('devices.days', { count: Math.round(minutes / (24 * 60)) });
}

/** A failure's code, such as `refused 401`, in words; an unknown one as it came. */
export function failureOf(code: string): string {
  const key = `devices.error.${code.split(' ')[0]}`;
  return hasWord(key) ? `${word(key)} (${code})` : code;
}

export function checkName(id: string): string {
  const key = `devices.check.${id}`;
  return hasWord(key) ? word(key) : id;
}

/** What is left of a time that ends at `until`; `undefined` when nothing is. */
export function leftOf(until: string, now: number): string | undefined {
  const ms = Date.parse(until) - now;
  if (!(ms > 0)) return undefined;
  if (ms < 90_000) return word('devices.approval.one-minute');
  return word('devices.approval.minutes', { count: Math.round(ms / 60_000) });
}
