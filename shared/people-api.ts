/** People on the wire: the register of who has access, roles that wait for a second person, day passes. */
import * as v from 'valibot';
import { labelCharacters } from './limits.ts';
import { roles } from './roles.ts';

const role = v.picklist(roles, 'must be a role');
const line = v.pipe(
  v.string('must be text'),
  v.trim(),
  v.nonEmpty('must not be empty'),
  v.maxLength(labelCharacters, `must have at most ${labelCharacters} characters`),
  v.regex(
    /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u,
    'must hold ordinary characters only',
  ),
);
const groups = v.optional(v.pipe(v.array(line), v.maxLength(50, 'must name at most 50 groups')), []);

export const newPersonSchema = v.strictObject({
  email: v.pipe(v.string('must be text'), v.maxLength(254, 'must have at most 254 characters')),
  name: line,
  roles: v.pipe(v.array(role), v.minLength(1, 'must name at least one role')),
  groups,
});
export const rolesRequestSchema = v.strictObject({ roles: v.array(role), groups });
export const answerRequestSchema = v.strictObject({ agree: v.boolean('must be true or false') });
export const newPassSchema = v.strictObject({ name: line, groups });
export const aupSchema = v.strictObject({
  /** Somebody else, who signed on paper. */
  person: v.optional(v.pipe(v.string(), v.maxLength(100))),
});
export const reviewSchema = v.strictObject({
  /** Everybody listed should have what they have. */
  confirmed: v.literal(true, 'must be true'),
  /** How many people were looked through, so that one who came meanwhile is not signed for. */
  people: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

export const registeredSchema = v.looseObject({
  id: v.string(),
  name: v.string(),
  email: v.string(),
  roles: v.array(role),
  groups: v.array(v.string()),
});
export const registerSchema = v.object({ people: v.array(registeredSchema) });
/** `waits`: the id of the request that a second person must agree to. `inviteLink` is shown once. */
export const changedSchema = v.object({
  id: v.string(),
  inviteLink: v.optional(v.string()),
  waits: v.optional(v.string()),
});
export const roleRequestsSchema = v.object({
  requests: v.array(
    v.object({
      id: v.string(),
      kind: v.picklist(['roles', 'reset']),
      personId: v.string(),
      name: v.string(),
      roles: v.array(role),
      groups: v.array(v.string()),
      askedBy: v.string(),
      askedAt: v.string(),
      dueAt: v.optional(v.string()),
    }),
  ),
});
export const passSchema = v.object({
  id: v.string(),
  name: v.string(),
  groups: v.array(v.string()),
  until: v.string(),
  used: v.boolean(),
});
/** `link` and its picture (an SVG) open one browser once, and are shown once. */
export const issuedPassSchema = v.object({ id: v.string(), until: v.string(), link: v.string(), svg: v.string() });
export const accessReviewSchema = v.object({
  lastAt: v.optional(v.string()),
  lastBy: v.optional(v.string()),
  dueAt: v.string(),
  overdue: v.boolean(),
});
