/**
 * The check of a school's settings (policy-settings.ts): what is taken, what is refused, and why.
 * Chrome's schema gets types and descriptions only; a value it dislikes would vanish without a trace (one key at a time,
 * measured), so ranges and shapes are checked here and refused with a reason that a technician can read.
 */
import { checkValue, type Checked } from './policy-value.ts';
import { isSettingName, meantSetting, settings, type SettingName, type Shape } from './policy-settings.ts';
import { decodeSetupCode } from './setup-code.ts';

/** The school's public key, as the browser's own crypto takes it. */
export type PublicKey = {
  [other: string]: unknown;
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
  kid: string;
  d?: undefined;
};

type ValueOf<S extends Shape> = S extends { kind: 'choice'; of: readonly (infer Word)[] }
  ? Word
  : S extends { kind: 'flag' }
    ? boolean
    : S extends { kind: 'list' }
      ? string[]
      : S extends { kind: 'key' }
        ? PublicKey
        : string;
/** A checked policy: whatever is absent was not set, or was refused. */
export type Policy = { [K in Exclude<SettingName, 'setup'>]?: ValueOf<(typeof settings)[K]> };
/** `name` is as the administrator wrote it. */
export type Refusal = { name: string; reason: string };
export type CheckedPolicy = { policy: Policy; refused: Refusal[] };

/** Checks raw managed values; never throws, and one bad value never costs another. */
export function checkPolicy(raw: unknown): CheckedPolicy {
  const refused: Refusal[] = [];
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { policy: {}, refused };
  const given: Record<string, unknown> = { ...raw };
  let values = given;
  if (given['setup'] !== undefined) {
    const code =
      typeof given['setup'] === 'string'
        ? decodeSetupCode(given['setup'])
        : { ok: false as const, reason: 'it must be text' };
    if (code.ok) values = { ...code.values, ...given };
    else refused.push({ name: 'setup', reason: code.reason });
  }
  const policy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (name === 'setup') continue;
    const checked = checkSetting(name, value);
    if (checked.ok) policy[name] = checked.value;
    else refused.push({ name, reason: checked.reason });
  }
  return { policy, refused };
}

/** One setting alone; `setup` is taken as its settings. */
export function checkSetting(name: string, value: unknown): Checked {
  if (isSettingName(name)) return checkValue(settings[name], value);
  const meant = meantSetting(name);
  const hint = meant ? `; is ${meant} meant?` : '';
  return { ok: false, reason: `there is no such setting; check the spelling${hint}` };
}
