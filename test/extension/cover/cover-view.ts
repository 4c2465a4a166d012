/** Builds a view of a press, at a connected school in its open hours unless said otherwise. */
import type { CoverView } from '../../../extension/platform/messages.ts';

export const incident = '3f1c2e9a-5b7d-4c1e-9f2a-8d6b4a0c7e11';

export function coverView(parts: Partial<CoverView> = {}): CoverView {
  return {
    incident,
    state: 'saved',
    pressedAt: 1_790_000_000_000,
    connected: true,
    hours: 'open',
    uncovered: 0,
    tier: 'ks1',
    languages: [],
    help: [],
    practice: false,
    ...parts,
  };
}
