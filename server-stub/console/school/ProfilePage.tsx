/** What this school's profile says, what nobody has confirmed yet, and what is printed wrongly. */
import { inertText } from '../../../shared/inert-text.ts';
import { Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import type { Standing } from '../standing.ts';
import { word } from '../words.ts';
import { ContactCard } from './ContactCard.tsx';
import { GapCard } from './GapCard.tsx';
import { loadProfile, type Profile } from './profile.ts';
import { settingsOf } from './settings.ts';

export function ProfilePage({ standing }: { standing: Standing }) {
  const { answer, again } = useAnswer(loadProfile);
  if (!answer) return <p class="quiet">{word('loading')}</p>;
  if (!answer.ok)
    return (
      <>
        <h1>{word('profile.title')}</h1>
        <Problem sentence={answer.failure.sentence} />
        <button type="button" class="button" onClick={again}>
          {word('again')}
        </button>
      </>
    );
  return <Whole view={answer.value} may={standing.duties.has('confirm-profile')} again={again} />;
}

function Whole({ view, may, again }: { view: Profile; may: boolean; again: () => void }) {
  const { profile, contacts, gaps, notYetConfirmed } = view;
  const open = <T extends { confirmed?: unknown }>(items: readonly T[], wanted: boolean) =>
    items.filter(({ confirmed }) => (confirmed === undefined) === wanted);
  const cards = (wanted: boolean) => (
    <ul class="step-list items">
      {open(gaps, wanted).map((gap) => (
        <GapCard key={gap.name} gap={gap} may={may} again={again} />
      ))}
      {open(contacts, wanted).map((contact) => (
        <ContactCard key={contact.id} contact={contact} template={profile.template} may={may} again={again} />
      ))}
    </ul>
  );
  const confirmed = gaps.length + contacts.length - notYetConfirmed;
  return (
    <>
      <h1>{word('profile.title')}</h1>
      <p>
        <strong>{inertText(profile.title)}</strong>
      </p>
      <p class="quiet">{word('profile.why', { nation: word(`nation.${profile.nation}`) })}</p>
      {notYetConfirmed > 0 && (
        <section class="stack">
          <h2>{word('profile.open', { count: notYetConfirmed })}</h2>
          <p class="quiet">{word(may ? 'profile.open-why' : 'profile.open-others')}</p>
          {cards(true)}
        </section>
      )}
      <section class="stack">
        <h2>{word('profile.says')}</h2>
        <dl class="facts">
          {settingsOf(profile).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{inertText(value)}</dd>
            </div>
          ))}
        </dl>
        {profile.policy.notes.length > 0 && (
          <ul class="bullets small quiet">
            {profile.policy.notes.map((note) => (
              <li key={note}>{inertText(note)}</li>
            ))}
          </ul>
        )}
      </section>
      {confirmed > 0 && (
        <section class="stack">
          <h2>{word('profile.confirmed')}</h2>
          {cards(false)}
        </section>
      )}
    </>
  );
}
