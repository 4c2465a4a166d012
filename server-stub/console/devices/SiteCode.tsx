/** The setup code for the policy, and changing the site code in it. */
import { useState } from 'preact/hooks';
import { siteCodeSchema, type SiteCodeView } from '../../../shared/fleet-api.ts';
import { call } from '../api.ts';
import { Labelled, Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useOnce } from '../frame/use-once.ts';
import { InertText } from '../report/InertText.tsx';
import { stampTime, word } from '../words.ts';
import { Sure } from './Sure.tsx';

const load = () => call('/site-code', siteCodeSchema);
const choices = [30, 90, 7, 0] as const;

export function SiteCode() {
  const { answer } = useAnswer(load);
  const [changed, setChanged] = useState<SiteCodeView>();
  const view = changed ?? (answer?.ok ? answer.value : undefined);
  return (
    <details class="card">
      <summary>{word('devices.code')}</summary>
      <div class="stack stack-tight">
        <p class="quiet">{word('devices.code-why')}</p>
        {answer && !answer.ok && <Problem sentence={answer.failure.sentence} />}
        {view && (
          <>
            {changed && (
              <p class="note" role="status">
                {word('devices.code.made')}
              </p>
            )}
            <p class="small quiet">{word('devices.code.since', { at: stampTime(view.since) })}</p>
            <InertText text={view.setup} label={word('devices.code')} />
            {view.old.map(({ until, devices }) => (
              <p key={until} class="small">
                {word('devices.code.old', { until: until === undefined ? '…' : stampTime(until), count: devices })}
              </p>
            ))}
            <Change key={view.since} done={setChanged} />
          </>
        )}
      </div>
    </details>
  );
}

function Change({ done }: { done: (view: SiteCodeView) => void }) {
  const [days, setDays] = useState<number>(choices[0]);
  const [problem, setProblem] = useState<string>();
  const { busy, once } = useOnce<'change'>();
  return (
    <Sure
      label={word('devices.code.change')}
      yes={word('devices.code.make')}
      grave
      busy={busy !== undefined}
      act={() =>
        once('change', async () => {
          const answer = await call('/site-code/rotate', siteCodeSchema, { body: { days } });
          setProblem(answer.ok ? undefined : answer.failure.sentence);
          if (answer.ok) done(answer.value);
        })
      }
    >
      <p>{word('devices.code.change-why')}</p>
      <Labelled id="days" label={word('devices.code.days')}>
        <select
          id="days"
          class="input"
          value={String(days)}
          onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
        >
          {choices.map((choice) => (
            <option key={choice} value={String(choice)}>
              {word(`devices.code.days.${choice}`)}
            </option>
          ))}
        </select>
      </Labelled>
      <Problem sentence={problem} />
    </Sure>
  );
}
