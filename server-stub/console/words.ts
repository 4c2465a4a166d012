/** The console's words, from its catalogue, and how it writes dates. */
import cases from './text/case.en.json';
import devices from './text/devices.en.json';
import frame from './text/en.json';
import schools from './text/school.en.json';

const english = { ...frame, ...devices, ...cases, ...schools };

export type Word = keyof typeof english;

/** For keys that are made of what a server says. */
export function hasWord(key: string): key is Word {
  return Object.hasOwn(english, key);
}

/** The word behind a key made at run time; undefined where there is none, so that nothing unknown is shown raw. */
export function wordIfAny(key: string, fill: Readonly<Record<string, string | number>> = {}): string | undefined {
  return hasWord(key) ? word(key, fill) : undefined;
}

/** A sentence with its `{places}` filled; fillings are text, never markup. */
export function word(key: Word, fill: Readonly<Record<string, string | number>> = {}): string {
  return english[key].replaceAll(/\{(\w+)\}/g, (place, name: string) => String(fill[name] ?? place));
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const exact = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const dayOnly = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const stamp = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });

/** `14:05`; a broken date is shown as it came rather than as a failure of the page. */
export const clockTime = (at: string | Date) => format(clock, at);
/** `Tue, 3 Mar 2026, 14:05:09`. */
export const exactTime = (at: string | Date) => format(exact, at);
/** `3 Mar 2026, 14:05:09`, for tables. */
export const stampTime = (at: string | Date) => format(stamp, at);
/** `Tuesday 3 March 2026`. */
export const dayText = (at: string | Date) => format(dayOnly, at);
/** `2 minutes ago`. */
export const agoText = ({ value, unit }: { value: number; unit: Intl.RelativeTimeFormatUnit }) =>
  relative.format(-value, unit);

function format(formatter: Intl.DateTimeFormat, at: string | Date): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : formatter.format(date);
}
