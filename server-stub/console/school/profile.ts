/** The school's own rules, as the pages need them. */
import type { InferOutput } from 'valibot';
import { profileViewSchema } from '../../../shared/profile-api.ts';
import { call } from '../api.ts';

export type Profile = InferOutput<typeof profileViewSchema>;
export type Contact = Profile['contacts'][number];
export const loadProfile = () => call('/profile', profileViewSchema);
