/** Signs this browser in by the device authorisation grant (RFC 8628): a page to approve on, a code to compare. */
import { browser } from '../platform/browser.ts';
import { createStaffServer, type Failure } from './server.ts';
import { forgetPending, readPending, writePending, type PendingSignIn } from './stored.ts';

export type SignInEnd =
  { kind: 'token'; token: string; endpoint: string } | { kind: 'denied' | 'expired' } | { kind: 'stopped' };

export type SignIn = {
  /** Asks for a code, opens the school's page in a tab and begins to ask for the token. */
  begin: (endpoint: string, label: string | undefined) => Promise<PendingSignIn | Failure>;
  /** Goes on with a sign-in that a stopped worker left behind; `undefined` when there is none for this endpoint. */
  resume: (endpoint: string) => Promise<PendingSignIn | undefined>;
  stop: () => Promise<void>;
};

/** The page is the server's word, but it is opened in the teacher's browser: only a web page, never a script or file. */
function isWebPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

export function createSignIn(ports: {
  fetch: typeof fetch;
  now: () => number;
  /** Something that keeps the worker from being stopped between two questions. */
  awake: () => void;
  ended: (end: SignInEnd) => void;
}): SignIn {
  let round = 0;

  function poll(pending: PendingSignIn): void {
    round += 1;
    const mine = round;
    let waitMs = pending.intervalMs;
    const server = createStaffServer({ fetch: ports.fetch, endpoint: pending.endpoint });
    const finish = async (end: SignInEnd) => {
      round += 1;
      await forgetPending();
      ports.ended(end);
    };
    const step = async (): Promise<void> => {
      if (mine !== round) return;
      if (ports.now() >= pending.expiresAt) return finish({ kind: 'expired' });
      ports.awake();
      const answer = await server.deviceToken(pending.deviceCode);
      if (mine !== round) return;
      if (answer && 'token' in answer)
        return finish({ kind: 'token', token: answer.token, endpoint: pending.endpoint });
      if (answer?.error === 'access_denied') return finish({ kind: 'denied' });
      if (answer?.error === 'expired_token') return finish({ kind: 'expired' });
      if (answer?.error === 'slow_down') waitMs += 5000; // RFC 8628 §3.5
      later();
    };
    const later = () => {
      setTimeout(() => {
        step().catch(later); // Storage failed in between: ask again rather than leave the person waiting.
      }, waitMs);
    };
    later();
  }

  return {
    async begin(endpoint, label) {
      const answer = await createStaffServer({ fetch: ports.fetch, endpoint }).deviceCode(label);
      if (!answer.ok) return answer.failure;
      const { deviceCode, userCode, verificationUri, verificationUriComplete, expiresIn, interval } = answer.value;
      const page = verificationUriComplete ?? verificationUri;
      if (!isWebPage(page)) return { kind: 'refused' };
      const pending: PendingSignIn = {
        endpoint,
        deviceCode,
        userCode,
        page,
        expiresAt: ports.now() + expiresIn * 1000,
        intervalMs: Math.max(1, interval) * 1000,
      };
      await writePending(pending);
      poll(pending);
      await browser.tabs.create({ url: page });
      return pending;
    },
    async resume(endpoint) {
      const pending = await readPending();
      if (!pending || pending.endpoint !== endpoint || pending.expiresAt <= ports.now()) return undefined;
      poll(pending);
      return pending;
    },
    async stop() {
      round += 1;
      await forgetPending();
    },
  };
}
