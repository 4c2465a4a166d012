/** Owns the file that is given out about one child: JSON, text, or a page to print. It never holds an address. */
import { createHash } from 'node:crypto';
import { printPage, type Section } from '../incidents/print-page.ts';
import { actorOf } from '../incidents/list.ts';
import { childOf } from '../incidents/append-event.ts';
import type { Written } from '../incidents/written.ts';
import type { Person } from '../people/person.ts';
import { appendAudit } from '../storage/audit.ts';
import { say } from '../text/say.ts';
import { findRequest, isAbout, isIncluded, textOf, type Asking, type Part } from './request.ts';

export const accessForms = ['json', 'text', 'html'] as const;
export type AccessForm = (typeof accessForms)[number];
export type Exported = { ok: true; file: string } | { ok: false; why: 'unknown' | 'undecided' };

type Line = { what: string; said: string };
type Given = { incident: string; receivedAt: string; lines: Line[] };

export async function exportRequest(asking: Asking, person: Person, id: string, as: AccessForm): Promise<Exported> {
  const found = await findRequest(asking, person, id);
  if (!found) return { ok: false, why: 'unknown' };
  if (!found.ready) return { ok: false, why: 'undecided' };
  const at = new Date(asking.now()).toISOString();
  const given: Given[] = [];
  for (const part of found.parts.filter(isIncluded)) given.push(await givenOf(asking, person.school, part));
  const child = found.parts.find(isIncluded);
  const about = child
    ? [
        { what: say('access.name'), said: child.name },
        ...(child.born ? [{ what: say('access.born'), said: child.born }] : []),
      ]
    : [];
  const whole = { school: asking.profile.title, exportedAt: at, requester: found.requester, about, incidents: given };
  const file = as === 'json' ? JSON.stringify(whole, null, 2) : as === 'text' ? plainOf(whole) : pageOf(whole);
  const payload = {
    as,
    digest: createHash('sha256').update(file).digest('base64url'),
    incidents: given.map(({ incident }) => incident),
  };
  await asking.store.write((tx) =>
    appendAudit(tx, { ...actorOf(person), kind: 'access-request.exported', subject: id, payload }, at),
  );
  return { ok: true, file };
}

type WholeFile = { school: string; exportedAt: string; requester: string; about: Line[]; incidents: Given[] };

async function givenOf({ store }: Asking, school: string, part: Part): Promise<Given> {
  const row = await store.read
    .selectFrom('report')
    .select(['received_at', 'kind'])
    .where('school', '=', school)
    .where('id', '=', part.incident)
    .executeTakeFirstOrThrow();
  const began = { what: say('access.began'), said: say(row.kind === 'entry' ? 'access.entry' : 'access.press') };
  const said = part.written.filter((one) => isAbout(one, part.child)).flatMap((one) => linesOf(one, part));
  return { incident: part.incident, receivedAt: row.received_at, lines: [began, ...said] };
}

/** Fields that hold no free text stand by themselves; free text only where a lead has included it. */
function linesOf(one: Written, part: Part): Line[] {
  const { kind, content, seq } = one;
  const words = (...fields: string[]) =>
    fields.flatMap((field) => (typeof content[field] === 'string' ? [content[field]] : [])).join(', ');
  const plain: Line[] =
    kind === 'category.set'
      ? [{ what: say('access.category'), said: words('risk', 'procedure') }]
      : kind === 'dsl.decision'
        ? [{ what: say('access.decision'), said: words('decision') }]
        : kind === 'parent.informed' && childOf(content) === part.child
          ? [{ what: say('access.parents'), said: words('at', 'how') }]
          : [];
  const free = part.decision?.decision === 'include' && part.decision.entries.includes(seq) ? textOf(one, part) : '';
  return [...plain, ...(free === '' ? [] : [{ what: say('access.written'), said: free }])];
}

function plainOf({ school, exportedAt, about, incidents }: WholeFile): string {
  const lines = (all: readonly Line[]) => all.map(({ what, said }) => `${what}: ${said}`);
  return [
    `${say('access.title')}, ${school}, ${exportedAt}`,
    ...lines(about),
    ...incidents.flatMap(({ receivedAt, lines: own }) => ['', receivedAt, ...lines(own)]),
    '',
    say('access.left-out'),
    '',
  ].join('\n');
}

function pageOf({ school, exportedAt, about, incidents }: WholeFile): string {
  const rows = (all: readonly Line[]): [string, string][] => all.map(({ what, said }) => [what, said]);
  const sections: Section[] = [
    { heading: say('access.about'), rows: rows(about) },
    ...incidents.map(({ receivedAt, lines }) => ({
      heading: receivedAt.slice(0, 16).replace('T', ' '),
      rows: rows(lines),
    })),
  ];
  return printPage({
    title: say('access.title'),
    subtitle: `${school}, ${exportedAt.slice(0, 10)}`,
    sections,
    foot: say('access.left-out'),
  });
}
