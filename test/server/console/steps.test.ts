/** What a person is offered next, by role and by where the incident stands. */
import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../../server-stub/console/case/steps.ts';
import type { IncidentView } from '../../../shared/incident-api.ts';
import { incident } from './incidents.ts';
import { report } from './reports.ts';

const lanes = (safeguarding: string, more: Partial<IncidentView['lanes']> = {}) => ({
  classroom: 'attended',
  safeguarding,
  technical: 'none',
  external: 'not-applicable',
  ...more,
});
const mailing = { canSay: true, mails: true, rewards: false };
const silent = { canSay: false, mails: true, rewards: false };
const unsuitable = { outcome: 'unsuitable' as const };
const open = [{ id: '10', title: 'Responding', lines: [{ id: 'a', text: 'A', contacts: [] }] }];
const child = { child: 'c1', name: 'A' };

describe('what comes next for the safeguarding lead', () => {
  const now = (given: Partial<IncidentView>) => stepsOf(incident('dsl', given), mailing).now;

  it('is nothing before somebody has said what it was, and after it was nothing', () => {
    expect(now({})).toEqual([]);
    const dismissed = incident('dsl', { outcome: 'nothing-unsuitable', lanes: lanes('no-further-action') });
    expect(stepsOf(dismissed, mailing)).toEqual({
      now: [],
      more: ['reopen', 'outcome', 'note', 'address', 'suspect', 'export'],
    });
  });

  it('goes from the page and the kind to the decision', () => {
    const views = [report({ url: 'https://a.example', others: ['https://b.example'] })];
    expect(now({ ...unsuitable, views })).toEqual(['page', 'category', 'decide']);
    expect(now({ ...unsuitable, views, page: 1, risk: 'content' })).toEqual(['decide']);
    expect(now({ ...unsuitable, lanes: lanes('reopened'), risk: 'content' })).toEqual(['decide']);
  });

  it('then to children, checklist and referral, and closes only when each child’s parents are decided about', () => {
    const taken = { ...unsuitable, risk: 'content', checklists: open };
    expect(now({ ...taken, lanes: lanes('school-action') })).toEqual(['children', 'checklist', 'close']);
    expect(now({ ...taken, lanes: lanes('referred'), children: [child] })).toEqual([
      'children',
      'checklist',
      'referral',
    ]);
    const decided = [{ ...child, parents: { kind: 'parent.withheld', why: 'x' } }];
    expect(now({ ...taken, checklists: [], lanes: lanes('school-action'), children: decided })).toEqual(['close']);
  });

  it('is the agency before all else where it may be illegal, and no closing before that', () => {
    const steps = now({ ...unsuitable, risk: 'content', lanes: lanes('referred', { external: 'locked' }) });
    expect(steps[0]).toBe('illegal');
    expect(steps).not.toContain('close');
  });

  it('is a second word before it is unlocked, also for the headteacher, who is asked nothing else', () => {
    const asked = [{ seq: 1, at: '2026-03-03T10:00:00.000Z', kind: 'illegal.unlock-asked' }];
    const locked = { lanes: lanes('untriaged', { external: 'locked' }), locked: true as const };
    expect(now(locked)).not.toContain('unlock');
    expect(now({ ...locked, timeline: asked })).toContain('unlock');
    expect(stepsOf(incident('head', { ...locked, timeline: asked }), mailing).now).toEqual(['unlock']);
  });

  it('is to look at the same page elsewhere, which nobody puts together by itself', () => {
    const suggestions = [{ id: 'x', receivedAt: 'y', why: 'same-page' as const }];
    expect(now({ ...unsuitable, suggestions })).toContain('same');
    expect(now({ ...unsuitable, suggestions, lanes: lanes('closed') })).not.toContain('same');
  });

  it('is the provider too, where no mail goes to anybody who blocks', () => {
    const given = { ...unsuitable, risk: 'content', lanes: lanes('untriaged') };
    expect(stepsOf(incident('dsl', given), { canSay: true, mails: false, rewards: false }).now).toEqual([
      'decide',
      'provider',
    ]);
    expect(stepsOf(incident('dsl', given), mailing).more).toContain('provider');
  });

  it('is opening again once it is closed, and the next school’s word', () => {
    const { more } = stepsOf(incident('dsl', { ...unsuitable, lanes: lanes('closed') }), mailing);
    expect(more).toEqual(['provider', 'reopen', 'note', 'address', 'block', 'suspect', 'hold', 'transfer', 'export']);
  });
});

describe('what others are offered', () => {
  const sees = (
    keep: readonly (keyof IncidentView['lanes'])[],
    given: Partial<IncidentView>,
    role: 'technician' | 'teacher',
  ) => {
    const whole = incident(role, given);
    const kept = Object.fromEntries(keep.map((lane) => [lane, whole.lanes[lane]]));
    return { ...whole, lanes: { classroom: 'attended', ...kept } };
  };

  it('a technician sends the address to the provider and says when it is blocked, never what is locked', () => {
    const now = (technical: string, more: Partial<IncidentView> = {}) =>
      stepsOf(
        sees(['technical'], { ...unsuitable, ...more, lanes: lanes('referred', { technical }) }, 'technician'),
        silent,
      ).now;
    expect(now('none')).toEqual(['provider']);
    expect(now('provider-forwarded')).toEqual(['confirm']);
    expect(now('provider-confirmed')).toEqual([]);
    expect(now('none', { locked: true })).toEqual([]);
  });

  it('a teacher adds what they know, and decides nothing', () => {
    const { now, more } = stepsOf(sees([], unsuitable, 'teacher'), mailing);
    expect(now).toEqual([]);
    expect(more).toEqual(['outcome', 'note', 'address', 'block', 'suspect']);
  });

  it('the headteacher reads all and decides nothing', () => {
    const { now, more } = stepsOf(incident('head', { ...unsuitable, lanes: lanes('school-action') }), mailing);
    expect(now).toEqual([]);
    expect(more).not.toContain('close');
  });
});
