/** What a capture becomes: a report as known at the press, then what the policy adds and takes, then bytes to seal. */
import { otherTabs, paddedBytes, urlBytes } from '../../shared/limits.ts';
import type { Policy } from '../../shared/policy.ts';
import { padReport, type FollowUp, type Press, type Report } from '../../shared/report.ts';
import { cutAddress, reduceAddress } from './address.ts';

/** A press as the worker saw it. `occurredAt` is device ms; `statusKey` base64url of 16 random bytes. */
export type PressCapture = {
  id: string;
  url: string;
  /** Addresses of the other visible tabs. */
  others: string[];
  occurredAt: number;
  statusKey: string;
  tabKind: 'web' | 'pdf' | 'browser' | 'error' | 'other';
  practice?: true;
};

/** Something learned after a press; `statusKey` is the press's own. */
export type FollowUpCapture = { id: string; pressId: string; statusKey: string; occurredAt: number } & Partial<
  Pick<
    FollowUp,
    'releasedLocally' | 'category' | 'forFriend' | 'uncovered' | 'pressedAgain' | 'earlierPage' | 'incident'
  >
>;

/** What is true of a press whatever the policy says, now or when it comes. */
export function draftPress(
  capture: PressCapture,
  { ext, clockSuspect }: { ext: string; clockSuspect: boolean },
): Press {
  const { id, others, occurredAt, statusKey, tabKind, practice } = capture;
  const { url, bytes } = cutAddress(capture.url, urlBytes);
  return {
    kind: 'press',
    id,
    url,
    ...(others.length > 0 && {
      others: others.slice(0, otherTabs).map((other) => cutAddress(other, urlBytes).url),
    }),
    occurredAt: toIso(occurredAt),
    statusKey,
    ...(bytes > 0 && { urlTruncated: bytes }),
    ...(clockSuspect && { clockSuspect: true as const }),
    tabKind,
    ...(practice && { practice }),
    ext,
  };
}

export function draftFollowUp(capture: FollowUpCapture, ext: string): FollowUp {
  const { occurredAt, ...facts } = capture;
  return { kind: 'follow-up', ...facts, occurredAt: toIso(occurredAt), ext };
}

/** Adds where the device belongs and reduces addresses as the school wishes. */
export function underPolicy(report: Report, policy: Policy): Report {
  if (report.kind === 'follow-up') return report;
  const { deviceLabel, group, room, roaming, tier, urlDetail } = policy;
  return {
    ...report,
    url: reduceAddress(report.url, urlDetail),
    ...(report.others && { others: report.others.map((other) => reduceAddress(other, urlDetail)) }),
    ...(deviceLabel !== undefined && { device: deviceLabel }),
    ...(group !== undefined && { group }),
    ...(room !== undefined && !roaming && { room }),
    ...(tier !== undefined && { tier }),
  };
}

/**
 * The padded bytes to seal. Text that grows in JSON, or many long `others`, can pass the largest step: then the others
 * are shortened first, and the reported address last.
 */
export function plaintextOf(report: Report): Uint8Array<ArrayBuffer> {
  const whole = padReport(report);
  if (whole) return whole;
  if (report.kind === 'press') {
    for (const urlMost of [urlBytes, urlBytes / 2, urlBytes / 4]) {
      for (const otherMost of [2048, 1024, 512, 256, 128, 0]) {
        const padded = padReport(shortened(report, urlMost, otherMost));
        if (padded) return padded;
      }
    }
  }
  throw new RangeError(`A report passes ${paddedBytes.at(-1)} bytes`);
}

function shortened(press: Press, urlMost: number, otherMost: number): Press {
  const { others, ...rest } = press;
  const { url, bytes } = cutAddress(press.url, urlMost);
  return {
    ...rest,
    url,
    ...(bytes > 0 && { urlTruncated: press.urlTruncated ?? bytes }),
    ...(others && otherMost > 0 && { others: others.map((other) => cutAddress(other, otherMost).url) }),
  };
}

/** ISO 8601 with milliseconds and the device's own offset at that moment. */
function toIso(ms: number): string {
  const offset = -new Date(ms).getTimezoneOffset();
  const local = new Date(ms + offset * 60_000).toISOString().slice(0, -1);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(offset);
  return `${local}${offset < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}
