/** Connecting a staff browser: compare the code, then approve or deny. */
import { useCallback, useState } from 'preact/hooks';
import * as v from 'valibot';
import { inertText } from '../../../shared/inert-text.ts';
import { call } from '../api.ts';
import { Field, Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useOnce } from '../frame/use-once.ts';
import { plainCode } from '../route.ts';
import { exactTime, word } from '../words.ts';

const requestSchema = v.object({ label: v.string(), requestedAt: v.string() });

export function DevicePage({ code, go }: { code: string; go: (path: string) => void }) {
  return code === '' ? <AskCode go={go} /> : <Decide code={code} />;
}

function AskCode({ go }: { go: (path: string) => void }) {
  return (
    <>
      <h1>{word('device.title')}</h1>
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = new FormData(event.currentTarget).get('code');
          go(`/connect?code=${encodeURIComponent(plainCode(typeof typed === 'string' ? typed : ''))}`);
        }}
      >
        <Field
          id="code"
          label={word('device.code')}
          hint={word('device.code-hint')}
          class="input input-code"
          autoComplete="off"
          autoCapitalize="characters"
          spellcheck={false}
          required
        />
        <button type="submit" class="button button-main">
          {word('device.next')}
        </button>
      </form>
    </>
  );
}

/** As the extension shows it: in fours. */
function inFours(code: string): string {
  return code.match(/.{1,4}/g)?.join('-') ?? code;
}

function Decide({ code }: { code: string }) {
  const path = `/device/${encodeURIComponent(code)}`;
  const load = useCallback(() => call(path, requestSchema), [path]);
  const { answer, again } = useAnswer(load);
  const { busy, once } = useOnce<'approve' | 'deny'>();
  const [decided, setDecided] = useState<'approve' | 'deny'>();
  const [problem, setProblem] = useState<string>();

  if (decided)
    return (
      <div class="card stack" role="status">
        <h1>{word(`device.done-${decided}`)}</h1>
        <p>{word(`device.done-${decided}-why`)}</p>
      </div>
    );
  if (!answer) return <p class="quiet">{word('loading')}</p>;
  if (!answer.ok)
    return (
      <>
        <h1>{word('device.title')}</h1>
        <Problem sentence={answer.failure.sentence} />
        <button type="button" class="button" onClick={again}>
          {word('again')}
        </button>
      </>
    );
  const { label, requestedAt } = answer.value;
  const decide = (decision: 'approve' | 'deny') =>
    once(decision, async () => {
      const sent = await call(`${path}/${decision}`, v.unknown(), { body: {} });
      setProblem(sent.ok ? undefined : sent.failure.sentence);
      if (sent.ok) setDecided(decision);
    });
  return (
    <>
      <h1>{word('device.title')}</h1>
      <div class="card stack">
        <p>{word('device.compare')}</p>
        <p class="code">{inFours(inertText(code))}</p>
        <dl class="facts">
          {label !== '' && (
            <div>
              <dt>{word('device.label')}</dt>
              <dd>{inertText(label)}</dd>
            </div>
          )}
          <div>
            <dt>{word('device.asked')}</dt>
            <dd>{exactTime(requestedAt)}</dd>
          </div>
        </dl>
        <p class="quiet small">{word('device.may')}</p>
        <Problem sentence={problem} />
        <div class="actions">
          <button
            type="button"
            class="button button-main"
            aria-disabled={busy !== undefined}
            onClick={() => decide('approve')}
          >
            {word(busy === 'approve' ? 'working' : 'device.approve')}
          </button>
          <button type="button" class="button" aria-disabled={busy !== undefined} onClick={() => decide('deny')}>
            {word(busy === 'deny' ? 'working' : 'device.deny')}
          </button>
        </div>
      </div>
    </>
  );
}
