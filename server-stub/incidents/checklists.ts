/** Owns what of an incident's checklists is done, and what was decided about each child's parents. Pure. */
import type { Rules } from '../profiles/load.ts';
import { childOf } from './append-event.ts';
import { isPoliceFirst } from './event-rules.ts';
import type { CaseRow } from './casework.ts';
import type { Written } from './written.ts';

type Line = {
  id: string;
  text: string;
  contacts: readonly string[];
  /** Speak to the police before this step. */
  policeFirst?: true;
  done?: { seq: number; note?: unknown } | { seq: number; notNeeded: unknown };
};
export type Checklist = { id: string; title: string; never?: string; lines: Line[] };

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
          contacts: item.contacts ?? [],
          ...(warn && item.policeFirst ? { policeFirst: true as const } : {}),
          ...(done ? { done } : {}),
        };
      }),
    }));
}

type ChildView = { child: string; name: unknown; born?: unknown; parents?: Record<string, unknown> };

/** Each child once, with the latest decision about telling their parents. */
export function childViews(written: readonly Written[]): ChildView[] {
  const children = new Map<string, ChildView>();
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
