/**
 * Owns answering a request for what is kept about one child. Whoever asks may be whom the child must be protected from:
 * what is held is refused until a safeguarding lead decides, others' names are made unreadable, and what people wrote is
 * left out unless a lead has read it for this very request.
 */
import { randomUUID } from 'node:crypto';
import type { AccessDecision, AccessRequest, AccessView } from '../../shared/access-request-api.ts';
import type { Profile } from '../../shared/profile.ts';
import { childOf } from '../incidents/append-event.ts';
import { isPoliceFirst } from '../incidents/event-rules.ts';
import { actorOf, type Desk } from '../incidents/list.ts';
import { appendWritten, writtenOf, type Written } from '../incidents/written.ts';
import type { Person } from '../people/person.ts';
import { keptOf } from '../retention/keepable.ts';
import { verdictOf } from '../retention/period.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Store, Tx } from '../storage/store.ts';
import { say } from '../text/say.ts';
import { withoutNames } from './names.ts';

export type Asking = Desk & { profile: Profile };
type Read = Store['read'] | Tx;
type Linked = { incident: string; child: string; name: string; born?: string };

/** Every child that was linked anywhere in the school. */
async function linkedOf({ keys }: Asking, read: Read, school: string): Promise<Linked[]> {
  const rows = await read
    .selectFrom('case_event')
    .select('subject')
    .distinct()
    .where('school', '=', school)
    .where('kind', '=', 'learner.linked')
    .where('data_key', 'is not', null)
    .execute();
  const linked: Linked[] = [];
  for (let from = 0; from < rows.length; from += 500) {
    const subjects = rows.slice(from, from + 500).map(({ subject }) => subject);
    for (const { kind, subject, content } of await writtenOf(read, keys, school, subjects)) {
      const { name, born } = content;
      if (kind === 'learner.linked' && typeof name === 'string')
        linked.push({
          incident: subject,
          child: childOf(content),
          name,
          ...(typeof born === 'string' ? { born } : {}),
        });
    }
  }
  return linked;
}

const plain = (name: string) => name.normalize('NFKC').trim().toLowerCase().replaceAll(/\s+/g, ' ');

/** Where a child of that name was linked; the search itself is on record. */
export async function searchChild(asking: Asking, person: Person, name: string): Promise<Linked[]> {
  const wanted = plain(name);
  const matches = (await linkedOf(asking, asking.store.read, person.school)).filter((one) =>
    plain(one.name).includes(wanted),
  );
  const at = new Date(asking.now()).toISOString();
  const payload = { incidents: [...new Set(matches.map(({ incident }) => incident))] };
  await asking.store.write((tx) =>
    appendAudit(tx, { ...actorOf(person), kind: 'identity.searched', subject: 'children', payload }, at),
  );
  return matches;
}

/** Opens a request; `undefined` when a child is not linked where it says. */
export async function openRequest(asking: Asking, person: Person, request: AccessRequest): Promise<string | undefined> {
  const at = new Date(asking.now()).toISOString();
  const linked = new Set(
    (await linkedOf(asking, asking.store.read, person.school)).map(({ incident, child }) => `${incident} ${child}`),
  );
  if (!request.children.every(({ incident, child }) => linked.has(`${incident} ${child}`))) return undefined;
  const id = randomUUID();
  const entry = { ...actorOf(person), kind: 'access-request.opened', subject: id };
  await asking.store.write((tx) => appendWritten(tx, asking.keys, entry, { ...request }, at));
  return id;
}

export async function listRequests({ store }: Asking, school: string) {
  const rows = await store.read
    .selectFrom('audit')
    .select(['subject', 'at'])
    .where('school', '=', school)
    .where('kind', '=', 'access-request.opened')
    .orderBy('seq', 'desc')
    .limit(200)
    .execute();
  return rows.map(({ subject, at }) => ({ id: subject, openedAt: at }));
}

/** What a lead's word says about one incident of a request; the latest stands. */
function decisionsOf(written: readonly Written[]): Map<string, AccessDecision> {
  return new Map(
    written
      .filter(({ kind }) => kind === 'access-request.decided')
      .map(({ content }) => [String(content['incident']), content as unknown as AccessDecision]),
  );
}

export type Whole = AccessView & { parts: Part[] };
/** One incident, ready to be given out or left out. */
export type Part = {
  incident: string;
  child: string;
  name: string;
  born?: string;
  others: string[];
  written: Written[];
  decision?: AccessDecision;
  held?: string;
};

