/** Owns the shape of the audit chain's table. */
export type AuditTables = {
  audit: {
    school: string;
    /** 1, 2, 3 … without a gap, for each school. */
    seq: number;
    at: string;
    actor: string;
    actor_role: string;
    kind: string;
    subject: string;
    /** JSON text, exactly as hashed. */
    payload: string;
    prev_hash: string;
    hash: string;
  };
};
