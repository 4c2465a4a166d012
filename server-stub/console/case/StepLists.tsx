/** The steps of an incident: what comes next, the first of it open; what else can be done, one at a time. */
import { useRef, useState } from 'preact/hooks';
import type { IncidentView } from '../../../shared/incident-api.ts';
import { useAnswer } from '../frame/use-answer.ts';
import type { Live } from '../live/live.ts';
import { loadProfile } from '../school/profile.ts';
import type { Standing } from '../standing.ts';
import { word } from '../words.ts';
import { StepBody } from './StepBody.tsx';
import { isCase, stepsOf, type StepName } from './steps.ts';
import type { Append } from './use-case.ts';

type StepListsProps = { incident: IncidentView; standing: Standing; append: Append; act: Live['act'] };

export function StepLists({ incident, standing, append, act }: StepListsProps) {
  const { answer } = useAnswer(loadProfile);
  const profile = answer?.ok ? answer.value : undefined;
  const [told, setTold] = useState<string>();
  const [chosen, setChosen] = useState<StepName>();
  const heading = useRef<HTMLHeadingElement>(null);
  const { now, more } = stepsOf(incident, {
    canSay: standing.actions.has('outcome'),
    mails: profile?.profile.urlMail !== null,
    rewards: (profile?.profile.education.rewards.length ?? 0) > 0,
  });
  const done = () => {
    setTold(word('step.done'));
    setChosen(undefined);
    // The step may be gone with its button: whoever works by keyboard goes on from the list's own heading.
    heading.current?.focus({ preventScroll: true });
  };
  const body = (name: StepName) => (
    <div class="step-body">
      <StepBody name={name} incident={incident} profile={profile} append={append} act={act} done={done} />
    </div>
  );
  const shown = chosen !== undefined && more.includes(chosen) ? chosen : undefined;
  return (
    <section class="stack steps no-print">
      <h2 ref={heading} tabIndex={-1}>
        {word('step.now')}
      </h2>
      <p class="unseen" role="status">
        {told}
      </p>
      {now.length === 0 && <p class="quiet">{word(nothingNext(incident, standing))}</p>}
      {now.length > 0 && (
        <div class="step-list">
          {now.map((name, index) => (
            <details key={name} class="step" open={index === 0}>
              <summary>{word(`step.${name}`)}</summary>
              {body(name)}
            </details>
          ))}
        </div>
      )}
      {more.length > 0 && (
        <>
          <h3>{word('step.more')}</h3>
          <div class="chips">
            {more.map((name) => (
              <button
                key={name}
                type="button"
                class="chip"
                aria-expanded={name === shown}
                aria-controls="more-step"
                onClick={() => setChosen(name === shown ? undefined : name)}
              >
                {word(`step.${name}`)}
              </button>
            ))}
          </div>
          <div id="more-step">
            {shown !== undefined && (
              <section class="step-list" key={shown} aria-label={word(`step.${shown}`)}>
                <h3 class="step-title">{word(`step.${shown}`)}</h3>
                {body(shown)}
              </section>
            )}
          </div>
        </>
      )}
    </section>
  );
}

function nothingNext(incident: IncidentView, standing: Standing) {
  const { lanes, outcome } = incident;
  if (lanes.safeguarding === undefined) return standing.duties.has('technical') ? 'next.technical' : 'next.classroom';
  if (lanes.safeguarding === 'closed') return 'next.closed';
  if (outcome === 'nothing-unsuitable') return 'next.dismissed';
  if (!isCase(incident)) return 'next.outcome';
  return standing.duties.has('decide') ? 'next.nothing' : 'next.oversight';
}