/** A request with everything a lead needs to decide; `undefined` when there is none. */
export async function findRequest(asking: Asking, person: Person, id: string): Promise<Whole | undefined> {
  const { store, keys, profile, now } = asking;
  const { school } = person;
  const at = new Date(now()).toISOString();
  return store.snapshot(async (read) => {
    const own = await writtenOf(read, keys, school, [id]);
    const opened = own.find(({ kind }) => kind === 'access-request.opened');
    const openedAt = (await listRequests({ ...asking, store: { ...store, read } }, school)).find(
      (one) => one.id === id,
    )?.openedAt;
    if (!opened || openedAt === undefined) return undefined;
    const { requester, relation, children } = opened.content as unknown as AccessRequest;
    const decisions = decisionsOf(own);
    const linked = await linkedOf(asking, read, school);
    const staff = (await read.selectFrom('persons').select('name').where('school', '=', school).execute()).map(
      ({ name }) => name,
    );
    const moments = new Map<number, string>();
    const parts: Part[] = [];
    for (const { incident, child } of children) {
      const it = linked.findLast((one) => one.incident === incident && one.child === child);
      const kept = await keptOf(read, keys, school, incident);
      // Erased meanwhile: there is nothing to give out.
      if (!it) continue;
      const isOwn = (one: Linked) => plain(one.name) === plain(it.name);
      const others = [...staff, requester, ...linked.filter((one) => !isOwn(one)).map(({ name }) => name)];
      const written = await writtenOf(read, keys, school, [incident]);
      for (const { seq, at: when } of await read
        .selectFrom('audit')
        .select(['seq', 'at'])
        .where('school', '=', school)
        .where('subject', '=', incident)
        .execute())
        moments.set(seq, when);
      const verdict = kept && verdictOf(profile, 1, kept, at);
      const locked =
        verdict?.held !== undefined && verdict.held !== 'open' && verdict.held !== 'kept' ? verdict.held : undefined;
      const withheld = written.some(({ kind, content }) => kind === 'parent.withheld' && childOf(content) === child);
      const held =
        locked ??
        (kept?.cases.some(isPoliceFirst)
          ? 'police-first'
          : withheld
            ? 'parents-withheld'
            : kept
              ? undefined
              : 'merged');
      const decision = decisions.get(incident);
      parts.push({ ...it, others, written, ...(decision ? { decision } : {}), ...(held ? { held } : {}) });
    }
    const incidents = parts.map((part) => viewOf(part, moments));
    return { id, openedAt, requester, relation, incidents, parts, ready: parts.every(isDecided) };
  });
}

/** What may be illegal is never given out, whatever anybody decides. */
export function isDecided({ held, decision }: Part): boolean {
  return held === undefined || decision?.decision === 'withhold' || (decision !== undefined && held !== 'illegal');
}

export function isIncluded(part: Part): boolean {
  return isDecided(part) && part.held !== 'illegal' && part.decision?.decision !== 'withhold';
}

/** Free text of an entry, others' names unreadable. */
export function textOf({ content }: Written, { others, name }: Pick<Part, 'others' | 'name'>): string {
  const words = ['text', 'reason', 'outcome', 'lessons', 'note', 'because', 'why'].flatMap((field) => {
    const value = content[field];
    return typeof value === 'string' ? [value] : [];
  });
  return withoutNames(words.join(' · '), others, name, say('access.other'));
}

/** An entry that is about another child, or an address, is nobody's to give out here. */
export function isAbout({ kind, content }: Written, child: string): boolean {
  return kind !== 'url.corrected' && (childOf(content) === '' || childOf(content) === child);
}

function viewOf(part: Part, moments: Map<number, string>) {
  const { incident, child, held, decision, written } = part;
  const entries = written.flatMap((one) => {
    const text = isAbout(one, child) ? textOf(one, part) : '';
    if (text === '') return [];
    const included = decision?.decision === 'include' && decision.entries.includes(one.seq);
    return [{ seq: one.seq, at: moments.get(one.seq) ?? '', kind: one.kind, text, included }];
  });
  return { incident, child, ...(held ? { held } : {}), ...(decision ? { decision: decision.decision } : {}), entries };
}

export type DecisionEnd = 'done' | 'unknown' | 'illegal';

export async function decideRequest(
  asking: Asking,
  person: Person,
  id: string,
  decision: AccessDecision,
): Promise<DecisionEnd> {
  const found = await findRequest(asking, person, id);
  const part = found?.parts.find(({ incident }) => incident === decision.incident);
  if (!part) return 'unknown';
  if (part.held === 'illegal' && decision.decision === 'include') return 'illegal';
  const at = new Date(asking.now()).toISOString();
  const entry = { ...actorOf(person), kind: 'access-request.decided', subject: id };
  await asking.store.write((tx) => appendWritten(tx, asking.keys, entry, { ...decision }, at));
  return 'done';
}
