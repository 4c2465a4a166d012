/** Owns the shape of the tables about reports and what became of them. All times are ISO 8601 in UTC unless said. */
import type { Generated } from 'kysely';

export type ReportTables = {
  /** What arrived, as it arrived: never changed, but for a seal that is opened later. */
  report: {
    school: string;
    id: string;
    /** `sealed`: what it is lies under a seal that does not open. */
    kind: 'press' | 'follow-up' | 'entry' | 'sealed';
    /** Of the body as sent; base64url SHA-256. */
    digest: string;
    received_at: string;
    /** The device's clock, raw: ms since 1970 when sent, and ISO with offset when pressed. */
    sent_ms: number | null;
    occurred_at: string | null;
    seq: number | null;
    gen: string | null;
    attempt: number | null;
    /** Keyed digest of where it came from; only to keep one source from filling the disk with what nobody can open. */
    source: string;
    /** It came with a site code of the school that was valid then. */
    site_code_ok: 0 | 1;
    /** Of a follow-up. */
    press_id: string | null;
    /** A follow-up whose press is here and carries the same key. */
    attached: 0 | 1;
    unverified: 'site-code' | 'key' | 'seal' | 'content' | null;
    told: 0 | 1;
    proof: string | null;
    /** SHA-256 of the bearer that reads its status. */
    read_key_hash: string | null;
    host: string | null;
    device: string | null;
    class_group: string | null;
    room: string | null;
    tier: string | null;
    tab_kind: string | null;
    practice: 0 | 1;
    confirmed: 0 | 1;
    /** The active device whose signature it carried. */
    signed_by: string | null;
    /** The whole plaintext but for its key, under a data key of its own; the data key under the key-encryption key. */
    box: Uint8Array | null;
    data_key: Uint8Array | null;
    /** The body as sent, only while it cannot be opened. */
    sealed: string | null;
  };
  /** What became of one covering; its id is its press's. */
  incident: {
    school: string;
    id: string;
    state: 'stored' | 'acknowledged' | 'released';
    acknowledged_by: string | null;
    acknowledged_name: string | null;
    acknowledged_at: string | null;
    released_at: string | null;
    released_by: string | null;
    released_locally: 0 | 1;
    outcome: 'nothing-unsuitable' | 'unsuitable' | null;
    outcome_by: string | null;
    outcome_at: string | null;
    escalated_at: string | null;
  };
  /** Who answered what; one row a person and action, the first. */
  response: { school: string; report: string; person: string; name: string; action: string; at: string };
  /** What adults and covers are to be told, in order. */
  feed: { seq: Generated<number>; school: string; report: string; name: string; at: string };
};
