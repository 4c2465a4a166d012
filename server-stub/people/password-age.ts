/** When a school's policy wants another password. Nobody is ever locked out by it. */

/** So long before, in ms, a person is told. */
const noticeMs = 30 * 86_400_000;

/** The day on which a password of `at` is due for a change; `undefined` while that is far away, or no policy asks. */
export function passwordDue(
  at: string | null | undefined,
  months: number | undefined,
  nowMs: number,
): string | undefined {
  if (!at || !months) return undefined;
  const due = monthsAfter(at, months);
  return Date.parse(due) - nowMs > noticeMs ? undefined : due;
}

/** The same day so many months on; the last of a shorter month. */
function monthsAfter(at: string, months: number): string {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months);
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date.toISOString();
}
