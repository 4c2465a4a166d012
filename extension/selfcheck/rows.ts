/** Turns what the background knows of itself into the rows that a technician reads and copies. */
import { hasMessage, message, type MessageKey } from '../locales/catalogue.ts';
import type { Health } from '../platform/messages.ts';
import { checksOf, type Known } from './checks.ts';

/** `concern`: something here wants a technician. */
export type Row = { readonly name: string; readonly values: readonly string[]; readonly concern: boolean };
export type Group = { readonly title: string; readonly rows: readonly Row[] };

/** All rows in the order of reading; `time` writes ms since 1970 as the reader's own date and time. */
export function healthGroups(health: Health, time: (ms: number) => string): Group[] {
  const { policy, queue } = health;
  const refused = policy.refused.map((refusal) => message('selfcheck.policy.refusal', refusal));
  return [
    group('selfcheck.group.policy', [
      row('selfcheck.policy.source', message(`selfcheck.policy.${policy.source}`), policy.source !== 'live'),
      row('selfcheck.policy.at', policy.at === undefined ? undefined : time(policy.at)),
      row('selfcheck.policy.used', policy.used.toSorted().join(', ')),
      { name: message('selfcheck.policy.refused'), values: orNone(refused), concern: refused.length > 0 },
    ]),
    group('selfcheck.group.queue', [
      row('selfcheck.queue.waiting', queue.waiting),
      row('selfcheck.queue.unsealed', queue.unsealed, queue.unsealed > 0),
      row('selfcheck.queue.held', queue.held, queue.held > 0),
      row('selfcheck.queue.quarantined', queue.quarantined, queue.quarantined > 0),
      row('selfcheck.queue.oldest', queue.oldestAt === undefined ? undefined : time(queue.oldestAt)),
      row('selfcheck.queue.error', queue.lastError && failure(queue.lastError), queue.lastError !== undefined),
      row(
        'selfcheck.queue.copies',
        message(`selfcheck.queue.copies.${queue.copies ?? 'ok'}`),
        queue.copies !== undefined,
      ),
    ]),
    group('selfcheck.group.extension', [row('selfcheck.version', health.version)]),
    ...(health.values ? [valuesGroup(health.values)] : []),
  ];
}

function valuesGroup(values: Readonly<Record<string, string>>): Group {
  const rows = Object.entries(values).map(([name, value]) => ({ name, values: orNone([value]), concern: false }));
  return { title: message('selfcheck.group.values'), rows: rows.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** The same as plain text, for a ticket or a mail. Holds the school's own server address and no other. */
export function healthText(known: Known, time: (ms: number) => string): string {
  const { health } = known;
  const state = message(health.connected ? 'selfcheck.connected' : 'selfcheck.not-connected');
  const lines = [message('selfcheck.title'), state, '', message('selfcheck.group.checks')];
  for (const { name, level, says, fix } of checksOf(known, time)) {
    const value = [says, ...(fix === undefined ? [] : [message('selfcheck.fix', { fix })])].join(' ');
    lines.push(`[${message(`selfcheck.level.${level}`)}] ${message('selfcheck.row', { name, value })}`);
  }
  for (const { title, rows } of healthGroups(health, time)) {
    lines.push('', title);
    for (const { name, values } of rows) lines.push(message('selfcheck.row', { name, value: values.join('; ') }));
  }
  return lines.join('\n');
}

/** A date and time that sorts and means the same to every reader: local time with its offset. */
export function localTime(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return message('selfcheck.none');
  const offset = -date.getTimezoneOffset();
  const shifted = new Date(ms + offset * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  const two = (count: number) => String(Math.abs(Math.trunc(count))).padStart(2, '0');
  return `${shifted} ${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}

function group(title: MessageKey, rows: readonly Row[]): Group {
  return { title: message(title), rows };
}

function row(name: MessageKey, value: string | number | undefined, concern = false): Row {
  return { name: message(name), values: orNone(value === undefined || value === '' ? [] : [String(value)]), concern };
}

function orNone(values: readonly string[]): readonly string[] {
  return values.length > 0 ? values : [message('selfcheck.none')];
}

/** A failure's code, such as `refused 401`, as a sentence that says what to look at; an unknown one as it came. */
function failure(lastError: string): string {
  const code = withoutAddresses(lastError);
  const key = `selfcheck.failure.${code.split(' ')[0]}`;
  return hasMessage(key) ? message('selfcheck.failure', { sentence: message(key), code }) : code;
}

// A browser's own error text may name what it was fetching.
function withoutAddresses(text: string): string {
  return text.replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, message('selfcheck.left-out'));
}
