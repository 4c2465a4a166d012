/** What the console gets and sends about the school's profile. */
import * as v from 'valibot';
import { contactSchema, profileSchema, type Contact, type GapName, type Procedure } from './profile.ts';

const line = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty('must not be empty'),
  v.maxLength(200, 'must have at most 200 characters'),
  v.regex(
    /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u,
    'must hold ordinary characters only',
  ),
);

/** The school's own words, where they differ from what is printed; an empty object confirms it as printed. */
export const confirmRequestSchema = v.strictObject({
  phone: v.optional(line),
  web: v.optional(line),
  email: v.optional(line),
  /** Of a setting that no policy answers. */
  value: v.optional(v.union([line, v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(40_000)), v.boolean()])),
});
export type ConfirmRequest = v.InferOutput<typeof confirmRequestSchema>;

const confirmedSchema = v.object({ by: v.string(), at: v.string() });
type Confirmed = v.InferOutput<typeof confirmedSchema>;
/** Without `confirmed` it is shown as "not yet confirmed". */
export type ContactView = Contact & { confirmed?: Confirmed };
export type GapView = { name: GapName; value: string | number | boolean; why: string; confirmed?: Confirmed };
export type ProfileView = {
  profile: v.InferOutput<typeof profileSchema>;
  contacts: ContactView[];
  gaps: GapView[];
  procedures: Procedure[];
  notYetConfirmed: number;
};

const contactViewSchema = v.looseObject({ ...contactSchema.entries, confirmed: v.optional(confirmedSchema) });
const gapViewSchema = v.looseObject({
  name: v.string(),
  value: v.union([v.string(), v.number(), v.boolean()]),
  why: v.string(),
  confirmed: v.optional(confirmedSchema),
});
export const profileViewSchema = v.object({
  profile: profileSchema,
  contacts: v.array(contactViewSchema),
  gaps: v.array(gapViewSchema),
  procedures: v.array(v.looseObject({ id: v.string(), title: v.string() })),
  notYetConfirmed: v.number(),
});
