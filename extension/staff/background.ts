/** The staff side in the background: signed in, listening, telling the person, and acting for them. */
import { waitingFor } from '../../shared/board.ts';
import type { Policy } from '../../shared/policy.ts';
import type { Outcome, ReportAction } from '../../shared/staff-api.ts';
import { message } from '../locales/catalogue.ts';
import { browser } from '../platform/browser.ts';
import type { StaffView } from '../platform/messages.ts';
import { connect, stayAwake, type Connection } from './connection.ts';
import { createAnnouncer, isOurNotice, raiseFailure, reportOfNotice } from './notices.ts';
import { openPanel } from './panel-window.ts';
import { run } from './run.ts';
import type { Failure } from './server.ts';
import { createSignIn, type SignInEnd } from './sign-in.ts';
import { forgetGrant, readGrant, readLastId, writeGrant, type Grant } from './stored.ts';

export type StaffPorts = {
  policy: () => Promise<Policy>;
  fetch: typeof fetch;
  /** ms since 1970. */
  now: () => number;
  /** From 0 up to 1. */
  random: () => number;
  version: string;
  /** The view for open panels. */
  changed: (view: StaffView) => void;
  press: () => void;
};

export type Staff = {
  /** Wakes the staff side; in the first tick of the worker, at every start. */
  start: () => void;
  policyChanged: () => void;
  opened: () => Promise<StaffView>;
  signIn: () => Promise<void>;
  signOut: () => Promise<void>;
  /** A panel in sight has the report on it. */
  shown: (data: { id: string }) => Promise<void>;
  act: (data: { id: string; action: ReportAction; outcome?: Outcome }) => Promise<{ ok: boolean }>;
  press: () => void;
  /** Any alarm; only our own matters. */
  onAlarm: (name: string) => void;
  onNotificationButton: (notice: string, button: number) => void;
  onNotificationClick: (notice: string) => void;
};

