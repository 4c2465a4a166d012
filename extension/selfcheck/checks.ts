/** The checks of the self-check: each good, worth a look or wrong, with one sentence and what to do about it. */
import { message, type MessageKey, type MessageValues } from '../locales/catalogue.ts';
import type { Installation } from '../platform/installation.ts';
import type { Health, Probe, Trial } from '../platform/messages.ts';

/** `plain`: nothing is wrong, and nothing is known yet. */
export type Level = 'green' | 'amber' | 'red' | 'plain';
export type Check = {
  readonly id: string;
  readonly name: string;
  readonly level: Level;
  readonly says: string;
  readonly fix?: string;
};

/** Everything that the checks judge; what is absent is not known yet. */
export type Known = {
  health: Health;
  installation?: Installation;
  probe?: Probe;
  /** The school's key in words. */
  words?: string;
  trial?: Trial | 'busy';
};

/** In the order of reading: what a technician mends first stands first. */
export function checksOf(known: Known, time: (ms: number) => string): Check[] {
  const { health, installation: found } = known;
  return [
    ...(found ? installed(found) : []),
    policyCheck(health, found),
    refusedCheck(health),
    endpointCheck(health),
    ...reached(known),
    keyCheck(known),
    trialCheck(known),
    deviceCheck(health, time),
    ...(found ? reach(found) : []),
    check('profile', health.fresh ? 'amber' : 'green', {}, 'fix'),
    ...(found ? [versionCheck(health, found)] : []),
    waitingCheck(health, time),
  ];
}

/** The colours alone, by the name of the check; what is not known yet is left out. */
export function coloursOf(known: Known): Record<string, 'green' | 'amber' | 'red'> {
  const told = checksOf(known, String).flatMap(({ id, level }) => (level === 'plain' ? [] : [[id, level] as const]));
  return Object.fromEntries(told);
}

export function worst(checks: readonly Check[]): { level: 'green' | 'amber' | 'red'; count: number } {
  const count = (level: Level) => checks.filter((one) => one.level === level).length;
  if (count('red') > 0) return { level: 'red', count: count('red') };
  return count('amber') > 0 ? { level: 'amber', count: count('amber') } : { level: 'green', count: 0 };
}

type Name = MessageKey extends infer K ? (K extends `selfcheck.check.${infer N}` ? N : never) : never;

/** A check whose sentence is called as its level; the fix is for whatever is not green. */
function check(name: Name, level: Level, values: MessageValues = {}, fix?: string, sentence: string = level): Check {
  const key = (part: string) => `selfcheck.check.${name}.${part}` as MessageKey;
  return {
    id: name,
    name: message(`selfcheck.check.${name}`),
    level,
    says: message(key(sentence), values),
    ...(fix !== undefined && level !== 'green' && { fix: message(key(fix), values) }),
  };
}

function installed({ installType }: Installation): Check[] {
  if (installType === undefined) return [];
  return [check('installed', installType === 'admin' ? 'green' : 'amber', { how: installType }, 'fix')];
}

function policyCheck({ policy }: Health, installation: Installation | undefined): Check {
  const level = { live: 'green', cached: 'amber', none: 'red' } as const;
  const found = level[policy.source];
  return check('policy', found, { id: installation?.id ?? '' }, `${found}-fix`);
}

/** Without these no report reaches the school; any other refused value only leaves an older one in force. */
const needed = new Set(['setup', 'endpoint', 'publicKey', 'siteCode']);

function refusedCheck({ policy: { refused } }: Health): Check {
  const list = refused.map((one) => message('selfcheck.policy.refusal', one)).join('; ');
  const level = refused.length === 0 ? 'green' : refused.some(({ name }) => needed.has(name)) ? 'red' : 'amber';
  return check('refused', level, { list }, 'fix');
}

function endpointCheck({ endpoint }: Health): Check {
  const level = endpoint === undefined ? 'red' : endpoint.startsWith('https:') ? 'green' : 'amber';
  return check('endpoint', level, { endpoint: endpoint ?? '' }, 'fix');
}

