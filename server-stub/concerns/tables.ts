/** Owns the shape of the table of concerns about an adult of the school. What is said lies in `case_event`, encrypted. */
export type ConcernTables = {
  concern: {
    /** The school's chain of concerns (`concernChain`), never the school itself: nothing that lists a school finds it. */
    school: string;
    id: string;
    /** Whose it is: the head's, or where the head is the subject, the chair's alone. */
    owner: 'head' | 'chair';
    level: 'allegation' | 'low-level';
    state: 'open' | 'closed';
    opened_at: string;
    /** Never sees it, whatever role they hold. */
    about_person: string | null;
    /** JSON list of the people the owner has opened it to. */
    shared: string;
  };
};
