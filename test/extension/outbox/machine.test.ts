/** The table of a record’s life, every state by every event. */
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../extension/outbox/classify.ts';
import { step, type Event } from '../../../extension/outbox/machine.ts';
import type { Row, State } from '../../../extension/outbox/record.ts';

const states = ['UNSEALED', 'READY', 'SENDING', 'HELD', 'QUARANTINED'] as const;
const sealed = { kid: 'k', sealed: 'a.b.c', digest: 'd' };
const at = 1_000_000_000;
const row = (state: State): Row => ({
  id: 'id',
  kind: 'press',
  gen: 'gen',
  seq: 1,
  state,
  statusKey: 'key',
  ...(state === 'UNSEALED' ? { local: { iv: new Uint8Array(12), data: new ArrayBuffer(1) } } : { sealed }),
  attempts: 4,
  nextAttemptAt: at - 1000,
  maybeDelivered: false,
  createdWall: at - 100_000,
});
const half = (): number => 0.5;

const verdicts: Record<string, Verdict> = {
  accepted: { kind: 'accepted', told: true },
  unproved: { kind: 'unproved', http: 201 },
  retry: { kind: 'retry', code: 'network' },
  asked: { kind: 'retry', code: 'busy', http: 429, retryInMs: 60_000 },
  refused: { kind: 'refused', http: 401 },
  rejected: { kind: 'rejected', http: 413 },
};
const events: Record<string, Event> = {
  sealed: { type: 'sealed', sealed },
  leased: { type: 'leased', owner: 'me', at },
  orphaned: { type: 'orphaned', at },
  recalled: { type: 'recalled', at },
  reopened: { type: 'reopened', at },
  ...Object.fromEntries(Object.entries(verdicts).map(([name, verdict]) => [name, { type: 'answered', verdict, at }])),
};

/** From each state by each event; a missing one stays as it is. */
const table: Record<State, Partial<Record<string, State | 'receipt'>>> = {
  UNSEALED: { sealed: 'READY' },
  READY: { leased: 'SENDING', recalled: 'READY', reopened: 'READY' },
  SENDING: {
    orphaned: 'READY',
    accepted: 'receipt',
    unproved: 'HELD',
    retry: 'READY',
    asked: 'READY',
    refused: 'READY',
    rejected: 'QUARANTINED',
  },
  HELD: { leased: 'SENDING', reopened: 'READY' },
  QUARANTINED: { leased: 'SENDING', reopened: 'READY' },
};

describe('a record', () => {
  const cases = states.flatMap((state) =>
    Object.keys(events).map((name) => [state, name, table[state][name] ?? 'itself'] as const),
  );
  it.each(cases)('%s by %s becomes %s', (state, name, becomes) => {
    const before = row(state);
    const { row: after, effects } = step(before, events[name]!, half);
    const receipts = effects.filter((effect) => effect.type === 'settle');
    if (becomes === 'itself') expect(after).toEqual(before);
    else if (becomes === 'receipt')
      expect(receipts).toMatchObject([{ receipt: { id: 'id', digest: 'd', told: true } }]);
    else expect(after.state).toBe(becomes);
    expect(receipts).toHaveLength(becomes === 'receipt' ? 1 : 0);
  });

  it('never changes what was sealed, its number or its key, and is gone only by a receipt', () => {
    for (const state of states) {
      for (const event of Object.values(events)) {
        const before = row(state);
        const { row: after } = step(before, event, half);
        const { id, gen, seq, statusKey } = before;
        expect(after).toMatchObject({ id, gen, seq, statusKey });
        if (before.sealed) expect(after.sealed).toBe(before.sealed);
      }
    }
  });

  it('is counted as perhaps delivered from the moment it is leased', () => {
    const { row: leased } = step(row('READY'), events['leased']!, half);
    expect(leased).toMatchObject({
      attempts: 5,
      leaseOwner: 'me',
      lastAttemptAt: at - (at % 60_000),
      maybeDelivered: true,
    });
  });

  it('that the server fails on is not hurried by the success of others', () => {
    const failing: Row = { ...row('READY'), nextAttemptAt: at + 500, last: { code: 'server', http: 500, at } };
    expect(step(failing, events['recalled']!, half).row.nextAttemptAt).toBe(at + 500);
    const unheard: Row = { ...failing, last: { code: 'network', at } };
    expect(step(unheard, events['recalled']!, half).row.nextAttemptAt).toBe(unheard.createdWall);
  });
});
