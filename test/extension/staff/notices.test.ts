/** Which notifications stand for staff, and what they may say. */
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { changesOf, noticesFor, raise, reportOfNotice } from '../../../extension/staff/notices.ts';
import { report } from './reports.ts';

describe('notifications for staff', () => {
  beforeEach(() => fakeBrowser.reset());

  it('name the room, never the computer: a teacher’s screen is often on the whiteboard', () => {
    const [notice] = noticesFor([report({ device: 'Chromebook 07', room: 'Room 4', group: 'Otters' })]);
    expect(notice?.title).toBe('A computer needs you');
    expect(notice?.message).toBe('Otters · Room 4');
    expect(JSON.stringify(notice)).not.toContain('Chromebook');
  });

  it('carry the two answers that need no page', () => {
    expect(noticesFor([report()])[0]?.buttons).toEqual(['I’m coming', 'Not in my room']);
  });

  it('become one that counts when a whole class presses', () => {
    const class3 = Array.from({ length: 30 }, () => report());
    expect(noticesFor(class3).map(({ title }) => title)).toEqual(['30 computers need you']);
    expect(reportOfNotice(noticesFor(class3)[0]?.id ?? '')).toBeUndefined();
  });

  it('are taken down when somebody else has answered, and leave those of others alone', () => {
    const [first, second] = [report(), report()];
    const shown = noticesFor([first, second]).map(({ id }) => id);
    const { raise, clear } = changesOf([second], [...shown, 'of another part'], new Set([first.id, second.id]));
    expect(raise).toEqual([]);
    expect(clear).toEqual([shown[0]]);
  });

  it('that were wiped away do not come back, and a new one still comes', () => {
    const [old, fresh] = [report(), report()];
    const { raise, fresh: ids } = changesOf([old, fresh], [], new Set([old.id]));
    expect(raise.map(({ id }) => reportOfNotice(id))).toEqual([fresh.id]);
    expect(ids).toEqual([fresh.id]);
  });

  it('count anew only when somebody joins', () => {
    const many = Array.from({ length: 5 }, () => report());
    const told = new Set(many.map(({ id }) => id));
    expect(changesOf(many, [], told).raise).toEqual([]);
    expect(changesOf([...many, report()], [], told).raise).toHaveLength(1);
  });

  it('appear without buttons where the browser knows none', async () => {
    const asked: unknown[] = [];
    const create = fakeBrowser.notifications.create.bind(fakeBrowser.notifications);
    // Firefox refuses the whole call when it meets a member it does not support.
    fakeBrowser.notifications.create = (async (id: string, options: Record<string, unknown>) => {
      asked.push(options);
      if ('buttons' in options || 'requireInteraction' in options) throw new Error('Property "buttons" is unsupported');
      return create(id, options as never);
    }) as never;
    const [notice] = noticesFor([report({ room: 'Room 4' })]);
    if (notice) await raise(notice);
    fakeBrowser.notifications.create = create;
    expect(asked).toHaveLength(2);
    expect(Object.keys(await fakeBrowser.notifications.getAll())).toEqual([notice?.id]);
  });
});
