/** Owns what a policy file is read into, whatever its form, and how a mistake is named. */
import type { Browser, Deployment } from '../deployment.ts';
import type mistakes from '../words/mistakes.en.json';

export type MistakeCode = keyof typeof mistakes;
/** `where`: a path inside the file, as its reader would look for it. */
export type Mistake = { code: MistakeCode; where: string; values: Readonly<Record<string, string>> };

export const forms = ['google', 'linux', 'registry', 'firefox', 'native', 'mac', 'intune', 'admx', 'code'] as const;
export type Form = (typeof forms)[number];

/** How Windows stores a value. */
export type Stored = 'text' | 'number' | 'other';
export type FoundValue = {
  browser: Browser;
  id: string | undefined;
  name: string;
  value: unknown;
  where: string;
  stored?: Stored;
};
export type FoundInstall = { browser: Browser; id: string; entry: Readonly<Record<string, unknown>>; where: string };
export type FoundPolicy = { browser: Browser; name: string; value: unknown; where: string };

export type Found = {
  /** Absent: it was not recognised. */
  form: Form | undefined;
  values: FoundValue[];
  installs: FoundInstall[];
  policies: FoundPolicy[];
  mistakes: Mistake[];
  /** It takes keys away, which is no mistake. */
  removes?: true;
};

/** What is known of the school, when the command is run beside its data. */
export type KnownSchool = Pick<Deployment, 'chromiumId' | 'origin'> & { kid: string };

export function nothingFound(form?: Form): Found {
  return { form, values: [], installs: [], policies: [], mistakes: [] };
}

export function mistake(code: MistakeCode, where: string, values: Readonly<Record<string, string>> = {}): Mistake {
  return { code, where, values };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as text, for comparing: whatever is no text becomes its JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Text of a file as it may be shown: short, and nothing that writes over a terminal. */
export function shown(value: unknown): string {
  const plain = asText(value).replaceAll(/\p{C}/gu, '?');
  return plain.length > 60 ? `${plain.slice(0, 57)}…` : plain;
}
