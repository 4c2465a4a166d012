/** One's own account: connected browsers, passkeys, signing out. */
import { useState } from 'preact/hooks';
import * as v from 'valibot';
import { inertText } from '../../../shared/inert-text.ts';
import { call } from '../api.ts';
import { Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useOnce } from '../frame/use-once.ts';
import { Away } from '../school/Away.tsx';
import type { Standing } from '../standing.ts';
import { exactTime, word } from '../words.ts';
import { addPasskey, hasPasskeys } from './passkey.ts';

const tokensSchema = v.object({
  tokens: v.array(
    v.looseObject({
      id: v.string(),
      label: v.string(),
      createdAt: v.string(),
      lastUsedAt: v.optional(v.string()),
    }),
  ),
});
const loadTokens = () => call('/staff-tokens', tokensSchema);

export function AccountPage({ standing, signOut }: { standing: Standing; signOut: () => Promise<void> }) {
  const { busy, once } = useOnce<'out'>();
  return (
    <>
      <div class="page-head">
        <h1>{standing.name}</h1>
        <button type="button" class="button" aria-disabled={busy !== undefined} onClick={() => once('out', signOut)}>
          {word(busy ? 'working' : 'account.sign-out')}
        </button>
      </div>
      {!standing.reports && <p class="card">{word('account.no-reports')}</p>}
      {standing.reports && <Away />}
      {standing.reports && <Browsers />}
      {hasPasskeys() && <Passkeys />}
      <ul class="links">
        <li>
          <a href="/concerns/new">{word('raise.link')}</a>
        </li>
        <li>
          <a href="/school/profile">{word('account.profile')}</a>
        </li>
      </ul>
    </>
  );
}

function Browsers() {
  const { answer, again } = useAnswer(loadTokens);
  const { busy, once } = useOnce<string>();
  const [problem, setProblem] = useState<string>();
  return (
    <section class="card stack">
      <h2>{word('account.browsers')}</h2>
      <p class="quiet">{word('account.browsers-why')}</p>
      {answer && !answer.ok && <Problem sentence={answer.failure.sentence} />}
      <Problem sentence={problem} />
      {answer?.ok && answer.value.tokens.length > 0 && (
        <ul class="rows">
          {answer.value.tokens.map(({ id, label, createdAt, lastUsedAt }) => (
            <li key={id}>
              <div>
                <strong>{label === '' ? word('account.unnamed') : inertText(label)}</strong>
                <p class="quiet small">
                  {lastUsedAt === undefined
                    ? word('account.since', { at: exactTime(createdAt) })
                    : word('account.used', { at: exactTime(lastUsedAt) })}
                </p>
              </div>
              <button
                type="button"
                class="button button-small"
                aria-disabled={busy !== undefined}
                onClick={() =>
                  once(id, async () => {
                    const sent = await call(`/staff-tokens/${encodeURIComponent(id)}`, v.unknown(), {
                      method: 'DELETE',
                    });
                    setProblem(sent.ok ? undefined : sent.failure.sentence);
                    again();
                  })
                }
              >
                {word(busy === id ? 'working' : 'account.disconnect')}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href="/connect">{word('account.connect')}</a>
      </p>
    </section>
  );
}

function Passkeys() {
  const { busy, once } = useOnce<'add'>();
  const [told, setTold] = useState<string>();
  const [problem, setProblem] = useState<string>();
  return (
    <section class="card stack">
      <h2>{word('passkey.title')}</h2>
      <p class="quiet">{word('passkey.why')}</p>
      <Problem sentence={problem} />
      <p role="status">{told}</p>
      <button
        type="button"
        class="button"
        aria-disabled={busy !== undefined}
        onClick={() =>
          once('add', async () => {
            const added = await addPasskey(word('passkey.name'));
            setProblem(added.ok ? undefined : added.failure.sentence);
            setTold(added.ok ? word('passkey.added') : undefined);
          })
        }
      >
        {word(busy ? 'working' : 'passkey.add')}
      </button>
    </section>
  );
}
