/** What a filled form becomes, what stays of an address that was read, and how a case is told. */
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../../server-stub/console/case/event-form.ts';
import { formOf } from '../../../server-stub/console/case/forms.ts';
import { momentsOf } from '../../../server-stub/console/case/moments.ts';
import { stepNames } from '../../../server-stub/console/case/steps.ts';
import { needsReading, withAddresses } from '../../../server-stub/console/case/use-case.ts';
import { pathOf } from '../../../server-stub/console/register/Filters.tsx';
import { eventRequestSchema } from '../../../shared/incident-api.ts';
import { incident } from './incidents.ts';
import { report } from './reports.ts';

const rules = { procedures: [['11.3', 'x']] as const, provider: 'RM', police: [], rewards: ['A point'] };
const filled = (values: Record<string, string>) => ({ get: (name: string) => values[name] ?? null });

describe('a form', () => {
  it.each(stepNames.filter((name) => formOf(name, rules)))(
    'for %s, filled, is an event that the server takes',
    (name) => {
      const spec = formOf(name, rules);
      if (!spec) throw new Error('There is no such form.');
      const values: Record<string, string> = {};
      for (const field of spec.fields) {
        if (field.as === 'choice' || field.as === 'list') values[field.name] = field.of[0]?.[0] ?? '';
        else values[field.name] = field.as === 'time' ? '2026-09-15T15:30' : ' Something. ';
      }
      const event = eventOf(spec, filled(values));
      expect(v.safeParse(eventRequestSchema, event).issues).toBeUndefined();
    },
  );

  it('leaves out what is empty', () => {
    const spec = formOf('confirm', rules);
    expect(spec && eventOf(spec, filled({ reference: '  ' }))).toEqual({ kind: 'provider.confirmed' });
  });
});

describe('an incident that is asked for again without its addresses', () => {
  const one = report();
  const fresh = incident('dsl', { views: [one] });
  const read = { ...fresh, views: [{ ...one, url: 'https://a.example/' }] };

  it('keeps those that were read', () => {
    expect(withAddresses(fresh, read).views[0]?.url).toBe('https://a.example/');
  });

  it('is read anew once it is locked, so that nobody keeps what they may not see', () => {
    expect(needsReading(fresh, read)).toBe(false);
    expect(needsReading({ ...fresh, locked: true }, read)).toBe(true);
  });
});

describe('the timeline of an incident', () => {
  it('tells what people did and what the computer told later, in order, each in its lane', () => {
    const followUps = [
      { occurredAt: '2026-03-03T10:00:30.000Z', category: 'scary' as const, releasedLocally: true as const },
    ];
    const one = incident('dsl', {
      views: [report({ occurredAt: '2026-03-03T10:00:00.000+00:00', followUps })],
      timeline: [
        { seq: 1, at: '2026-03-03T10:00:01.000Z', kind: 'press.received' },
        { seq: 2, at: '2026-03-03T10:00:20.000Z', kind: 'outcome.set', by: 'Ann', content: { outcome: 'unsuitable' } },
        { seq: 3, at: '2026-03-03T10:00:31.000Z', kind: 'follow-up.received' },
        {
          seq: 4,
          at: '2026-03-03T10:01:00.000Z',
          kind: 'dsl.decision',
          by: 'Dee',
          content: { decision: 'referred', reason: 'r' },
        },
        { seq: 5, at: '2026-03-03T10:02:00.000Z', kind: 'url.read', by: 'Dee' },
      ],
    });
    const told = momentsOf(one).map(({ lane, text, small }) => [lane, text, small]);
    expect(told).toEqual([
      ['classroom', 'Dolphin pressed', false],
      ['classroom', 'Arrived at school', false],
      ['classroom', 'Unsuitable, reported', false],
      ['classroom', 'The child said it was: scary', false],
      ['classroom', 'Released by an adult at the computer', false],
      ['safeguarding', 'Decided', false],
      ['record', 'Read the address', true],
    ]);
    expect(momentsOf(one)[5]?.details).toEqual([
      ['Decision', 'Refer it to an agency'],
      ['Why', 'r'],
    ]);
  });
});

describe('a question to the register', () => {
  it('is an address that can be kept and come back to', () => {
    expect(pathOf({ show: '', q: '' })).toBe('/incidents');
    expect(pathOf({ show: 'open', q: 'Room 4 & 5' })).toBe('/incidents?show=open&q=Room+4+%26+5');
  });
});
