/** Owns the list of every table; each concern declares its own. */
import type { AlertTables } from '../alerts/tables.ts';
import type { ConcernTables } from '../concerns/tables.ts';
import type { DeviceTables } from '../devices/tables.ts';
import type { CaseTables } from '../incidents/case-tables.ts';
import type { ReportTables } from '../incidents/tables.ts';
import type { PeopleTables } from '../people/tables.ts';
import type { ProfileTables } from '../profiles/tables.ts';
import type { RetentionTables } from '../retention/tables.ts';
import type { AuditTables } from './audit-tables.ts';
import type { SchoolTables } from './school-tables.ts';

export type Tables = SchoolTables &
  ReportTables &
  AuditTables &
  PeopleTables &
  ProfileTables &
  CaseTables &
  AlertTables &
  ConcernTables &
  DeviceTables &
  RetentionTables;
