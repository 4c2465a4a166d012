/**
 * Holds the open incident: in memory for speed, in `storage.session` so that a stopped worker continues.
 * Session storage ends with the browser run, and with it the incident: the next user never meets an old cover.
 */
import { browser } from '../platform/browser.ts';
import type { Incident } from './incident.ts';

const key = 'incident';

export type IncidentStore = {
  /** The open incident as far as this worker knows; never waits. */
  current: () => Incident | undefined;
  /** Resolves once an incident that an earlier worker left is known. */
  ready: () => Promise<void>;
  /** What an earlier worker left and this one goes on with, as it was found. */
  left: () => Incident | undefined;
  /** What an earlier worker left, when the press `id` came before this worker could know of it: theirs to join alone. */
  overtakenBy: (id: string) => Incident | undefined;
  set: (incident: Incident | undefined) => void;
  /** Changes the open incident, if there is one. */
  change: (update: (incident: Incident) => Incident) => void;
};

export function createIncidentStore(): IncidentStore {
  let current: Incident | undefined;
  let left: Incident | undefined;
  let overtaken: { by: string; incident: Incident } | undefined;
  let loading: Promise<void> | undefined;
  const set = (incident: Incident | undefined): void => {
    if (incident === current) return;
    current = incident;
    // Not awaited: the browser keeps the order, and a press must wait for nothing. A refusal costs only the restart.
    const done = incident ? browser.storage.session.set({ [key]: incident }) : browser.storage.session.remove(key);
    done.catch(() => undefined);
  };
  const load = async (): Promise<void> => {
    try {
      const stored = (await browser.storage.session.get(key))[key] as Incident | undefined;
      if (!current) current = left = stored;
      // A press of this worker may have overwritten it already; then there is nothing to join.
      else if (stored && stored.id !== current.id) overtaken = { by: current.id, incident: stored };
    } catch {
      // Session storage is gone: then there is nothing to continue.
    }
  };
  return {
    current: () => current,
    ready: () => (loading ??= load()),
    left: () => left,
    overtakenBy: (id) => (overtaken?.by === id ? overtaken.incident : undefined),
    set,
    change: (update) => {
      if (current) set(update(current));
    },
  };
}
