/** Owns the shape of the table of warnings before something is erased. All times are ISO 8601 in UTC. */
export type RetentionTables = {
  erasure_warning: {
    school: string;
    incident: string;
    /** When it was to be erased; another day begins the warnings anew. */
    due_at: string;
    /** 30, 7 or 1 days before. */
    days: number;
    at: string;
  };
};
