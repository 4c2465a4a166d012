/** Signing in: e-mail and password, or a passkey where the browser has them. */
import { useState } from 'preact/hooks';
import * as v from 'valibot';
import { call } from '../api.ts';
import { Field, Problem } from '../frame/Field.tsx';
import { Doorway } from '../frame/Frame.tsx';
import { useOnce } from '../frame/use-once.ts';
import { word } from '../words.ts';
import { hasPasskeys, signInWithPasskey } from './passkey.ts';

export function SignInPage({ done, notice }: { done: () => void; notice: string | undefined }) {
  const { busy, once } = useOnce<'password' | 'passkey'>();
  const [problem, setProblem] = useState<string>();
  return (
    <Doorway title={word('sign-in.title')}>
      {notice !== undefined && <p class="quiet">{notice}</p>}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          once('password', async () => {
            const body = { email: form.get('email'), password: form.get('password') };
            const answer = await call('/session', v.unknown(), { body });
            setProblem(answer.ok ? undefined : answer.failure.sentence);
            if (answer.ok) done();
          });
        }}
      >
        <Field id="email" label={word('sign-in.email')} type="email" autoComplete="username" required />
        <Field
          id="password"
          label={word('sign-in.password')}
          type="password"
          autoComplete="current-password"
          required
        />
        <Problem sentence={problem} />
        <button type="submit" class="button button-main" aria-disabled={busy !== undefined}>
          {word(busy === 'password' ? 'working' : 'sign-in.go')}
        </button>
        {hasPasskeys() && (
          <button
            type="button"
            class="button"
            aria-disabled={busy !== undefined}
            onClick={() =>
              once('passkey', async () => {
                const answer = await signInWithPasskey();
                setProblem(answer.ok ? undefined : answer.failure.sentence);
                if (answer.ok) done();
              })
            }
          >
            {word('sign-in.passkey')}
          </button>
        )}
      </form>
    </Doorway>
  );
}
