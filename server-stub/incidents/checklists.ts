/** Owns what of an incident's checklists is done, and what was decided about each child's parents. Pure. */
import type { Checklist, Child } from '../../shared/incident-api.ts';
import type { Rules } from '../profiles/load.ts';
import { childOf } from './append-event.ts';
import { isPoliceFirst } from './event-rules.ts';
import type { CaseRow } from './casework.ts';
import type { Written } from './written.ts';

type Line = Checklist['lines'][number];

/** Section 10 for every incident, and the procedure that the safeguarding lead chose. The latest word on a line stands. */
export function checklistsOf({ procedures }: Rules, row: CaseRow, written: readonly Written[]): Checklist[] {
  const said = new Map<string, NonNullable<Line['done']>>();
  for (const { kind, seq, content } of written) {
    const line = `${String(content['procedure'])} ${String(content['item'])}`;
    if (kind === 'checklist.ticked') said.set(line, { seq, ...(content['note'] ? { note: content['note'] } : {}) });
    if (kind === 'checklist.not-needed') said.set(line, { seq, notNeeded: content['because'] });
  }
  const warn = isPoliceFirst(row);
  return procedures
    .filter(({ id }) => id === '10' || id === row.procedure)
    .map(({ id, title, never, items }) => ({
      id,
      title,
      ...(never ? { never } : {}),
      lines: items.map((item) => {
        const done = said.get(`${id} ${item.id}`);
        return {
          id: item.id,
          text: item.text,
          contacts: [...(item.contacts ?? [])],
          ...(warn && item.policeFirst ? { policeFirst: true as const } : {}),
          ...(done ? { done } : {}),
        };
      }),
    }));
}

/** Each child once, with the latest decision about telling their parents. */
export function childViews(written: readonly Written[]): Child[] {
  const children = new Map<string, Child>();
  for (const { kind, content } of written) {
    const child = childOf(content);
    const { child: _, ...said } = content;
    if (kind === 'learner.linked')
      children.set(child, {
        ...children.get(child),
        child,
        name: said['name'],
        ...(said['born'] ? { born: said['born'] } : {}),
      });
    const known = children.get(child);
    if (known && (kind === 'parent.informed' || kind === 'parent.withheld')) known.parents = { kind, ...said };
  }
  return [...children.values()];
}
