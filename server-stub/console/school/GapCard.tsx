/** One setting that no policy answers: a safe default stands until the school confirms it or says its own. */
import { inertText } from '../../../shared/inert-text.ts';
import { Field } from '../frame/Field.tsx';
import { word, wordIfAny } from '../words.ts';
import { ConfirmForm } from './ConfirmForm.tsx';
import type { Profile } from './profile.ts';

type Gap = Profile['gaps'][number];

export function GapCard({ gap, may, again }: { gap: Gap; may: boolean; again: () => void }) {
  const { name, value, why } = gap;
  const title = wordIfAny(`gap.${name}`) ?? name;
  const unit = wordIfAny(`gap.${name}.unit`);
  const shown = typeof value === 'boolean' ? word(value ? 'setting.yes' : 'setting.no') : inertText(String(value));
  return (
    <li class="item">
      <h3>{title}</h3>
      <p class="ways">{[shown, unit].filter(Boolean).join(' ')}</p>
      <p class="quiet small">{inertText(why)}</p>
      <ConfirmForm title={title} path={`gap/${name}`} names={['value']} item={gap} may={may} again={again}>
        <Field
          id={`gap-${name}`}
          label={word('gap.own')}
          maxLength={200}
          autoComplete="off"
          defaultValue={String(value)}
        />
      </ConfirmForm>
    </li>
  );
}
