/** Owns how long an incident is kept: what holds it, or the day on which it may be erased. Pure. */
import type { Profile } from '../../shared/profile.ts';
import type { CaseRow } from '../incidents/casework.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** What an incident is, for its keeping. */
export type Keepable = {
  receivedAt: string;
  practice: boolean;
  unverified: boolean;
  outcome: 'nothing-unsuitable' | 'unsuitable' | null;
  outcomeAt: string | null;
  /** Its own lanes, and those of whatever was merged into it. */
  cases: readonly CaseRow[];
  children: readonly { born?: string }[];
  /** A safeguarding lead's word that it stays until then. */
  keptUntil?: string;
};

export const holds = ['illegal', 'hold', 'referral', 'external', 'open', 'kept'] as const;
export type Hold = (typeof holds)[number];
export const keepingClasses = ['practice', 'nothing', 'technical', 'child', 'transferred', 'set-apart'] as const;
export type KeepingClass = (typeof keepingClasses)[number];
export type Verdict =
  | { held: Hold }
  /** `review`: only a person's decision erases it. */
  | { held?: never; dueAt: string; as: KeepingClass; review: boolean };

const later = (at: string, days: number) => new Date(Date.parse(at) + days * dayMs).toISOString();

/** The same day so many years on; a 29 February becomes 1 March. */
export function yearsAfter(day: string, years: number): string {
  const [year = 0, month = 1, date = 1] = day.slice(0, 10).split('-').map(Number);
  return new Date(Date.UTC(year + years, month - 1, date)).toISOString();
}

/** @param nothingDays for what was dismissed: the profile's open setting, as the school has confirmed it */
export function verdictOf(
  { retention }: Pick<Profile, 'retention'>,
  nothingDays: number,
  it: Keepable,
  at: string,
): Verdict {
  if (it.cases.some(({ url_lock }) => url_lock === 'illegal')) return { held: 'illegal' };
  if (it.cases.some(({ hold }) => hold === 1)) return { held: 'hold' };
  if (it.cases.some(({ external }) => ['suspected-illegal', 'locked', 'reported'].includes(external)))
    return { held: 'external' };
  // Whoever it was referred to may still ask for it.
  if (it.cases.some(({ safeguarding }) => safeguarding === 'referred')) return { held: 'referral' };
  if (it.keptUntil !== undefined && it.keptUntil > at) return { held: 'kept' };
  const due = (days: number, as: KeepingClass, from = it.receivedAt): DueVerdict => ({
    dueAt: latest(later(from, days), it.keptUntil),
    as,
    review: false,
  });
  if (it.practice) return due(retention.practiceDays, 'practice');
  if (it.unverified) return due(retention.setApartDays, 'set-apart');
  const open = it.cases.some(({ safeguarding }) => ['assessing', 'school-action', 'reopened'].includes(safeguarding));
  if (open || it.outcome === null) return { held: 'open' };
  const from = it.outcomeAt ?? it.receivedAt;
  if (it.children.length > 0) return aboutChildren(retention, it, due);
  if (it.outcome === 'nothing-unsuitable') return due(nothingDays, 'nothing', from);
  // Nobody has decided on it yet, or it is closed.
  if (it.cases.length === 0 || it.cases.some(({ safeguarding }) => safeguarding === 'untriaged'))
    return { held: 'open' };
  return due(retention.technicalDays, 'technical', from);
}

type DueVerdict = Extract<Verdict, { dueAt: string }>;
type Due = (days: number, as: KeepingClass, from?: string) => DueVerdict;

/** Until the next school has it; else until the youngest is grown up by the profile's years, and then by decision alone. */
function aboutChildren({ transferredDays, childYears }: Profile['retention'], it: Keepable, due: Due): Verdict {
  const moved = it.cases.flatMap(({ transferred_at }) => transferred_at ?? []).toSorted();
  const last = moved.at(-1);
  if (last !== undefined) return { ...due(transferredDays, 'transferred', last), review: true };
  const born = it.children.map((child) => child.born);
  // Whose birthday nobody has entered could have been born that very day.
  const from = born.map((day) => yearsAfter(day ?? it.receivedAt, childYears)).toSorted();
  return { dueAt: latest(from.at(-1) ?? it.receivedAt, it.keptUntil), as: 'child', review: true };
}

function latest(one: string, other: string | undefined): string {
  return other !== undefined && other > one ? other : one;
}
