/** What is inside each step: a form, or the work that has a shape of its own. */
import type { VNode } from 'preact';
import type { IncidentView } from '../../../shared/incident-api.ts';
import type { Live } from '../live/live.ts';
import type { Profile } from '../school/profile.ts';
import { word } from '../words.ts';
import { Checklists } from './Checklists.tsx';
import { Children } from './Children.tsx';
import { ChoosePage } from './ChoosePage.tsx';
import { EventForm } from './EventForm.tsx';
import { Export } from './Export.tsx';
import { formOf, policeOf } from './forms.ts';
import { Illegal } from './Illegal.tsx';
import { SamePage } from './SamePage.tsx';
import { SayOtherwise } from './SayOtherwise.tsx';
import type { StepName } from './steps.ts';
import type { Append } from './use-case.ts';

export type StepProps = {
  incident: IncidentView;
  /** The school's rules, once they have come. */
  profile: Profile | undefined;
  append: Append;
  act: Live['act'];
  done: () => void;
};

/** Those whose work has a shape of its own. */
const own: Partial<Record<StepName, (props: StepProps) => VNode | null>> = {
  illegal: Illegal,
  same: SamePage,
  page: ChoosePage,
  children: Children,
  checklist: Checklists,
  outcome: SayOtherwise,
  export: Export,
};

export function StepBody({ name, ...props }: StepProps & { name: StepName }) {
  const { incident, profile, append, done } = props;
  const Own = own[name];
  if (Own) return <Own {...props} />;
  const procedures = (profile?.procedures ?? [])
    .filter(({ id }) => id !== '10')
    .map(({ id, title }) => [id, `${id} ${title}`] as const);
  const provider = profile?.profile.filter.provider ?? profile?.profile.filter.product ?? '';
  const spec = formOf(name, {
    procedures,
    provider,
    police: policeOf(incident),
    rewards: profile?.profile.education.rewards ?? [],
  });
  if (!spec) return null;
  return (
    // The provider's name comes with the profile: a form that was drawn before is drawn anew.
    <EventForm key={provider} id={name} spec={spec} append={append} done={done} grave={name === 'suspect'}>
      {name === 'provider' && <ProviderWhy profile={profile} />}
    </EventForm>
  );
}

/** Which way an address goes is the school's own rule. */
function ProviderWhy({ profile }: { profile: Profile | undefined }) {
  if (!profile) return null;
  const { urlMail, filter, gaps } = profile.profile;
  return (
    <p class="quiet">
      {urlMail
        ? word('why.provider-mail', { provider: urlMail.forwardsTo ?? filter.provider ?? '' })
        : word('why.provider', { provider: filter.provider ?? word('provider.unnamed') })}{' '}
      {typeof gaps.blocker.value === 'string' && gaps.blocker.value}
    </p>
  );
}
