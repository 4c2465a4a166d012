/** Owns the shape of the tables about what becomes of an incident. All times are ISO 8601 in UTC. */
export type CaseTables = {
  /** Where an incident's lanes stand; its id is its first report's. Made by the first event that is about it. */
  casework: {
    school: string;
    id: string;
    opened_at: string;
    classroom: string;
    safeguarding: string;
    technical: string;
    external: string;
    risk: string | null;
    procedure: string | null;
    /** Which of several visible pages it was, once an adult has said so. */
    page: number | null;
    merged_into: string | null;
    /** `lead`: until the safeguarding lead decides; `illegal`: until it is cleared. */
    url_lock: 'lead' | 'illegal' | null;
    /** The one technician who may read a locked address. */
    url_reader: string | null;
    hold: 0 | 1;
    /** The receiving school's child-protection file has it. */
    transferred_at: string | null;
    closed_at: string | null;
  };
  /** What a person wrote: its entry in the chain holds the digest of the box, the box opens with its data key alone. */
  case_event: {
    school: string;
    /** Of its entry in the audit chain. */
    seq: number;
    subject: string;
    kind: string;
    box: Uint8Array;
    /** Null once erased. */
    data_key: Uint8Array | null;
  };
};
