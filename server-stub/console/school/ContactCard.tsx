/** One contact of the county's list, to be confirmed or put right by the school. */
import { inertText } from '../../../shared/inert-text.ts';
import { Field } from '../frame/Field.tsx';
import { word } from '../words.ts';
import { ConfirmForm } from './ConfirmForm.tsx';
import { Superseded, Ways } from './ContactLines.tsx';
import type { Contact } from './profile.ts';

type ContactCardProps = { contact: Contact; template: string; may: boolean; again: () => void };

export function ContactCard({ contact, template, may, again }: ContactCardProps) {
  const { id, name, use } = contact;
  // What another school's policy prints wrongly is of no use here.
  const misprints = (contact.misprints ?? []).filter((one) => one.in === template);
  const field = (key: 'phone' | 'email' | 'web') => (
    <Field
      id={`${id}-${key}`}
      label={word(`contact.${key}`)}
      maxLength={200}
      autoComplete="off"
      defaultValue={contact[key] ?? ''}
    />
  );
  return (
    <li class="item">
      <h3>{inertText(name)}</h3>
      <Ways contact={contact} />
      <p class="quiet small">{inertText(use)}</p>
      <Superseded contact={contact} />
      {misprints.map(({ printed, note }) => (
        <p key={printed} class="note">
          {word('contact.misprint')} <s>{inertText(printed)}</s>
          <span class="quiet small">{inertText(note)}</span>
        </p>
      ))}
      <ConfirmForm
        title={inertText(name)}
        path={`contact/${id}`}
        names={['phone', 'email', 'web']}
        item={contact}
        may={may}
        again={again}
      >
        {field('phone')}
        {field('email')}
        {field('web')}
      </ConfirmForm>
    </li>
  );
}
