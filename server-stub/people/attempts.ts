/**
 * Wrong passwords, counted by account and never by network address: a school is one address, and one pupil's guesses
 * must not shut out the staff. Unknown accounts are counted just the same, so that the answer tells nothing.
 */
import type { Store } from '../storage/store.ts';
import { wrongPasswords } from './limits.ts';

export type Attempts = {
  /**
   * Counts an attempt before the password is looked at, so that many at once are no way round.
   * `account` is a digest. Refused while the account has to wait; `begins` says that waiting begins with this attempt.
   */
  begin: (account: string) => Promise<{ ok: true; begins: boolean } | { ok: false; waitSeconds: number }>;
  /** The password was right: all is forgotten. */
  succeed: (account: string) => Promise<void>;
};

/** How long the account waits once `wrong` attempts have failed in a row. */
export function waitSecondsAfter(wrong: number): number {
  const { free, firstWaitSeconds, longestWaitSeconds } = wrongPasswords;
  if (wrong < free) return 0;
  return Math.min(firstWaitSeconds * 2 ** Math.min(wrong - free, 20), longestWaitSeconds);
}

export function createAttempts(store: Store, now: () => number): Attempts {
  const forgottenMs = wrongPasswords.forgottenHours * 60 * 60 * 1000;
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    begin: (account) =>
      store.write(async (tx) => {
        const at = now();
        await tx
          .deleteFrom('sign_in_attempts')
          .where('last_at', '<', iso(at - forgottenMs))
          .execute();
        const row = await tx
          .selectFrom('sign_in_attempts')
          .selectAll()
          .where('account', '=', account)
          .executeTakeFirst();
        if (row && row.wait_until > iso(at))
          return { ok: false, waitSeconds: Math.ceil((Date.parse(row.wait_until) - at) / 1000) };
        const wrong = (row?.wrong ?? 0) + 1;
        const next = { account, wrong, last_at: iso(at), wait_until: iso(at + waitSecondsAfter(wrong) * 1000) };
        await tx
          .insertInto('sign_in_attempts')
          .values(next)
          .onConflict((conflict) => conflict.column('account').doUpdateSet(next))
          .execute();
        return { ok: true, begins: wrong === wrongPasswords.free };
      }),
    succeed: async (account) => {
      await store.write((tx) => tx.deleteFrom('sign_in_attempts').where('account', '=', account).execute());
    },
  };
}
