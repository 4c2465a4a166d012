/** Every size, count and time that both sides must agree on. Units are in the names. */

/** A reported address: longer ones are cut to this and carry `urlTruncated` (contract §2). */
export const urlBytes = 8 * 1024;
/** The largest request body that can be a report (contract §2: 413 above). */
export const reportBodyBytes = 64 * 1024;
/** A sealed report is padded to one of these, so that its size says little about its address. */
export const paddedBytes = [1024, 2048, 4096, 8192, 16384] as const;
/** Other visible tabs kept with a press; enough for every screen of a classroom machine. */
export const otherTabs = 12;
/** Bytes of the random key in each press from which its status key and proof key are derived. */
export const statusKeyBytes = 16;
/** Longest device label, group or room. */
export const labelCharacters = 120;
/** Longest setup code: Windows policy boxes default to about 1,024 characters. */
export const setupCodeCharacters = 900;
/** Keep-alive comment on every event stream, against buffering proxies and sleeping workers. */
export const streamKeepAliveMs = 15_000;
