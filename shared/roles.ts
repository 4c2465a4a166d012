/** Roles a person can hold in a school (contract §1). Learners never have an account. */
export const roles = [
  'teacher',
  'assistant',
  'office',
  'dsl',
  'deputy',
  'head',
  'slt',
  'technician',
  'network',
  'chair',
  'governor',
  'admin',
  'dpo',
] as const;
export type Role = (typeof roles)[number];
