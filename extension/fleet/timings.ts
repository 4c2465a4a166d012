/** Every time of enrolment and heartbeat, in one place. All are ms. */
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A school's devices get their policy, or their network, in one moment: each waits up to this before it enrols. */
export const firstMs = 20 * second;
/** …and, having been shut when its time came, up to this before its next word: five thousand then come at eight a second. */
export const splayMs = 10 * minute;
/** An alarm may be so late and still be the one that was set. */
export const lateMs = 3 * minute;

/** Between two heartbeats on average; each wait is between a half and one and a half of it. */
export const beatMs = hour;
/** While a technician has not yet approved. */
export const pendingMs = 15 * minute;
/** Taken away, or a server that knows nothing of devices: hardly ever changes. */
export const restMs = 24 * hour;

export const backoffFloorMs = 30 * second;
export const backoffBaseMs = minute;
export const backoffCapMs = 2 * hour;
export const askedMostMs = 6 * hour;
/** Nothing waits longer by any rule above: what does was written under another clock. */
export const farMs = 2 * restMs;

/** One request; Chromium ends a worker whose fetch waits 30 s. */
export const requestMs = 15 * second;
