/** Owns when the school is open, by its own clock. Pure. */
import type { Profile } from '../../shared/profile.ts';

type Hours = Profile['hours'];
type Local = { day: string; weekday: '1' | '2' | '3' | '4' | '5' | '6' | '7'; time: string };

const dayMs = 24 * 60 * 60 * 1000;
const formats = new Map<string, Intl.DateTimeFormat>();
/** Christmas, a long summer, or a profile that never opens: further than this nobody looks. */
const mostDays = 400;

function localOf(zone: string, ms: number): Local {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const day = `${parts['year']}-${parts['month']}-${parts['day']}`;
  const weekday = String(new Date(`${day}T12:00:00Z`).getUTCDay() || 7) as Local['weekday'];
  return { day, weekday, time: `${parts['hour']}:${parts['minute']}` };
}

/** The instant of a local day and time: found by looking at what the zone's clock shows then. */
function instantOf(zone: string, day: string, time: string): number {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  let guess = wanted;
  for (let round = 0; round < 3; round += 1) {
    const shown = localOf(zone, guess);
    const off = Date.parse(`${shown.day}T${shown.time}:00Z`) - wanted;
    if (off === 0) return guess;
    guess -= off;
  }
  return guess;
}

/** The school's own day, as 2026-09-15. */
export function localDay(zone: string, ms: number): string {
  return localOf(zone, ms).day;
}

/** The instant of that day and time (as 18:30) on the school's clock. */
export function momentOf(zone: string, day: string, time: string): number {
  return instantOf(zone, day, time);
}

/** Whether the school opens at all on that day. */
export function isSchoolDay({ open, closedDays }: Hours, day: string): boolean {
  const weekday = String(new Date(`${day}T12:00:00Z`).getUTCDay() || 7) as Local['weekday'];
  return open[weekday] !== undefined && !closedDays.includes(day);
}

function spanOf(hours: Hours, { day, weekday }: Local): { from: string; to: string } | undefined {
  const open = hours.open[weekday];
  if (open === undefined || hours.closedDays.includes(day)) return undefined;
  return { from: open.slice(0, 5), to: open.slice(6) };
}

export function isOpen(hours: Hours, ms: number): boolean {
  const local = localOf(hours.zone, ms);
  const span = spanOf(hours, local);
  return span !== undefined && span.from <= local.time && local.time < span.to;
}

/** When it opens next, after `ms`; `ms` itself while it is open or where it never opens. */
export function nextOpening(hours: Hours, ms: number): number {
  if (isOpen(hours, ms)) return ms;
  return next(hours, ms, ({ from }) => from) ?? ms;
}

/** When it closes next, after `ms`; a day later where it never does. */
export function nextClosing(hours: Hours, ms: number): number {
  return next(hours, ms, ({ to }) => to) ?? ms + dayMs;
}

function next(hours: Hours, ms: number, timeOf: (span: { from: string; to: string }) => string): number | undefined {
  for (let days = 0; days < mostDays; days += 1) {
    const local = localOf(hours.zone, ms + days * dayMs);
    const span = spanOf(hours, local);
    const at = span && instantOf(hours.zone, local.day, timeOf(span));
    if (at !== undefined && at > ms) return at;
  }
  return undefined;
}
