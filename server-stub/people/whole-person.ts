/** For routes that only a person who is signed in themselves may use: a connected browser is refused. */
import { problem } from '../http/problem.ts';
import type { Person } from './person.ts';
import { credentialsOf, type Sessions } from './sessions.ts';
import { text } from './text.ts';

export type Asked = { ok: true; person: Person; headers: Headers } | { ok: false; answer: Response };

/** The person behind a request and the headers that vouch for them, or the refusal to answer with. */
export async function wholePerson(sessions: Sessions, request: Request): Promise<Asked> {
  const asking = await sessions.askingOf(request);
  const headers = credentialsOf(request);
  if (!asking || !headers) return { ok: false, answer: problem(401, text.signInFirst) };
  if (asking.person.scope !== 'full') return { ok: false, answer: problem(403, text.notForBrowser) };
  return { ok: true, person: asking.person, headers };
}