/** The floor under the live stream: a worker that was stopped all the same comes back within this time. */
export const staffAlarm = { name: 'dolphin-staff', periodInMinutes: 0.5 } as const;
export function createStaff(ports: StaffPorts): Staff {
  const announce = createAnnouncer();
  let policy: Policy = {};
  let live: Connection | undefined;
  /** The person's own name, once the server has said it. */
  let name: string | undefined;
  let pending: { userCode: string; page: string } | undefined;
  let failure: string | undefined;
  /** Reports of which the server knows that this person has had them on a screen. */
  const shown = new Set<string>();
  let settled: Promise<void> | undefined;

  const signIns = createSignIn({
    fetch: ports.fetch,
    now: ports.now,
    awake: stayAwake,
    ended: (end) => run(signInEnded(end)),
  });

  const isStaff = () => policy.role === 'staff';

  function view(): StaffView {
    const { endpoint, schoolName } = policy;
    return {
      connection: live?.state() ?? (pending ? 'signing-in' : 'not-connected'),
      ...(endpoint === undefined && { noServer: true as const }),
      ...(pending && { signIn: pending }),
      ...(live && name !== undefined && { name }),
      ...(schoolName !== undefined && { schoolName }),
      reports: [...(live?.reports() ?? [])],
      ...(failure !== undefined && { failure }),
    };
  }

  function changed(): void {
    ports.changed(view());
    if (!isStaff()) return;
    const offline = live?.state() === 'offline' ? 'offline' : 'none';
    run(announce(waitingFor(live?.reports() ?? [], name), live ? offline : 'signed-out'));
  }

  function disconnect(): void {
    live?.stop();
    live = undefined;
  }

  function goLive(grant: Grant, lastId: string | undefined): void {
    disconnect();
    ({ name } = grant);
    live = connect(ports, grant, lastId, { changed, signedOut: () => run(signedOut()) });
    changed();
  }

  /** The server has forgotten this browser's token. */
  async function signedOut(): Promise<void> {
    disconnect();
    failure = message('staff.failure.signed-out');
    await forgetGrant();
    changed();
  }

  async function signInEnded(end: SignInEnd): Promise<void> {
    pending = undefined;
    if (end.kind === 'token') {
      failure = undefined;
      await forgetGrant();
      const grant: Grant = { endpoint: end.endpoint, token: end.token };
      await writeGrant(grant);
      goLive(grant, undefined);
      await learnName(grant);
    } else if (end.kind !== 'stopped') {
      failure = message(end.kind === 'denied' ? 'staff.failure.denied' : 'staff.failure.expired');
    }
    changed();
  }

  async function learnName(grant: Grant): Promise<void> {
    const asked = live;
    const me = await asked?.server.me();
    if (!me?.ok || live !== asked) return;
    ({ name } = me.value);
    await writeGrant({ ...grant, name });
  }

  /** Brings what runs into step with the policy and with what is stored. */
  async function settle(): Promise<void> {
    policy = await ports.policy();
    if (!isStaff()) {
      disconnect();
      return;
    }
    if (!(await browser.alarms.get(staffAlarm.name)))
      await browser.alarms.create(staffAlarm.name, { periodInMinutes: staffAlarm.periodInMinutes });
    const { endpoint } = policy;
    if (live && live.endpoint !== endpoint) disconnect();
    if (endpoint === undefined) return changed();
    const grant = await readGrant();
    if (grant?.endpoint === endpoint) {
      if (live) live.again();
      else goLive(grant, await readLastId());
    } else if (!pending) {
      pending = await signIns.resume(endpoint);
    }
    changed();
  }

  /** One at a time: a start, an alarm and a policy change may come in the same moment. */
  function settleOnce(): Promise<void> {
    settled ??= settle().finally(() => (settled = undefined));
    return settled;
  }

  function say(problem: Failure): string {
    if (problem.kind === 'refused') return problem.detail ?? message('staff.failure.refused');
    return message(problem.kind === 'offline' ? 'staff.failure.offline' : 'staff.failure.signed-out');
  }

  async function act(data: { id: string; action: ReportAction; outcome?: Outcome }): Promise<{ ok: boolean }> {
    if (!live) await settleOnce();
    if (!live) return { ok: false };
    const answer = await live.server.act(data.id, data.action, data.outcome);
    failure = answer.ok ? undefined : say(answer.failure);
    if (answer.ok) live?.put(answer.value.report);
    else if (answer.failure.kind === 'signed-out') await signedOut();
    changed();
    return { ok: answer.ok };
  }

  /** The person has pressed a button on a notification and sees no page of ours: a failure must find them. */
  async function actFromNotice(id: string, action: ReportAction): Promise<void> {
    const { ok } = await act({ id, action });
    if (!ok) await raiseFailure(id, failure ?? message('staff.failure.offline'));
  }

  return {
    start: () => run(settleOnce()),
    // What is under way may have read the policy before it changed.
    policyChanged: () => run((settled ?? Promise.resolve()).then(settleOnce)),
    async opened() {
      await settleOnce();
      return view();
    },
    async signIn() {
      policy = await ports.policy();
      failure = undefined;
      if (policy.endpoint === undefined) return changed();
      const begun = await signIns.begin(policy.endpoint, policy.deviceLabel);
      if ('kind' in begun) failure = say(begun);
      else pending = begun;
      changed();
    },
    async signOut() {
      await signIns.stop();
      pending = undefined;
      failure = undefined;
      const server = live?.server;
      disconnect();
      await forgetGrant();
      changed();
      await server?.revoke();
    },
    async shown({ id }) {
      if (shown.has(id)) return;
      shown.add(id);
      const answer = await live?.server.shown(id);
      // Lost on the way: the next showing says it again.
      if (!answer?.ok) shown.delete(id);
    },
    act,
    press: ports.press,
    onAlarm(name) {
      if (name === staffAlarm.name) run(settleOnce());
    },
    onNotificationButton(notice, button) {
      const id = reportOfNotice(notice);
      if (id !== undefined) run(actFromNotice(id, button === 0 ? 'acknowledge' : 'not-mine'));
    },
    onNotificationClick(notice) {
      if (isOurNotice(notice)) run(openPanel());
    },
  };
}
