/** Every size, count and time of accounts, sign-in and connected browsers. */

export const passwordCharacters = { least: 10, most: 128 } as const;
/** A working day: a page left open on a shared computer does not stay open for the next one. */
export const sessionSeconds = 12 * 60 * 60;
/** Adding a passkey asks for a sign-in no older than this. */
export const freshSignInSeconds = 10 * 60;
export const inviteDays = 7;

/** Wrong passwords for one account before it has to wait, then waits that double up to the longest. */
export const wrongPasswords = {
  free: 5,
  firstWaitSeconds: 30,
  longestWaitSeconds: 15 * 60,
  forgottenHours: 24,
} as const;
/** Password hashes computed at once, and waiting: hashing must not hold up the opening of reports. */
export const hashing = { atOnce: 2, waiting: 40 } as const;

export const deviceCodeSeconds = 10 * 60;
export const pollSeconds = 5;
export const userCodeCharacters = 8;
/** Device codes open at once; more are refused for a while, and the database stays small. */
export const openDeviceCodes = 2000;
/** A connected browser not used for so long must be connected again; a summer break is 42 days. */
export const staffTokenIdleDays = 60;
/** `last_used_at` is written at most once in this time. */
export const staffTokenTouchMinutes = 60;

/** Request bodies of these routes; a passkey's answer is the largest. */
export const bodyBytes = { small: 4 * 1024, passkey: 32 * 1024 } as const;
