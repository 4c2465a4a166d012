/** A school as its own server process, its devices and its people, over HTTP alone. */
import { headersOf, seal, type Plain, type PublicKey, type Receipt, type Sealed } from './device.ts';
import { dataFolder, dolphinJson, serve } from './program.ts';

export type Made = {
  siteCode: string;
  publicKey: PublicKey;
  kid: string;
  setup: string;
  adminLink: string;
  dslLink: string;
  recoveryCode: string;
};
export type View = Record<string, unknown> & { id: string; state: string; receivedAt: string };
export type Person = {
  id: string;
  token: string;
  call: (path: string, init?: RequestInit) => Promise<Response>;
  /** POSTs JSON, or nothing at all without `body`. */
  post: (path: string, body?: unknown) => Promise<Response>;
  /** Every report this person may see, through every page. */
  reports: (query?: string) => Promise<View[]>;
};

export const password = 'seven seas and one dolphin';
export type School = Awaited<ReturnType<typeof openSchool>>;

/** Makes a school, starts its server, and gives the ways in. To be closed. */
export async function openSchool() {
  const { dir, remove } = await dataFolder();
  const made = await dolphinJson<Made>('init', '--school', 'Sea View', '--data', dir);
  const server = await serve(dir);
  const { url } = server;
  const call = (path: string, init?: RequestInit) => fetch(url + path, init);
  const send = (sealed: Sealed, more?: Record<string, string>) =>
    call('/v1/reports', { method: 'POST', body: sealed.body, headers: headersOf(sealed, made.siteCode, more) });

  let people = 0;
  const invite = (roles: string, groups?: string, email = `person${(people += 1)}@school.example`) => {
    const options = {
      data: dir,
      roles,
      name: `${roles} ${people}`,
      email,
      ...(groups === undefined ? {} : { groups }),
    };
    const words = Object.entries(options).flatMap(([option, value]) => [`--${option}`, value]);
    return dolphinJson<{ id: string; inviteLink: string; inviteCode: string }>('user', 'add', ...words);
  };
  /** Accepts an invitation; gives the session's token. */
  const join = async (code: string): Promise<string> => {
    const answer = await call(`/api/invites/${code}`, json({ password }));
    if (!answer.ok) throw new Error(`The invitation was answered ${answer.status}.`);
    return ((await answer.json()) as { token: string }).token;
  };
  const personWith = (id: string, token: string): Person => {
    const authorization = { Authorization: `Bearer ${token}` };
    const asPerson: Person['call'] = (path, init = {}) =>
      call(`/api${path}`, { ...init, headers: { ...authorization, ...(init.headers as Record<string, string>) } });
    return {
      id,
      token,
      call: asPerson,
      post: (path, body) => asPerson(path, body === undefined ? { method: 'POST' } : json(body)),
      reports: async (query = '') => {
        const all: View[] = [];
        for (let next: string | undefined = ''; next !== undefined;) {
          const page: string = next && `&before=${encodeURIComponent(next)}`;
          const answer = await asPerson(`/reports?${query}${page}`);
          if (answer.status !== 200) throw new Error(`The list was answered ${answer.status}.`);
          const list = (await answer.json()) as { reports: View[]; next?: string };
          all.push(...list.reports);
          ({ next } = list);
        }
        return all;
      },
    };
  };

  return {
    dir,
    ...made,
    server,
    call,
    send,
    seal: (report: Plain, size?: number) => seal(report, made.publicKey, size),
    /** Seals and hands in; the answer must be a receipt. */
    deliver: async (report: Plain, more?: Record<string, string>): Promise<{ sealed: Sealed; receipt: Receipt }> => {
      const sealed = await seal(report, made.publicKey);
      const answer = await send(sealed, more);
      if (!answer.ok) throw new Error(`The report was answered ${answer.status}.`);
      return { sealed, receipt: (await answer.json()) as Receipt };
    },
    invite,
    join,
    person: async (roles: string, groups?: string): Promise<Person> => {
      const { id, inviteCode } = await invite(roles, groups);
      return personWith(id, await join(inviteCode));
    },
    close: async () => {
      await server.end('SIGKILL');
      await remove();
    },
  };
}

/** A POST of JSON. */
export function json(body: unknown): RequestInit & { headers: Record<string, string> } {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

/** Checks a refusal: the status, its type, one plain sentence. Gives the text, for whoever looks for echoes. */
export async function refusalOf(answer: Response): Promise<{ status: number; type: string | null; detail: string }> {
  const { detail } = JSON.parse(await answer.text()) as { detail: string };
  return { status: answer.status, type: answer.headers.get('Content-Type'), detail };
}
