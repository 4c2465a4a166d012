/**
 * The one list of the school's settings: name, shape and limits. From it come the checks and the types (policy.ts),
 * Chrome's managed schema, the documentation page, the administrative templates and the rest of the deployment kit.
 * What each setting is called and what it is for stands in policy-words.en.json.
 */
import { labelCharacters } from './limits.ts';
import { tiers } from './report.ts';

export type Shape =
  /** One line of text. */
  | { readonly kind: 'text'; readonly most: number }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'flag' }
  /** Several entries in one text, comma or line separated: lists in Windows policy are where administrators slip. */
  | { readonly kind: 'list'; readonly most: number; readonly entry: 'language' | 'host' | 'day' }
  /** `loopback`: plain http is taken for this computer itself. `base`: paths are put behind it. */
  | { readonly kind: 'address'; readonly loopback: boolean; readonly base?: true }
  | { readonly kind: 'hours' }
  /** A public P-256 JWK as JSON text. */
  | { readonly kind: 'key' }
  /** A setup code (setup-code.ts). */
  | { readonly kind: 'setup' };

const label = { kind: 'text', most: labelCharacters } as const;
const list = { kind: 'list', most: 100 } as const;

export const settings = {
  setup: { kind: 'setup' },
  role: { kind: 'choice', of: ['learner', 'staff'] },
  endpoint: { kind: 'address', loopback: true, base: true },
  siteCode: { kind: 'text', most: 200 },
  publicKey: { kind: 'key' },
  schoolName: { kind: 'text', most: 100 },
  tier: { kind: 'choice', of: tiers },
  languages: { ...list, entry: 'language' },
  hideStyle: { kind: 'choice', of: ['cover', 'minimise'] },
  afterHide: { kind: 'choice', of: ['close', 'keep'] },
  onPageDolphin: { kind: 'flag' },
  dolphinCorner: { kind: 'choice', of: ['bottom-right', 'bottom-left', 'top-right', 'top-left'] },
  deviceLabel: label,
  group: label,
  room: label,
  roaming: { kind: 'flag' },
  urlDetail: { kind: 'choice', of: ['full', 'noquery', 'host'] },
  ownPlatforms: { ...list, entry: 'host' },
  schoolHours: { kind: 'hours' },
  closedDays: { ...list, entry: 'day' },
  safePage: { kind: 'address', loopback: false },
  helpContacts: { kind: 'text', most: 500 },
  ceopUrl: { kind: 'address', loopback: true },
  showSelfCheck: { kind: 'flag' },
  debug: { kind: 'flag' },
} as const satisfies Readonly<Record<string, Shape>>;

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as readonly SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name);
}

/** The two types that Chrome's schema, Windows' registry and a property list know for us. */
export function typeOf({ kind }: Shape): 'boolean' | 'string' {
  return kind === 'flag' ? 'boolean' : 'string';
}

/** The setting that somebody may have meant: the same but for capitals, dashes and at most two slips. */
export function meantSetting(name: string): SettingName | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const wanted = plain(name);
  if (name.length > 40 || wanted.length < 3) return undefined;
  const most = wanted.length < 6 ? 1 : 2;
  return settingNames.find((known) => slips(plain(known), wanted) <= most);
}

/** Letters to change, add or take away, at least (Levenshtein). */
function slips(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(same, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
