/** Owns the shape of the tables about devices. All times are ISO 8601 in UTC unless said. */
import type { DeviceState } from '../../shared/fleet-api.ts';

export type DeviceTables = {
  /** A browser profile with a key of its own. */
  device: {
    school: string;
    /** Thumbprint of its key. */
    id: string;
    /** JWK as JSON. */
    public_key: string;
    state: DeviceState;
    label: string | null;
    room: string | null;
    class_group: string | null;
    /** Label, room and class in small letters, numbers filled up: what lists are sorted and searched by. */
    sort_key: string;
    enrolled_at: string;
    /** When it last asked how it stands. */
    asked_at: string;
    decided_at: string | null;
    /** Person id; `null` where an approval window decided. */
    decided_by: string | null;
    /** Of the last heartbeat, by this server's clock; `sent_ms` is the device's own, and only ever grows. */
    seen_at: string | null;
    sent_ms: number | null;
    version: string | null;
    /** The same, so that text sorts as versions do. */
    version_key: string | null;
    browser: string | null;
    build: number | null;
    waiting: number;
    held: number;
    /** Checks of its self-check that are red. */
    red: number;
    /** Hash of the site code of the last heartbeat. */
    site_code: string | null;
    /** The last heartbeat as JSON. */
    beat: string | null;
  };
  /** Which numbers of reports an installation has given out, and how many of them are here. */
  numbering: {
    school: string;
    /** One life of an installation's store. */
    gen: string;
    device: string | null;
    highest: number;
    received: number;
    /** Missing ones that a technician has looked into. */
    settled: number;
    last_at: string;
  };
};
