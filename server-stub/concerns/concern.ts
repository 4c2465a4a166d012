/** Owns concerns about an adult of the school: whose each is, who may see it, and its own chain, of which no other list knows. */
import { createHash, randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { ConcernEvent, ConcernRequest, ConcernSummary } from '../../shared/concern-api.ts';
import type { Profile } from '../../shared/profile.ts';
import { enqueue } from '../alerts/outbox.ts';
import { actorOf, type Desk } from '../incidents/list.ts';
import { appendWritten, writtenOf } from '../incidents/written.ts';
import type { Person } from '../people/person.ts';
import { staffOf } from '../people/persons.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Store, Tx } from '../storage/store.ts';
import type { Tables } from '../storage/tables.ts';

export type ConcernRow = Selectable<Tables['concern']>;

/**
 * A chain of its own: in the school's, a missing number or a head that moves would tell everyone who reads the audit that
 * there is one.
 */
export function concernChain(school: string): string {
  return `${school}/concerns`;
}

export function concernDigest(row: ConcernRow): string {
  const columns = [row.school, row.id, row.owner, row.level, row.state, row.opened_at, row.about_person, row.shared];
  return createHash('sha256').update(JSON.stringify(columns)).digest('base64url');
}

/** The head's, unless the head is whom it is about; where head and safeguarding lead are one, the lead counts as the head. */
export function ownerOf(
  { about }: Pick<ConcernRequest, 'about'>,
  subject: Pick<Person, 'roles'> | undefined,
  { safeguarding }: Pick<Profile, 'safeguarding'>,
): 'head' | 'chair' {
  if (about === 'head' || subject?.roles.includes('head')) return 'chair';
  return safeguarding.dslIsHead === 'yes' && subject?.roles.includes('dsl') ? 'chair' : 'head';
}

/** Whether a person may know of it at all. A connected browser never does. */
export function seesConcern(person: Person, row: ConcernRow): boolean {
  if (person.scope !== 'full' || person.id === row.about_person) return false;
  // Whoever is or speaks for the head never meets a concern about the head, whatever else they are.
  if (row.owner === 'chair' && person.roles.includes('head')) return false;
  return person.roles.includes(row.owner) || (JSON.parse(row.shared) as string[]).includes(person.id);
}

async function everyConcern(read: Store['read'] | Tx, school: string): Promise<ConcernRow[]> {
  return read
    .selectFrom('concern')
    .selectAll()
    .where('school', '=', concernChain(school))
    .orderBy('opened_at', 'desc')
    .execute();
}

export async function listConcerns({ store }: Desk, person: Person): Promise<ConcernSummary[]> {
  return (await everyConcern(store.read, person.school)).filter((row) => seesConcern(person, row)).map(summaryOf);
}

function summaryOf({ id, level, state, opened_at }: ConcernRow): ConcernSummary {
  return { id, level, state, openedAt: opened_at };
}

/** Raises one; its owner gets a notice without any content. */
export async function raiseConcern(
  desk: Desk,
  profile: Profile,
  person: Person,
  request: ConcernRequest,
): Promise<string> {
  const at = new Date(desk.now()).toISOString();
  const id = randomUUID();
  const chain = concernChain(person.school);
  await desk.store.write(async (tx) => {
    const subject = (await staffOf(tx, person.school, at)).find((one) => one.id === request.person);
    const row: ConcernRow = {
      school: chain,
      id,
      owner: ownerOf(request, subject, profile),
      level: request.level,
      state: 'open',
      opened_at: at,
      about_person: request.person ?? null,
      shared: '[]',
    };
    await tx.insertInto('concern').values(row).execute();
    const entry = {
      ...actorOf(person),
      school: chain,
      kind: 'concern.raised',
      subject: id,
      payload: { concern: concernDigest(row) },
    };
    const { text, about } = request;
    await appendWritten(tx, desk.keys, entry, { text, about }, at);
    await enqueue(tx, { school: person.school, kind: 'concern', key: id, dueAt: at, subject: id });
  });
  desk.ring();
  return id;
}

async function visible(read: Store['read'] | Tx, person: Person, id: string): Promise<ConcernRow | undefined> {
  const row = await read
    .selectFrom('concern')
    .selectAll()
    .where('school', '=', concernChain(person.school))
    .where('id', '=', id)
    .executeTakeFirst();
  return row && seesConcern(person, row) ? row : undefined;
}

/** One concern with all that was written; its reading is on its own chain. */
export async function findConcern(
  desk: Desk & { nameOf: (id: string) => Promise<string | undefined> },
  person: Person,
  id: string,
) {
  const row = await visible(desk.store.read, person, id);
  if (!row) return undefined;
  const at = new Date(desk.now()).toISOString();
  await desk.store.write((tx) =>
    appendAudit(tx, { ...actorOf(person), school: row.school, kind: 'concern.read', subject: id }, at),
  );
  const written = new Map(
    (await writtenOf(desk.store.read, desk.keys, row.school, [id])).map(({ seq, content }) => [seq, content]),
  );
  const entries = await desk.store.read
    .selectFrom('audit')
    .selectAll()
    .where('school', '=', row.school)
    .where('subject', '=', id)
    .orderBy('seq')
    .execute();
  const timeline = await Promise.all(
    entries.map(async ({ seq, at: when, kind, actor }) => {
      const by = await desk.nameOf(actor);
      return { seq, at: when, kind, ...(by ? { by } : {}), content: written.get(seq) ?? {} };
    }),
  );
  const named = async (who: string) => ({ id: who, name: (await desk.nameOf(who)) ?? '' });
  return {
    ...summaryOf(row),
    about: row.owner === 'chair' ? ('head' as const) : ('staff' as const),
    ...(row.about_person ? { person: await named(row.about_person) } : {}),
    owns: person.roles.includes(row.owner),
    shared: await Promise.all((JSON.parse(row.shared) as string[]).map(named)),
    timeline,
  };
}

export type ConcernEnd = 'done' | 'unknown' | 'refused';

/** Adds to one. Only its owner opens it to others, and never to whom it is about. */
export async function addToConcern(desk: Desk, person: Person, id: string, event: ConcernEvent): Promise<ConcernEnd> {
  const at = new Date(desk.now()).toISOString();
  return desk.store.write(async (tx): Promise<ConcernEnd> => {
    const row = await visible(tx, person, id);
    if (!row) return 'unknown';
    const change = await changeOf(tx, person, row, event, at);
    if (!change) return 'refused';
    const after = { ...row, ...change };
    await tx.updateTable('concern').set(change).where('school', '=', row.school).where('id', '=', id).execute();
    const { kind, ...content } = event;
    const entry = {
      ...actorOf(person),
      school: row.school,
      kind,
      subject: id,
      payload: { concern: concernDigest(after) },
    };
    await appendWritten(tx, desk.keys, entry, content, at);
    return 'done';
  });
}

async function changeOf(
  tx: Tx,
  person: Person,
  row: ConcernRow,
  event: ConcernEvent,
  at: string,
): Promise<Partial<ConcernRow> | undefined> {
  const shared = JSON.parse(row.shared) as string[];
  const owns = person.roles.includes(row.owner);
  switch (event.kind) {
    case 'concern.note':
    case 'concern.lado-told':
      return { state: row.state };
    case 'concern.closed':
      return owns && row.state === 'open' ? { state: 'closed' } : undefined;
    case 'concern.reopened':
      return owns && row.state === 'closed' ? { state: 'open' } : undefined;
    case 'concern.unshared':
      return owns ? { shared: JSON.stringify(shared.filter((id) => id !== event.person)) } : undefined;
    case 'concern.shared': {
      const other = (await staffOf(tx, person.school, at)).find(({ id }) => id === event.person);
      const next = { ...row, shared: JSON.stringify([...new Set([...shared, event.person])]) };
      return owns && other && seesConcern(other, next) ? { shared: next.shared } : undefined;
    }
  }
}
