/** Owns the shape of the tables about a school itself. All times are ISO 8601 in UTC. */
export type SchoolTables = {
  migration: { name: string; at: string };
  school: { id: string; name: string; profile: string; origin: string; created_at: string };
  /** The code is in the devices' policy; here only its SHA-256, base64url. One that was replaced is taken until `expires_at`. */
  site_code: {
    hash: string;
    school: string;
    created_at: string;
    revoked_at: string | null;
    expires_at: string | null;
  };
  school_key: {
    school: string;
    kid: string;
    /** JWK as JSON. */
    public_key: string;
    /** The private key as compact JWE under the recovery code. */
    recovery: string;
    created_at: string;
  };
  setting: { school: string; key: string; value: string; updated_at: string };
};
