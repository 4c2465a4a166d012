/** Owns the shape of the table of what a person of the school has confirmed about its profile. */
export type ProfileTables = {
  confirmation: {
    school: string;
    /** `contact/<id>` or `gap/<name>`. */
    item: string;
    /** JSON: what was confirmed, in the school's own words where they differ from what is printed. */
    value: string;
    person: string;
    at: string;
  };
};
