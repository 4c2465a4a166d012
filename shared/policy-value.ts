/** The check of one value against its shape: what it becomes, or the reason why it is refused. */
import * as v from 'valibot';
import type { Shape } from './policy-settings.ts';
import { decodeSetupCode } from './setup-code.ts';

export type Checked = { ok: true; value: unknown } | { ok: false; reason: string };

/** Control characters, line breaks and marks that turn the direction of writing: what they do to a page is nobody's wish. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const longest = 4000;

const text = (most: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('must not be empty'),
    v.maxLength(most, `must have at most ${most} characters`),
    v.check((value) => !unseen.test(value), 'must be one line of ordinary characters'),
  );

/** Windows stores yes and no as numbers, and Firefox hands them on as they are. */
const flags = new Map<unknown, boolean>([
  ...([true, 'true', 1, '1'] as const).map((word) => [word, true] as const),
  ...([false, 'false', 0, '0'] as const).map((word) => [word, false] as const),
]);
const flag = v.pipe(
  v.unknown(),
  v.check((word) => flags.has(word), 'must be true or false'),
  v.transform((word) => flags.get(word)),
);

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);
const address = (allowLoopback: boolean, base: boolean) =>
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
    v.check((value) => {
      if (!URL.canParse(value)) return true;
      const { username, password } = new URL(value);
      return username === '' && password === '';
    }, 'must hold no user name or password: learners can read the policy'),
    v.transform((value) => (base ? value.replace(/\/+$/, '') : value)),
  );

const time = /^([01]\d|2[0-3]):[0-5]\d$/;
const hours = v.pipe(
  text(11),
  v.check((value) => {
    const [from = '', to = '', more] = value.split('-');
    return more === undefined && time.test(from) && time.test(to) && from < to;
  }, 'must look like 08:30-15:45'),
);

const entries = {
  language: {
    fits: (entry: string) => /^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3}))?$/.test(entry),
    form: 'a language code such as cy, pl or zh-Hant',
  },
  host: {
    fits: (entry: string) => /^(\*\.)?([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/i.test(entry) || loopback.has(entry),
    form: 'a host such as learn.school.example, without https:// and without a path',
  },
  day: {
    fits: (entry: string) => {
      const [first = '', last = first, more] = entry.split('/');
      return more === undefined && isDay(first) && isDay(last) && first <= last;
    },
    form: 'a day such as 2026-12-21 or a range such as 2026-12-21/2027-01-01',
  },
} as const;

function isDay(value: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value;
}

const list = (most: number, { fits, form }: (typeof entries)[keyof typeof entries]) =>
  v.pipe(
    v.string(),
    v.maxLength(longest, `must have at most ${longest} characters`),
    v.transform((value) =>
      value
        .split(/[,\n]/)
        .map((entry) => entry.trim())
        .filter(Boolean),
    ),
    v.maxLength(most, `must have at most ${most} entries`),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const wrong = dataset.value.findIndex((entry) => !fits(entry));
      if (wrong >= 0) addIssue({ message: `entry ${wrong + 1} must be ${form}` });
    }),
  );

const keyReason = 'must be the school’s public key as printed by the server (a P-256 JWK with a kid)';
const coordinate = v.pipe(v.string(keyReason), v.regex(/^[\w-]{43}$/, keyReason));
const key = v.pipe(
  // The setup code carries the key as an object; a console's text box carries it as text.
  v.union([v.string(), v.looseObject({})]),
  v.transform((value): unknown => {
    if (typeof value !== 'string') return value;
    try {
      return value.length <= longest ? JSON.parse(value) : undefined;
    } catch {
      return undefined;
    }
  }),
  v.looseObject(
    {
      d: v.optional(v.never('must be the public key: this one holds the private part; replace that key now')),
      kty: v.literal('EC', keyReason),
      crv: v.literal('P-256', keyReason),
      x: coordinate,
      y: coordinate,
      kid: v.pipe(v.string(keyReason), v.nonEmpty(keyReason), v.maxLength(100, keyReason)),
    },
    keyReason,
  ),
);

function schemaOf(shape: Shape): v.GenericSchema<unknown, unknown> {
  switch (shape.kind) {
    case 'text':
      return text(shape.most);
    case 'choice':
      return v.picklist(shape.of, `must be ${inWords(shape.of)}`);
    case 'flag':
      return flag;
    case 'list':
      return list(shape.most, entries[shape.entry]);
    case 'address':
      return address(shape.loopback, shape.base === true);
    case 'hours':
      return hours;
    case 'key':
      return key;
    case 'setup':
      return text(longest);
  }
}

export function checkValue(shape: Shape, value: unknown): Checked {
  const wrapped = wrongForm(shape, value);
  if (wrapped) return { ok: false, reason: wrapped };
  if (shape.kind === 'setup') {
    const code = decodeSetupCode(String(value));
    return code.ok ? { ok: true, value: code.values } : code;
  }
  const checked = v.safeParse(schemaOf(shape), value);
  return checked.success ? { ok: true, value: checked.output } : { ok: false, reason: checked.issues[0].message };
}

/** Where even the form is wrong, the reason is one that names the slip behind it. */
function wrongForm({ kind }: Shape, value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && 'Value' in value)
    return 'stands in a "Value" wrapper, which only the Google Admin console takes: give the value itself';
  if (kind === 'flag' || (kind === 'key' && typeof value === 'object')) return undefined;
  if (typeof value === 'string') return undefined;
  if (kind === 'list') return 'must be one string, its entries separated by commas';
  return 'must be text, in quotation marks';
}

/** `a, b or c`. */
function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
