/** Signing in and out, and telling from a request who asks. */
import { APIError } from 'better-auth';
import { notify } from '../alerts/notice.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Store, Tx } from '../storage/store.ts';
import type { Auth } from './accounts.ts';
import type { Attempts } from './attempts.ts';
import type { Gate } from './gate.ts';
import type { Person } from './person.ts';
import { personOfStanding, roleOf, standingOf, type Standing } from './persons.ts';
import type { Secrets } from './secrets.ts';
import { looksLikeStaffToken, type StaffTokens } from './staff-tokens.ts';

/** An open session: its token, and the `Set-Cookie` lines that carry it. */
export type Opened = { token: string; cookies: string[] };
export type SignIn =
  | { ok: true; opened: Opened; personId: string }
  | { ok: false; reason: 'wrong' | 'busy' | 'closed' }
  | { ok: false; reason: 'wait'; waitSeconds: number };

/** Who asks and how; `standing` is read anew for every request, so a closed account is refused at once. */
export type Asking = { person: Person; standing: Standing; tokenId?: string };

export type Sessions = {
  /** `known` names a browser in which this account was signed in before; others' guesses do not count against it. */
  signIn: (email: string, password: string, known: string | undefined) => Promise<SignIn>;
  /** Opens a session for a password just set. */
  open: (email: string, password: string) => Promise<Opened | undefined>;
  /** Notes in the audit that a session was opened by other means than a password. */
  openedBy: (personId: string, means: string) => Promise<void>;
  /** False when the present password is not right. */
  changePassword: (headers: Headers, person: Person, current: string, password: string) => Promise<boolean>;
  /** Ends the session of these headers; gives the `Set-Cookie` lines that clear the cookie. */
  signOut: (headers: Headers, person: Person) => Promise<string[]>;
  askingOf: (request: Request) => Promise<Asking | undefined>;
};

type Parts = {
  store: Store;
  auth: () => Auth;
  attempts: Attempts;
  gate: Gate;
  secrets: Secrets;
  staffTokens: StaffTokens;
  now: () => number;
};

/** The headers that vouch for a request. With `Authorization` the cookie does not count: see http/same-origin.ts. */
export function credentialsOf(request: Request): Headers | undefined {
  const authorization = request.headers.get('Authorization');
  const cookie = request.headers.get('Cookie');
  if (authorization !== null) return new Headers({ authorization });
  return cookie === null ? undefined : new Headers({ cookie });
}

