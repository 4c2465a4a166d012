/** The console's calls about concerns. */
import * as v from 'valibot';
import { concernSchema, concernSummarySchema } from '../../../shared/concern-api.ts';
import { contactSchema } from '../../../shared/profile.ts';
import { call } from '../api.ts';

const firstSchema = v.object({
  contacts: v.array(
    v.looseObject({
      ...contactSchema.entries,
      confirmed: v.optional(v.object({ by: v.string(), at: v.string() })),
    }),
  ),
  people: v.array(v.object({ id: v.string(), name: v.string() })),
});
const listSchema = v.object({ concerns: v.array(concernSummarySchema) });
const oneSchema = v.object({ concern: concernSchema });

export type First = v.InferOutput<typeof firstSchema>;
export type Concern = v.InferOutput<typeof concernSchema>;

/** The county's own LADO where one is named; the general entry is for schools without. Pure. */
export function contactsOf({ contacts }: First): First['contacts'] {
  const named = contacts.some(({ id }) => id === 'lado');
  return named ? contacts.filter(({ id }) => id !== 'lado-any') : contacts;
}

/** Whom else one can turn to, before anything is typed. */
export const loadFirst = () => call('/concerns/first', firstSchema);
export const loadConcerns = () => call('/concerns', listSchema);
export const loadConcern = (id: string) => call(`/concerns/${encodeURIComponent(id)}`, oneSchema);
