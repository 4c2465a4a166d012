/** A staff member's entry, from the form to what the server takes. */
import { describe, expect, it } from 'vitest';
import { entryOf, localMinute } from '../../../server-stub/console/entry/entry.ts';
import { staffEntrySchema } from '../../../shared/staff-api.ts';
import * as v from 'valibot';

describe('an entry', () => {
  it('leaves out what was not filled in', () => {
    expect(
      entryOf(
        new Map([
          ['room', ' '],
          ['url', ''],
        ]),
      ),
    ).toEqual({});
  });

  it('keeps an address byte for byte', () => {
    const url = 'https://a.example/\u202E?q="><script>#🐬';
    expect(entryOf(new Map([['url', ` ${url}\n`]]))).toEqual({ url });
  });

  it('is always something that the server takes', () => {
    const now = localMinute(new Date('2026-07-03T10:05:59Z'));
    const entry = entryOf(
      new Map([
        ['occurredAt', now],
        ['room', 'Hall'],
        ['group', '3A'],
        ['device', 'T1'],
      ]),
    );
    expect(v.safeParse(staffEntrySchema, entry).success).toBe(true);
    expect(entry['occurredAt']).toBe('2026-07-03T10:05:00.000Z');
  });

  it('does not send a time that is none', () => {
    expect(entryOf(new Map([['occurredAt', 'soon']]))).toEqual({});
  });
});