export function createSessions({ store, auth, attempts, gate, secrets, staffTokens, now }: Parts): Sessions {
  const at = () => new Date(now()).toISOString();

  async function passwordSignIn(email: string, password: string) {
    try {
      const { headers, response } = await auth().api.signInEmail({ body: { email, password }, returnHeaders: true });
      return { opened: { token: response.token, cookies: headers.getSetCookie() }, personId: response.user.id };
    } catch (error) {
      if (error instanceof APIError) return undefined;
      throw error;
    }
  }

  async function record({ id, school }: Standing, kind: string, payload: Record<string, unknown> = {}): Promise<void> {
    await store.write(async (tx) => {
      const actorRole = await roleOf(tx, id, at());
      await appendAudit(tx, { school, actor: id, actorRole, kind, subject: id, payload }, at());
      if (kind === 'session.opened') await tellOfEmergency(tx, { id, school });
    });
  }

  /** The account in the envelope was opened: who oversees the school learns of it at once. */
  async function tellOfEmergency(tx: Tx, { id, school }: { id: string; school: string }): Promise<void> {
    const row = await tx.selectFrom('persons').select('break_glass').where('id', '=', id).executeTakeFirst();
    if (!row?.break_glass) return;
    const notice = { school, kind: 'break-glass' as const, key: `${id}/${at()}`, subject: id, at: at() };
    await notify(tx, { ...notice, tell: ['head', 'chair', 'dsl', 'deputy'] });
  }

  /** Tells the audit that an account has begun to wait: somebody is guessing. Unknown accounts have no chain. */
  async function recordWait(email: string): Promise<void> {
    const row = await store.read.selectFrom('persons').select('id').where('email', '=', email).executeTakeFirst();
    const standing = row && (await standingOf(store.read, row.id, at()));
    if (standing) await record(standing, 'session.guessed');
  }

  async function standingInUse(personId: string): Promise<Standing | undefined> {
    const standing = await standingOf(store.read, personId, at());
    return standing?.accepted && !standing.disabled ? standing : undefined;
  }

  return {
    signIn: async (givenEmail, password, known) => {
      const email = givenEmail.normalize('NFC').trim().toLowerCase();
      const account = secrets.digest('attempts', known === undefined ? email : `${email}\n${known}`);
      const looked = await gate(async () => {
        const attempt = await attempts.begin(account);
        return { attempt, signedIn: attempt.ok ? await passwordSignIn(email, password) : undefined };
      });
      if (!looked.ok) return { ok: false, reason: 'busy' };
      const { attempt, signedIn } = looked.value;
      if (!attempt.ok) return { ok: false, reason: 'wait', waitSeconds: attempt.waitSeconds };
      if (!signedIn) {
        if (attempt.begins) await recordWait(email);
        return { ok: false, reason: 'wrong' };
      }
      await attempts.succeed(account);
      const { opened, personId } = signedIn;
      const standing = await standingInUse(personId);
      if (!standing) {
        await (await auth().$context).internalAdapter.deleteSession(opened.token);
        return { ok: false, reason: 'closed' };
      }
      await record(standing, 'session.opened', { means: 'password' });
      return { ok: true, opened, personId };
    },
    openedBy: async (personId, means) => {
      const standing = await standingOf(store.read, personId, at());
      if (standing) await record(standing, 'session.opened', { means });
    },
    changePassword: async (headers, person, current, password) => {
      const account = secrets.digest('attempts', `change\n${person.id}`);
      if (!(await attempts.begin(account)).ok) return false;
      try {
        const body = { currentPassword: current, newPassword: password, revokeOtherSessions: false };
        await auth().api.changePassword({ headers, body });
      } catch (error) {
        if (error instanceof APIError) return false;
        throw error;
      }
      await attempts.succeed(account);
      await store.write((tx) =>
        tx.updateTable('persons').set({ password_at: at() }).where('id', '=', person.id).execute(),
      );
      const standing = await standingOf(store.read, person.id, at());
      if (standing) await record(standing, 'password.changed');
      const { internalAdapter } = await auth().$context;
      const own = await auth().api.getSession({ headers });
      for (const other of await internalAdapter.listSessions(person.id))
        if (other.token !== own?.session.token) await internalAdapter.deleteSession(other.token);
      return true;
    },
    open: async (email, password) => (await passwordSignIn(email, password))?.opened,
    signOut: async (headers, person) => {
      const { headers: answer } = await auth().api.signOut({ headers, returnHeaders: true });
      const standing = await standingOf(store.read, person.id, at());
      if (standing) await record(standing, 'session.closed');
      return answer.getSetCookie();
    },
    askingOf: async (request) => {
      const headers = credentialsOf(request);
      if (!headers) return undefined;
      const bearer = /^bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
      if (bearer && looksLikeStaffToken(bearer)) {
        const holder = await staffTokens.holderOf(bearer);
        const standing = holder && (await standingInUse(holder.personId));
        return standing && { person: personOfStanding(standing, 'staff-extension'), standing, tokenId: holder.tokenId };
      }
      if (headers.has('authorization') && !bearer) return undefined;
      const found = await auth().api.getSession({ headers });
      const standing = found && (await standingInUse(found.user.id));
      return standing ? { person: personOfStanding(standing, 'full'), standing } : undefined;
    },
  };
}
