/** Accepting an invitation: whose it is, of which school, and a password of one's own. */
import { useCallback, useState } from 'preact/hooks';
import * as v from 'valibot';
import { inviteRequestSchema } from '../../../shared/staff-api.ts';
import { call } from '../api.ts';
import { Field, Problem } from '../frame/Field.tsx';
import { Doorway } from '../frame/Frame.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useOnce } from '../frame/use-once.ts';
import { word } from '../words.ts';
import { addPasskey, hasPasskeys } from './passkey.ts';

const invitationSchema = v.object({ name: v.string(), email: v.string(), school: v.string() });

export function JoinPage({ code, done }: { code: string; done: () => void }) {
  const path = `/invites/${encodeURIComponent(code)}`;
  const load = useCallback(() => call(path, invitationSchema), [path]);
  const { answer, again } = useAnswer(load);
  const [accepted, setAccepted] = useState(false);
  const { busy, once } = useOnce<'password' | 'passkey'>();
  const [problem, setProblem] = useState<string>();

  if (!answer) return <Doorway title={word('join.title')}>{word('loading')}</Doorway>;
  if (accepted)
    return (
      <Doorway title={word('join.done')}>
        <p>{word('join.passkey-why')}</p>
        <Problem sentence={problem} />
        <button
          type="button"
          class="button button-main"
          aria-disabled={busy !== undefined}
          onClick={() =>
            once('passkey', async () => {
              const added = await addPasskey(word('passkey.name'));
              setProblem(added.ok ? undefined : added.failure.sentence);
              if (added.ok) done();
            })
          }
        >
          {word(busy ? 'working' : 'passkey.add')}
        </button>
        <button type="button" class="button button-plain" onClick={done}>
          {word('join.later')}
        </button>
      </Doorway>
    );
  if (!answer.ok)
    return (
      <Doorway title={word('join.title')}>
        <Problem sentence={answer.failure.sentence} />
        <button type="button" class="button" onClick={again}>
          {word('again')}
        </button>
        <p>
          <a href="/sign-in">{word('join.have-account')}</a>
        </p>
      </Doorway>
    );

  return (
    <Doorway title={word('join.welcome', { name: answer.value.name })}>
      <p>{word('join.why', { school: answer.value.school })}</p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const password = new FormData(event.currentTarget).get('password');
          const checked = v.safeParse(inviteRequestSchema, { password });
          if (!checked.success) return setProblem(word('join.too-short'));
          once('password', async () => {
            const sent = await call(path, v.unknown(), { body: checked.output });
            setProblem(sent.ok ? undefined : sent.failure.sentence);
            if (!sent.ok) return;
            if (hasPasskeys()) setAccepted(true);
            else done();
          });
          return undefined;
        }}
      >
        <Field
          id="email"
          label={word('join.email')}
          type="email"
          autoComplete="username"
          defaultValue={answer.value.email}
          readOnly
        />
        <Field
          id="password"
          label={word('join.password')}
          hint={word('join.password-hint')}
          type="password"
          autoComplete="new-password"
          minLength={10}
          maxLength={128}
          required
        />
        <Problem sentence={problem} />
        <button type="submit" class="button button-main" aria-disabled={busy !== undefined}>
          {word(busy ? 'working' : 'join.go')}
        </button>
      </form>
    </Doorway>
  );
}
