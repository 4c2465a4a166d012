/** Owns what a person has confirmed of the profile: contacts and settings that no policy answers stand "not yet confirmed" until then. */
import * as v from 'valibot';
import type { Contact, GapName, Profile } from '../../shared/profile.ts';
import {
  confirmRequestSchema,
  type ConfirmRequest,
  type ContactView,
  type GapView,
  type ProfileView,
} from '../../shared/profile-api.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Store, Tx } from '../storage/store.ts';
import type { Rules } from './load.ts';

type Confirmed = { value: ConfirmRequest; person: string; at: string };

/** What has been confirmed, by item; what no longer reads as a confirmation counts as none. */
async function confirmedOf(read: Store['read'] | Tx, school: string): Promise<Map<string, Confirmed>> {
  const rows = await read.selectFrom('confirmation').selectAll().where('school', '=', school).execute();
  return new Map(
    rows.flatMap(({ item, value, person, at }) => {
      const parsed = v.safeParse(confirmRequestSchema, JSON.parse(value));
      return parsed.success ? [[item, { value: parsed.output, person, at }]] : [];
    }),
  );
}

/** The profile as the school sees it: every contact and open setting with who confirmed it, or that nobody has. */
export async function profileView(read: Store['read'], school: string, rules: Rules): Promise<ProfileView> {
  const confirmed = await confirmedOf(read, school);
  const contacts = rules.contacts.map((contact) => contactView(contact, confirmed.get(`contact/${contact.id}`)));
  const gaps = Object.entries(rules.profile.gaps).map(([name, gap]) =>
    gapView(name as GapName, gap, confirmed.get(`gap/${name}`)),
  );
  const open = [...contacts, ...gaps].filter((entry) => entry.confirmed === undefined).length;
  return { profile: rules.profile, contacts, gaps, procedures: [...rules.procedures], notYetConfirmed: open };
}

function contactView(contact: Contact, confirmed: Confirmed | undefined): ContactView {
  if (!confirmed) return contact;
  const { value, person, at } = confirmed;
  const { value: _, ...own } = value;
  return { ...contact, ...own, confirmed: { by: person, at } };
}

function gapView(name: GapName, { value, why }: Profile['gaps'][GapName], confirmed: Confirmed | undefined): GapView {
  if (!confirmed) return { name, value, why };
  return { name, value: confirmed.value.value ?? value, why, confirmed: { by: confirmed.person, at: confirmed.at } };
}

export type ConfirmEnd = 'done' | 'unknown';

/** Confirms an item, in the school's own words where they are given; in the audit chain. */
export async function confirm(
  tx: Tx,
  rules: Rules,
  actor: { school: string; actor: string; actorRole: string },
  item: string,
  request: ConfirmRequest,
  at: string,
): Promise<ConfirmEnd> {
  const [kind, id = ''] = item.split('/');
  const known =
    kind === 'contact' ? rules.contacts.some((contact) => contact.id === id) : Object.hasOwn(rules.profile.gaps, id);
  if (!known || (kind !== 'contact' && kind !== 'gap')) return 'unknown';
  const row = { school: actor.school, item, value: JSON.stringify(request), person: actor.actor, at };
  await tx
    .insertInto('confirmation')
    .values(row)
    .onConflict((conflict) => conflict.columns(['school', 'item']).doUpdateSet(row))
    .execute();
  await appendAudit(tx, { ...actor, kind: 'profile.confirmed', subject: item, payload: { value: request } }, at);
  return 'done';
}
