/** Every moment of a press that has words of its own, for tests that go through all of them. */
import { nobodyAfterMs } from '../../../extension/cover/wording.ts';
import type { CoverView } from '../../../extension/platform/messages.ts';
import { coverView } from './cover-view.ts';

const moment = (name: string, parts: Partial<CoverView>, waitedMs = 0) => ({ name, view: coverView(parts), waitedMs });

export const everyMoment = [
  moment('hidden', { state: 'hidden' }),
  moment('saved', { state: 'saved' }),
  moment('saved, practice', { state: 'saved', practice: true }),
  moment('not connected', { state: 'saved', connected: false, helpContacts: 'Childline 0800 1111' }),
  moment('unsaved', { state: 'unsaved', helpContacts: 'Childline 0800 1111' }),
  moment('delivered', { state: 'delivered' }),
  moment('nobody yet', { state: 'saved', helpContacts: 'Childline 0800 1111' }, nobodyAfterMs),
  moment('nobody yet, delivered', { state: 'delivered' }, nobodyAfterMs),
  moment('acknowledged', { state: 'acknowledged' }),
  moment('acknowledged by name', { state: 'acknowledged', by: 'Mrs Ash' }),
  moment('out of hours', { state: 'delivered', hours: 'closed', helpContacts: 'Childline 0800 1111' }),
  moment('out of hours, no school', { state: 'saved', hours: 'closed', connected: false }),
  moment('a window left', { state: 'saved', uncovered: 2 }),
  moment('a window left, delivered', { state: 'delivered', uncovered: 1 }),
  moment('a window left, acknowledged', { state: 'acknowledged', uncovered: 1, by: 'Mrs Ash' }),
  moment('kept', { state: 'acknowledged', kept: true }),
  moment('released', { state: 'released' }),
] as const;
