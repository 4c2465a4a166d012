/** The forms by which people append events, as data; and what a filled one becomes. Pure. */
import type { Word } from '../words.ts';

type Common = {
  readonly name: string;
  readonly label: Word;
  readonly hint?: Word;
  readonly optional?: true;
  readonly start?: string;
};
export type Choices = readonly (readonly [value: string, label: string])[];
export type FieldSpec = Common &
  (
    | { readonly as: 'text' | 'line' | 'address' | 'time' | 'day' | 'tick' }
    | { readonly as: 'choice'; readonly of: readonly (readonly [value: string, label: Word])[] }
    | { readonly as: 'list'; readonly of: Choices }
  );
export type FormSpec = {
  readonly kind: string;
  readonly go: Word;
  readonly why?: Word;
  readonly fields: readonly FieldSpec[];
};

/** The event of a filled form: empty fields are left out, a local time becomes UTC. */
export function eventOf(
  { kind, fields }: FormSpec,
  form: { get: (name: string) => unknown },
  fixed: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const event: Record<string, unknown> = { kind, ...fixed };
  for (const { name, as } of fields) {
    const given = form.get(name);
    const value = typeof given === 'string' ? given.trim() : '';
    if (value === '') continue;
    if (as === 'tick') event[name] = true;
    else if (as === 'time') event[name] = timeOf(value);
    else event[name] = value;
  }
  return event;
}

/** What cannot be read goes as it is: the server says what is wrong with it. */
function timeOf(local: string): string {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? local : date.toISOString();
}
