/** Whom to turn to: names and numbers as text, and whether anybody at the school has confirmed them. */
import { inertText } from '../../../shared/inert-text.ts';
import { word } from '../words.ts';
import type { Contact, Profile } from './profile.ts';

type Shown = Pick<Contact, 'id' | 'name' | 'phone' | 'web' | 'email' | 'use' | 'supersededBy' | 'confirmed'>;

export function ContactLines({ ids, profile }: { ids: readonly string[]; profile: Profile }) {
  const contacts = ids.flatMap((id) => profile.contacts.find((contact) => contact.id === id) ?? []);
  return <ContactList contacts={contacts} />;
}

export function ContactList({ contacts }: { contacts: readonly Shown[] }) {
  if (contacts.length === 0) return null;
  return (
    <ul class="contacts">
      {contacts.map((contact) => (
        <li key={contact.id}>
          <p>
            <strong>{inertText(contact.name)}</strong>{' '}
            {contact.confirmed === undefined && <span class="tag tag-waiting">{word('contact.unconfirmed')}</span>}
          </p>
          <Ways contact={contact} />
          <p class="quiet small">{inertText(contact.use)}</p>
          <Superseded contact={contact} />
        </li>
      ))}
    </ul>
  );
}

/** Telephone, e-mail and site: to read and type, so that a wrong one is noticed. */
export function Ways({ contact: { phone, email, web } }: { contact: Pick<Shown, 'phone' | 'email' | 'web'> }) {
  const ways = [phone, email, web].filter((way) => way !== undefined);
  if (ways.length === 0) return <p class="quiet">{word('contact.none')}</p>;
  return <p class="ways">{ways.map(inertText).join(' · ')}</p>;
}

export function Superseded({ contact: { supersededBy } }: { contact: Pick<Shown, 'supersededBy'> }) {
  if (!supersededBy) return null;
  const { name, since, note } = supersededBy;
  return (
    <p class="small">
      {word('contact.superseded', { name: inertText(name), since: inertText(since) })}{' '}
      {note !== undefined && inertText(note)}
    </p>
  );
}
