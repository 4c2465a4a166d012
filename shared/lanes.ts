/**
 * The four lanes of an incident as tables: which signal moves which lane from where to where. Pure; a signal that has no
 * move from where a lane stands changes nothing in it, and no lane ever moves another's.
 */
export const laneNames = ['classroom', 'safeguarding', 'technical', 'external'] as const;
export type LaneName = (typeof laneNames)[number];

type Move = { readonly from: readonly string[]; readonly to: string };
type Machine = { readonly start: string; readonly moves: Readonly<Record<string, Move>> };

const before = ['raised', 'delivered'] as const;
const open = ['untriaged', 'assessing', 'no-further-action', 'school-action', 'referred', 'reopened'] as const;
const decided = ['no-further-action', 'school-action', 'referred'] as const;
const blocked = ['interim-blocked', 'confirmed', 'narrowed', 'feed-published'] as const;
const outside = ['provider-forwarded', 'provider-confirmed', 'verified'] as const;

export const machines = {
  classroom: {
    start: 'raised',
    moves: {
      'alert.shown': { from: ['raised'], to: 'delivered' },
      'alert.acked': { from: before, to: 'acknowledged' },
      'outcome.set': { from: [...before, 'acknowledged'], to: 'attended' },
      'cover.released': { from: [...before, 'acknowledged', 'attended'], to: 'released' },
    },
  },
  safeguarding: {
    start: 'untriaged',
    moves: {
      'outcome.nothing-unsuitable': { from: ['untriaged'], to: 'no-further-action' },
      // Somebody says otherwise: it must be looked at again.
      'outcome.unsuitable': { from: ['no-further-action'], to: 'untriaged' },
      'decision.assessing': { from: open, to: 'assessing' },
      'decision.no-further-action': { from: open, to: 'no-further-action' },
      'decision.school-action': { from: open, to: 'school-action' },
      'decision.referred': { from: open, to: 'referred' },
      'case.closed': { from: decided, to: 'closed' },
      'case.reopened': { from: ['closed', ...decided], to: 'reopened' },
    },
  },
  technical: {
    start: 'none',
    moves: {
      'block.requested': { from: ['none', 'rejected', 'unblocked'], to: 'requested' },
      'block.interim': { from: ['none', 'requested'], to: 'interim-blocked' },
      'block.confirmed': { from: ['none', 'requested', 'interim-blocked', 'narrowed'], to: 'confirmed' },
      'block.rejected': { from: ['requested', 'interim-blocked'], to: 'rejected' },
      'block.narrowed': { from: ['requested', 'interim-blocked', 'confirmed'], to: 'narrowed' },
      'feed.published': { from: ['confirmed', 'narrowed'], to: 'feed-published' },
      'provider.forwarded': { from: ['none', 'requested', 'rejected', ...blocked], to: 'provider-forwarded' },
      'provider.confirmed': { from: ['provider-forwarded'], to: 'provider-confirmed' },
      'block.verified': { from: [...blocked, 'provider-forwarded', 'provider-confirmed'], to: 'verified' },
      'block.lifted': { from: [...blocked, ...outside], to: 'unblocked' },
    },
  },
  external: {
    start: 'not-applicable',
    moves: {
      'illegal.suspected': { from: ['not-applicable', 'cleared'], to: 'suspected-illegal' },
      'illegal.locked': { from: ['not-applicable', 'cleared', 'suspected-illegal'], to: 'locked' },
      'agency.reported': { from: ['suspected-illegal', 'locked', 'reported'], to: 'reported' },
      'external.outcome': { from: ['locked', 'reported'], to: 'outcome' },
      'illegal.cleared': { from: ['suspected-illegal', 'locked'], to: 'cleared' },
    },
  },
} as const satisfies Record<LaneName, Machine>;

export type Signal = { [L in LaneName]: keyof (typeof machines)[L]['moves'] }[LaneName];
export type LaneStates = Readonly<Record<LaneName, string>>;

export const startOfLanes: LaneStates = {
  classroom: machines.classroom.start,
  safeguarding: machines.safeguarding.start,
  technical: machines.technical.start,
  external: machines.external.start,
};

/** Where the lanes stand after a signal. */
export function moveLanes(states: LaneStates, signal: Signal): LaneStates {
  const moved = laneNames.map((lane) => {
    const { moves }: Machine = machines[lane];
    const move = moves[signal];
    return [lane, move?.from.includes(states[lane]) ? move.to : states[lane]] as const;
  });
  return Object.fromEntries(moved) as Record<LaneName, string>;
}

/** Whether a signal means anything where the lanes stand now. */
export function canMove(states: LaneStates, signal: Signal): boolean {
  const after = moveLanes(states, signal);
  return laneNames.some((lane) => {
    const { moves }: Machine = machines[lane];
    const move = moves[signal];
    return after[lane] !== states[lane] || (move !== undefined && move.from.includes(states[lane]));
  });
}
