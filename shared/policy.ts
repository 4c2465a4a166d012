/**
 * Every setting of design §6: its type in managed storage, what it is for, and its check.
 * Chrome's schema gets types and descriptions only; a value it dislikes would vanish without a trace (one key at a time,
 * measured), so ranges and shapes are checked here and refused with a reason that a technician can read.
 */
import * as v from 'valibot';
import { labelCharacters } from './limits.ts';
import { tiers } from './report.ts';
import { decodeSetupCode } from './setup-code.ts';

const text = (most: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('must not be empty'),
    v.maxLength(most, `must have at most ${most} characters`),
  );
const flag = v.union(
  [
    v.boolean(),
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((word) => word === 'true'),
    ),
  ],
  'must be true or false',
);
/** A list as one string, comma or line separated: lists in Windows policy are where administrators slip. */
const list = v.pipe(
  v.string('must be one string, its entries separated by commas'),
  v.transform((value) =>
    value
      .split(/[,\n]/)
      .map((entry) => entry.trim())
      .filter(Boolean),
  ),
  v.maxLength(100, 'must have at most 100 entries'),
);
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);
const httpUrl = (allowLoopback: boolean) =>
  v.pipe(
    text(2000),
    v.check((value) => URL.canParse(value), 'must be a whole address such as https://dolphin.school.example'),
    v.check(
      (value) => {
        if (!URL.canParse(value)) return true;
        const url = new URL(value);
        return url.protocol === 'https:' || (allowLoopback && url.protocol === 'http:' && loopback.has(url.hostname));
      },
      allowLoopback
        ? 'must begin with https:// (plain http only for this computer itself)'
        : 'must begin with https://',
    ),
  );
const time = /^([01]\d|2[0-3]):[0-5]\d$/;
const hours = v.pipe(
  text(11),
  v.check((value) => {
    const [from, to, more] = value.split('-');
    return !more && time.test(from ?? '') && time.test(to ?? '') && from! < to!;
  }, 'must look like 08:30-15:45'),
);
const publicKey = v.pipe(
  text(700),
  v.transform((value): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      return undefined;
    }
  }),
  v.looseObject(
    {
      kty: v.literal('EC'),
      crv: v.literal('P-256'),
      x: v.string(),
      y: v.string(),
      kid: text(100),
      d: v.optional(v.never('must be the public key: this one holds the private part; replace that key now')),
    },
    'must be the school’s public key as printed by the server (a P-256 JWK with a kid)',
  ),
);

type Setting = { type: 'string' | 'boolean'; description: string; schema: v.GenericSchema<unknown, unknown> };
const setting = <const S extends v.GenericSchema<unknown, unknown>>(
  type: Setting['type'],
  description: string,
  schema: S,
) => ({ type, description, schema });

export const settings = {
  setup: setting(
    'string',
    'The setup code from the server; carries all the other settings. Single settings override it.',
    text(4000),
  ),
  role: setting('string', 'learner or staff.', v.picklist(['learner', 'staff'], 'must be learner or staff')),
  endpoint: setting(
    'string',
    'Address of the school’s report server, https.',
    v.pipe(
      httpUrl(true),
      v.transform((value) => value.replace(/\/+$/, '')),
    ),
  ),
  siteCode: setting('string', 'The school’s write-only site code.', text(200)),
  publicKey: setting('string', 'The school’s public key, a P-256 JWK as JSON text.', publicKey),
  schoolName: setting('string', 'The school’s name as children know it.', text(100)),
  tier: setting(
    'string',
    'Age band of the cover: eyfs, ks1, ks2 or ks3.',
    v.picklist(tiers, 'must be eyfs, ks1, ks2 or ks3'),
  ),
  languages: setting('string', 'Languages of the cover beside English, comma separated.', list),
  hideStyle: setting('string', 'cover or minimise.', v.picklist(['cover', 'minimise'], 'must be cover or minimise')),
  afterHide: setting(
    'string',
    'What becomes of the reported tab: close or keep.',
    v.picklist(['close', 'keep'], 'must be close or keep'),
  ),
  onPageDolphin: setting('boolean', 'Show the dolphin on every page.', flag),
  dolphinCorner: setting(
    'string',
    'Where the dolphin sits at first.',
    v.picklist(
      ['bottom-right', 'bottom-left', 'top-right', 'top-left'],
      'must be bottom-right, bottom-left, top-right or top-left',
    ),
  ),
  deviceLabel: setting('string', 'The sticker number of the device; never a child’s name.', text(labelCharacters)),
  group: setting('string', 'The class the device belongs to.', text(labelCharacters)),
  room: setting('string', 'The room the device stands in.', text(labelCharacters)),
  roaming: setting('boolean', 'The device travels (a trolley): its room is not to be trusted.', flag),
  urlDetail: setting(
    'string',
    'How much of an address is sent: full, noquery or host.',
    v.picklist(['full', 'noquery', 'host'], 'must be full, noquery or host'),
  ),
  ownPlatforms: setting(
    'string',
    'Hosts of the school’s own platforms, comma separated; their tabs are kept after a press.',
    list,
  ),
  schoolHours: setting('string', 'School hours on school days, such as 08:30-15:45.', hours),
  closedDays: setting('string', 'Closed days, comma separated dates or ranges such as 2026-12-21/2027-01-01.', list),
  safePage: setting('string', 'Page to open when an adult releases the last tab of a window.', httpUrl(false)),
  helpContacts: setting('string', 'Whom a child or parent can turn to, one line.', text(500)),
  ceopUrl: setting('string', 'Address behind the CEOP button.', httpUrl(true)),
  showSelfCheck: setting('boolean', 'Offer the self-check from the extension’s menu.', flag),
  debug: setting('boolean', 'More detail in the self-check; never content.', flag),
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
/** A checked policy: whatever is absent was not set, or was refused. */
export type Policy = { [K in Exclude<SettingName, 'setup'>]?: v.InferOutput<(typeof settings)[K]['schema']> };
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
    if (!isSettingName(name)) {
      refused.push({ name, reason: 'there is no such setting; check the spelling' });
      continue;
    }
    // The setup code carries the key as an object; a console's text box carries it as text.
    const plain = name === 'publicKey' && typeof value === 'object' ? JSON.stringify(value) : value;
    const checked = v.safeParse(settings[name].schema, plain);
    if (checked.success) policy[name] = checked.output;
    else refused.push({ name, reason: checked.issues[0].message });
  }
  return { policy, refused };
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name);
}

/** Chrome's managed schema: flat, types and descriptions only (many other keywords stop the extension loading). */
export function managedSchema(): {
  type: 'object';
  properties: Record<string, { type: string; title: string; description: string }>;
} {
  const properties = Object.fromEntries(
    Object.entries(settings).map(([name, { type, description }]) => [name, { type, title: name, description }]),
  );
  return { type: 'object', properties };
}
