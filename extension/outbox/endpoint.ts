/** When the school's server may be asked again: one pause for the whole queue, so that fifty records are not fifty tries. */
import { coarse } from './coarse.ts';
import { backoffMs, between, pastAlarmMs, trialMs } from './backoff.ts';
import { openEndpoint, type Endpoint } from './record.ts';
import { backoffFloorMs, splayMs } from './timings.ts';

export type EndpointNews =
  { type: 'reached' } | { type: 'failed' } | { type: 'asked'; delayMs: number } | { type: 'refused' };

/** Pure; `at` is device ms. */
export function endpointAfter(endpoint: Endpoint, news: EndpointNews, at: number, random: () => number): Endpoint {
  // A fresh report that got through says nothing against a splay: the herd is still to be avoided.
  if (news.type === 'reached') return isSplayed(endpoint, at) ? endpoint : openEndpoint;
  const failures = endpoint.failures + 1;
  const failingSince = endpoint.failingSince ?? coarse(at);
  const paused = { failures, failingSince };
  switch (news.type) {
    case 'failed': {
      // A pause that the server asked for, or the breaker, is not shortened by a failed try of a fresh report.
      const notBefore = at + backoffMs(failures, at - failingSince, random);
      if (isShut(endpoint, at) && endpoint.notBefore > notBefore) return { ...endpoint, ...paused };
      return { ...paused, reason: 'failed', notBefore };
    }
    case 'asked':
      return { ...paused, reason: 'asked', notBefore: at + pastAlarmMs(news.delayMs, random) };
    case 'refused':
      break;
  }
  // A fresh report that was refused too is no trial of its own: the pause under way stands.
  const isOpenBreaker = endpoint.reason === 'refused';
  if (isOpenBreaker && endpoint.notBefore > at) return endpoint;
  const trials = isOpenBreaker ? endpoint.failures : 0;
  return { reason: 'refused', failures: trials + 1, failingSince, notBefore: at + trialMs(trials, random) };
}

/** The network may be back, on this device and on every other: wait a little of one's own, unless the server said more. */
export function splayed(endpoint: Endpoint, at: number, random: () => number): Endpoint {
  if (isShut(endpoint, at) || isSplayed(endpoint, at)) return endpoint;
  return { reason: 'splay', failures: 0, notBefore: at + backoffFloorMs + between(0, splayMs, random) };
}

export function isShut(endpoint: Endpoint, at: number): boolean {
  return (endpoint.reason === 'asked' || endpoint.reason === 'refused') && endpoint.notBefore > at;
}

function isSplayed(endpoint: Endpoint, at: number): boolean {
  return endpoint.reason === 'splay' && endpoint.notBefore > at;
}
