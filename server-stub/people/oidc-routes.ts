/** Routes of signing in by the school's own accounts (Google Workspace, Microsoft Entra). Whoever is new lands with no access. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { notify } from '../alerts/notice.ts';
import { problem } from '../http/problem.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Store } from '../storage/store.ts';
import type { Auth } from './accounts.ts';
import { describe } from './describe.ts';
import { providerId } from './oidc.ts';
import { standingOf } from './persons.ts';
import type { Sessions } from './sessions.ts';
import { text } from './text.ts';

type Parts = {
  store: Store;
  auth: () => Auth;
  sessions: Sessions;
  /** Looks for the provider once it is set up; false while it is not there. */
  ready: () => Promise<boolean>;
  now: () => number;
};

const refused = '/?signin=refused';

export function oidcRoutes({ store, auth, sessions, ready, now }: Parts): Hono {
  const at = () => new Date(now()).toISOString();

  /** The person behind an account of the provider; false for one who may not come in. */
  const welcome = (user: { id: string; email: string; name: string }): Promise<boolean> =>
    store.write(async (tx) => {
      const standing = await standingOf(tx, user.id, at());
      if (standing?.disabled) return false;
      if (standing?.accepted) return true;
      const school =
        standing?.school ??
        (await tx.selectFrom('school').select('id').orderBy('created_at').executeTakeFirstOrThrow()).id;
      const entry = { school, actor: user.id, actorRole: 'oidc', subject: user.id };
      if (standing) {
        // The provider's word stands for the invitation: the administrator invited this very address.
        await tx.updateTable('persons').set({ accepted_at: at() }).where('id', '=', user.id).execute();
        await tx.deleteFrom('invites').where('person_id', '=', user.id).where('used_at', 'is', null).execute();
        await appendAudit(tx, { ...entry, kind: 'invite.accepted', payload: { means: 'oidc' } }, at());
        return true;
      }
      const row = {
        id: user.id,
        school,
        email: user.email,
        name: user.name,
        created_at: at(),
        accepted_at: at(),
        disabled_at: null,
      };
      await tx.insertInto('persons').values(row).execute();
      await appendAudit(tx, { ...entry, kind: 'person.added', payload: { means: 'oidc' } }, at());
      await notify(tx, { school, kind: 'new-account', key: user.id, tell: ['admin'], subject: user.id, at: at() });
      return true;
    });

  return new Hono()
    .get(
      '/auth/oidc',
      describe({
        summary: 'Whether one can sign in by the school’s own accounts',
        answer: v.object({ available: v.boolean() }),
        refusals: {},
        open: true,
      }),
      async (c) => {
        c.header('Cache-Control', 'no-store');
        return c.json({ available: await ready() });
      },
    )
    .post(
      '/auth/oidc/start',
      describe({
        summary: 'Begin to sign in by the school’s own account: where to go',
        answer: v.object({ url: v.string() }),
        refusals: { 503: 'The provider is not set up or not there' },
        open: true,
      }),
      async (c) => {
        if (!(await ready())) return problem(503, text.noProvider, { headers: { 'Retry-After': '60' } });
        const body = { provider: providerId, callbackURL: '/', errorCallbackURL: refused, disableRedirect: true };
        const { headers, response } = await auth().api.signInSocial({ body, returnHeaders: true });
        for (const line of headers.getSetCookie()) c.header('Set-Cookie', line, { append: true });
        c.header('Cache-Control', 'no-store');
        return response.url ? c.json({ url: response.url }) : problem(503, text.noProvider);
      },
    )
    .get(
      `/auth/callback/${providerId}`,
      describe({
        summary: 'Where the provider sends the browser back',
        refusals: { 302: 'To the staff page, signed in or refused' },
        open: true,
      }),
      async (c) => {
        if (!(await ready())) return c.redirect(refused);
        const answer = await auth().handler(c.req.raw);
        const cookies = answer.headers.getSetCookie();
        const cookie = cookies.map((line) => line.split(';')[0]).join('; ');
        const found = cookie ? await auth().api.getSession({ headers: new Headers({ cookie }) }) : null;
        if (!found) return c.redirect(refused);
        if (!(await welcome(found.user))) {
          await (await auth().$context).internalAdapter.deleteSession(found.session.token);
          return c.redirect(refused);
        }
        await sessions.openedBy(found.user.id, 'oidc');
        for (const line of cookies) c.header('Set-Cookie', line, { append: true });
        c.header('Cache-Control', 'no-store');
        return c.redirect('/');
      },
    );
}