function reached({ health: { endpoint }, probe }: Known): Check[] {
  if (endpoint === undefined) return [];
  if (!probe) return [check('reached', 'plain')];
  if (!probe.ok) return [check('reached', 'red', { endpoint }, 'fix', probe.problem)];
  return [check('reached', 'green', { ms: probe.ms }), check('cors', probe.cors ? 'green' : 'amber', {}, 'fix')];
}

function keyCheck({ health: { key }, words }: Known): Check {
  if (!key) return check('key', 'red', {}, 'fix');
  return { ...check('key', 'green', { words: words ?? '' }), fix: message('selfcheck.check.key.note') };
}

function trialCheck({ trial, health: { queue } }: Known): Check {
  if (trial === undefined) return check('trial', 'plain', {}, 'plain-fix');
  if (trial === 'busy') return check('trial', 'plain', {}, undefined, 'busy');
  if (trial.state === 'delivered')
    return trial.told
      ? check('trial', 'green', { ms: trial.ms })
      : check('trial', 'red', {}, 'set-apart-fix', 'set-apart');
  const code = queue.lastError?.split(' ')[0] ?? '';
  const known: MessageKey | undefined = isFailure(code) ? `selfcheck.failure.${code}` : undefined;
  return check('trial', 'red', { why: known ? message(known) : '' }, 'fix', trial.state);
}

/** Characters of a device's id that the console shows too: enough to tell two apart. */
const idCharacters = 8;

function deviceCheck({ endpoint, device }: Health, time: (ms: number) => string): Check {
  if (endpoint === undefined || !device) return check('device', 'plain');
  const { state, id = '', at, trouble } = device;
  const values = { id: id.slice(0, idCharacters), at: at === undefined ? message('selfcheck.none') : time(at) };
  if (state === 'revoked') return check('device', 'red', values, 'revoked-fix');
  if (state === 'pending') return check('device', 'amber', values, 'pending-fix', 'pending');
  if (trouble === undefined) return check('device', state === 'active' ? 'green' : 'plain', values);
  // A school's own endpoint need not know of devices: reports go all the same.
  if (trouble === 'absent') return check('device', 'plain', {}, undefined, 'absent');
  return check('device', 'amber', values, `${trouble}-fix`, state === 'active' ? 'unheard' : 'amber');
}

const failures = [
  'network',
  'timeout',
  'redirect',
  'server',
  'busy',
  'answer',
  'proof',
  'unproved',
  'refused',
] as const;
function isFailure(code: string): code is (typeof failures)[number] {
  return failures.some((one) => one === code);
}

function reach({ pinned, shortcut, privateWindows, allSites }: Installation): Check[] {
  return [
    ...(pinned === undefined ? [] : [check('pinned', pinned ? 'green' : 'amber', {}, 'fix')]),
    ...(shortcut === undefined ? [] : [check('shortcut', shortcut ? 'green' : 'amber', { shortcut }, 'fix')]),
    ...(privateWindows === undefined ? [] : [check('private', privateWindows ? 'green' : 'amber', {}, 'fix')]),
    ...(allSites === undefined ? [] : [check('hosts', allSites ? 'green' : 'red', {}, 'fix')]),
  ];
}

function versionCheck({ version }: Health, { browser, build, minimum }: Installation): Check {
  return check('version', build >= minimum ? 'green' : 'red', { version, browser, build, minimum }, 'fix');
}

function waitingCheck({ queue }: Health, time: (ms: number) => string): Check {
  const stuck = queue.held + queue.quarantined;
  const count = queue.waiting + queue.unsealed + stuck;
  const since = queue.oldestAt === undefined ? message('selfcheck.none') : time(queue.oldestAt);
  return check('waiting', stuck > 0 ? 'red' : count > 0 ? 'amber' : 'green', { count, since }, 'fix');
}
