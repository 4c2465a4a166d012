/** Every time and count of the outbox, in one place. Their reasons are in the delivery notes and docs. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** One POST may take this long: Chromium ends a worker whose fetch waits 30 s. */
export const postMs = 20 * second;
/** A child is waiting, and a connection gone stale answers never: the next try takes a new one. */
export const freshPostMs = 8 * second;
/** Answers are small; a portal that streams for ever is cut here. */
export const answerBytes = 64 * 1024;
/** How long a press waits for the policy before it is kept without one, and sealed later. */
export const policyMs = 300;
/** How long a report that is about to be sent waits for its signature; it goes without rather than late. */
export const vouchMs = 150;
/** How long a press waits for the database before it takes the next road. */
export const storeMs = 3 * second;
/** No new request starts after this: an extension worker's event ends after five minutes. */
export const drainMs = 4 * minute;

/** Waits after the first and second try of a record, as [least, most]: short enough to live through in one event. */
export const quickRetries = [
  [1 * second, 3 * second],
  [2 * second, 8 * second],
] as const;
/** A record this young, with tries left, goes before everything else and is held back by nothing. */
export const freshMs = minute;
/** What is kept about the past is kept to this; the time of a press itself is inside the seal only. */
export const grainMs = minute;
export const freshTries = quickRetries.length + 1;
/** The shortest alarm browsers give. */
export const backoffFloorMs = 30 * second;
export const backoffBaseMs = 2 * second;
export const backoffCapMs = 15 * minute;
/** After a day of failing, waits may grow to this, and so for ever. */
export const backoffLateCapMs = hour;
export const backoffLateAfterMs = 24 * hour;

export const retryAfterLeastMs = second;
export const retryAfterMostMs = 6 * hour;
/** A constant Retry-After would bring every device back in the same second. */
export const retryAfterSpreadMs = 30 * second;
/** Devices that come back together wait up to this, past the shortest alarm, before they send what they had kept. */
export const splayMs = 2 * minute;

/** A closed endpoint gets one trial record, first after this… */
export const trialLeastMs = 15 * minute;
/** …and at last this far apart. */
export const trialMostMs = 6 * hour;
/** A quarantined record is tried once a day. */
export const quarantineMs = 24 * hour;
/** Nothing waits longer than this by any rule above: what is due later was written under another clock. */
export const farMs = 2 * quarantineMs + hour;
/** Word of what befell the queue goes so much later, and up to twice that: no child waits for it. */
export const wordMs = 5 * minute;
/** Of a delivered report, so that an old second copy of it is known for what it is; the server knows it for longer. */
export const receiptMs = 90 * 24 * hour;
/** Records changed in one transaction: a press must not wait for thousands. */
export const pageRows = 200;
/** A clock may be put right by this much without being called moved. */
export const clockSlackMs = second;

/** Safety net while something waits: the worker may be ended in the middle of a drain. */
export const netMs = minute;
/** How often to look again while no server or no key is known. */
export const idleMs = 15 * minute;
