/** Owns reading a school's profile with its contacts and checklists, and saying in plain sentences what is wrong with it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  checklistsSchema,
  contactsSchema,
  mistakesOf,
  profileSchema,
  type Contact,
  type Procedure,
  type Profile,
} from '../../shared/profile.ts';

/** A profile with everything it refers to. */
export type Rules = { profile: Profile; contacts: readonly Contact[]; procedures: readonly Procedure[] };
export type Loaded = { ok: true; rules: Rules } | { ok: false; mistakes: readonly string[] };

const shipped = import.meta.dirname;
const nameShape = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Names of the profiles that come with Dolphin. */
export function profileNames(): string[] {
  return readdirSync(shipped)
    .filter((file) => file.endsWith('.json') && file !== 'checklists.json')
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted();
}

/**
 * The profile `name`: the school's own file in `dir`/profiles where there is one, else the one that comes with Dolphin.
 * A school's own checklists and county lists stand in the same folder, under the same names.
 */
export function loadRules(name: string, dir?: string): Loaded {
  if (!nameShape.test(name))
    return { ok: false, mistakes: ['The name of a profile is lower-case words joined by dashes.'] };
  const own = dir === undefined ? undefined : join(dir, 'profiles');
  const read = reader(own);
  const profile = read(`${name}.json`, profileSchema);
  if (!profile.ok) return profile;
  const wrongName = profile.value.name === name ? [] : [`${name}.json: name must be ${name}, as its file is called.`];
  const county = profile.value.county;
  const lists = [
    read('counties/common.json', contactsSchema),
    ...(county === null ? [] : [read(`counties/${county}.json`, contactsSchema)]),
  ];
  const checklists = read('checklists.json', checklistsSchema);
  const unread = [...lists, checklists].flatMap((list) => (list.ok ? [] : list.mistakes));
  if (unread.length > 0 || !checklists.ok) return { ok: false, mistakes: [...wrongName, ...unread] };
  const contacts = lists.flatMap((list) => (list.ok ? list.value.contacts : []));
  const procedures = applying(checklists.value.procedures, profile.value.template);
  const rules = { profile: profile.value, contacts, procedures };
  const mistakes = [...wrongName, ...unknownContacts(name, rules)];
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, rules };
}

type Read<T> = { ok: true; value: T } | { ok: false; mistakes: string[] };

function reader(own: string | undefined) {
  return <const S extends v.GenericSchema>(file: string, schema: S): Read<v.InferOutput<S>> => {
    const path = own !== undefined && existsSync(join(own, file)) ? join(own, file) : join(shipped, file);
    const wrong = (mistake: string): { ok: false; mistakes: string[] } => ({
      ok: false,
      mistakes: [`${file}: ${mistake}`],
    });
    if (!existsSync(path)) return wrong('there is no such file.');
    let content: unknown;
    try {
      content = JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      // The parser's words would quote the file.
      return wrong('it is not JSON; check its commas, quotes and brackets.');
    }
    const checked = v.safeParse(schema, content);
    if (checked.success) return { ok: true, value: checked.output };
    return { ok: false, mistakes: mistakesOf(checked.issues).map((mistake) => `${file}: ${mistake}`) };
  };
}

/** The procedures and lines of one set of checklists. */
function applying(procedures: readonly Procedure[], template: Profile['template']): Procedure[] {
  const applies = (entry: { in?: readonly string[] | undefined }) =>
    entry.in === undefined || entry.in.includes(template);
  return procedures
    .filter(applies)
    .map((procedure) => ({ ...procedure, items: procedure.items.filter(applies) }))
    .filter(({ items }) => items.length > 0);
}

function unknownContacts(name: string, { profile, contacts, procedures }: Rules): string[] {
  const known = new Set(contacts.map(({ id }) => id));
  const { beyondSchool, unsure, suspectedIllegal, illegalAgencies } = profile.safeguarding;
  const named: [string, readonly string[]][] = [
    [`${name}.json: safeguarding.beyondSchool.contacts`, beyondSchool.contacts],
    [`${name}.json: safeguarding.unsure.contacts`, unsure.contacts],
    [`${name}.json: safeguarding.suspectedIllegal`, suspectedIllegal],
    [`${name}.json: safeguarding.illegalAgencies`, illegalAgencies],
    ...procedures.flatMap(({ id, items }) =>
      items.map((item): [string, readonly string[]] => [`checklists.json: ${id} ${item.id}`, item.contacts ?? []]),
    ),
  ];
  return named.flatMap(([place, ids]) =>
    ids.filter((id) => !known.has(id)).map((id) => `${place} names ${id}, which is not among the contacts.`),
  );
}
