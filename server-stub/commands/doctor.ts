/** `dolphin doctor`: a line each about what a school only notices when it is too late, with the fix. */
import { statfsSync } from 'node:fs';
import { connect } from 'node:tls';
import { mailSettings, verifyMail } from '../alerts/school-mailer.ts';
import { appendAudit } from '../storage/audit.ts';
import { getSetting, putSetting } from '../storage/schools.ts';
import { commandText as text } from '../text/commands.ts';
import { failed, wrongUse, type Ended } from './ended.ts';
import { withSchool, type OpenSchool } from './open-school.ts';
import { readOptions, type Environment } from './options.ts';
import { opensUnderCode } from './school-key.ts';

/** `skipped`: there is nothing to look at here. */
export type Finding = { name: string; state: 'good' | 'bad' | 'skipped'; line: string };

const dayMs = 24 * 60 * 60 * 1000;
const certificateDays = 21;
const diskBytes = 1024 ** 3;
const backupDays = 2;
const skewMs = 5 * 60 * 1000;
const silentDays = 14;
/** As the list of devices has it. */
const silentDeviceDays = 7;
const patienceMs = 5000;
export const recoverySetting = 'recovery.confirmed';
/** Written by `dolphin backup`: when the last one was made. */
export const backupSetting = 'backup.last';

export async function doctor(
  args: readonly string[],
  environment: Environment,
  now: () => number = Date.now,
): Promise<Ended> {
  const read = readOptions(args, ['recovery-code'], environment);
  if (!read.ok) return read.ended;
  const { values, words } = read;
  if (words.length > 0) return wrongUse(text.unknownCommand);
  return withSchool(values.data, environment, async (open) => {
    const code = values['recovery-code'];
    if (code !== undefined && !(await confirmRecovery(open, code, now()))) return failed(text.doctor.wrongCode);
    const look = { open, dir: values.data, now: now() };
    const findings = await Promise.all([
      certificate(look),
      clock(look),
      disk(look),
      mail(look),
      lastBackup(look),
      recovery(look),
      silence(look),
    ]);
    const json = { ok: findings.every(({ state }) => state !== 'bad'), findings };
    const lines = findings.map(({ name, state, line }) => text.doctor.line(state, name, line));
    return json.ok ? { code: 0, json, lines } : { code: 1, error: text.doctor.found, json, lines };
  });
}

type Look = { open: OpenSchool; dir: string; now: number };
const found = (name: string, good: boolean, line: string): Finding => ({ name, state: good ? 'good' : 'bad', line });

/** As a device would meet it: the certificate at the school's own address. */
async function certificate({ open, now }: Look): Promise<Finding> {
  const { protocol, hostname, port } = new URL(open.school.origin);
  if (protocol !== 'https:') return { name: 'certificate', state: 'skipped', line: text.doctor.noTls };
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  const ends = await new Promise<number | undefined>((resolve) => {
    const socket = connect({ host, port: Number(port) || 443, servername: host, timeout: patienceMs }, () => {
      resolve(Date.parse(socket.getPeerCertificate().valid_to));
      socket.destroy();
    });
    const give = () => {
      resolve(undefined);
      socket.destroy();
    };
    socket.on('error', give).on('timeout', give);
  });
  if (ends === undefined) return found('certificate', false, text.doctor.certificateFails);
  const days = Math.floor((ends - now) / dayMs);
  return found('certificate', days >= certificateDays, text.doctor.certificate(days));
}

/** Devices' clocks against ours: one computer may be wrong, most of them are not. */
async function clock({ open: { store, school }, now }: Look): Promise<Finding> {
  const rows = await store.read
    .selectFrom('report')
    .select(['received_at', 'sent_ms'])
    .where('school', '=', school.id)
    .where('sent_ms', 'is not', null)
    .orderBy('received_at', 'desc')
    .limit(51)
    .execute();
  const newest = rows[0]?.received_at;
  if (newest !== undefined && Date.parse(newest) > now + skewMs) return found('clock', false, text.doctor.clockBack);
  if (rows.length < 5) return { name: 'clock', state: 'skipped', line: text.doctor.clockUnknown };
  const off = rows.map((row) => Date.parse(row.received_at) - (row.sent_ms ?? 0)).toSorted((a, b) => a - b);
  const middle = off[Math.floor(off.length / 2)] ?? 0;
  return found('clock', Math.abs(middle) < skewMs, text.doctor.clock(Math.round(middle / 1000)));
}

async function disk({ dir }: Look): Promise<Finding> {
  const { bavail, bsize } = statfsSync(dir);
  return found('disk', bavail * bsize > diskBytes, text.doctor.disk(Math.floor((bavail * bsize) / 1024 ** 2)));
}

async function mail({ open: { store, keys, school } }: Look): Promise<Finding> {
  const settings = await mailSettings(store, keys, school.id);
  if (!settings) return found('mail', false, text.doctor.noMail);
  const result = await verifyMail(settings);
  return found('mail', result === 'ok', result === 'ok' ? text.doctor.mail : text.doctor.mailFails(result));
}

async function lastBackup({ open: { store, school }, now }: Look): Promise<Finding> {
  const at = await getSetting(store, school.id, backupSetting);
  if (at === undefined) return found('backup', false, text.doctor.noBackup);
  const days = Math.floor((now - Date.parse(at)) / dayMs);
  return found('backup', days <= backupDays, text.doctor.backup(days));
}

async function recovery({ open: { store, school } }: Look): Promise<Finding> {
  const at = await getSetting(store, school.id, recoverySetting);
  return found(
    'recovery code',
    at !== undefined,
    at === undefined ? text.doctor.noRecovery : text.doctor.recovery(at.slice(0, 10)),
  );
}

/** The code that somebody wrote down does open the copy of the school's key. */
async function confirmRecovery({ store, school }: OpenSchool, code: string, now: number): Promise<boolean> {
  const row = await store.read
    .selectFrom('school_key')
    .select('recovery')
    .where('school', '=', school.id)
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  if (!row || !(await opensUnderCode(row.recovery, code))) return false;
  const at = new Date(now).toISOString();
  await store.write(async (tx) => {
    await putSetting(tx, { school: school.id, key: recoverySetting, value: at }, at);
    const actor = { school: school.id, actor: 'command', actorRole: 'command' };
    await appendAudit(tx, { ...actor, kind: 'recovery.confirmed', subject: school.id }, at);
  });
  return true;
}

/** Devices with a key of their own say each hour that they are there; without any, the last press is all there is. */
async function silence({ open: { store, school }, now }: Look): Promise<Finding> {
  const seen = await store.read
    .selectFrom('device')
    .select(['seen_at', 'decided_at', 'enrolled_at'])
    .where('school', '=', school.id)
    .where('state', '=', 'active')
    .execute();
  const before = new Date(now - silentDeviceDays * dayMs).toISOString();
  const silent = seen.filter((one) => (one.seen_at ?? one.decided_at ?? one.enrolled_at) < before).length;
  if (seen.length > 0) return found('devices', silent === 0, text.doctor.devices(silent, seen.length));
  const last = await store.read
    .selectFrom('report')
    .select('received_at')
    .where('school', '=', school.id)
    .where('kind', '=', 'press')
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!last) return found('devices', false, text.doctor.neverPressed);
  const days = Math.floor((now - Date.parse(last.received_at)) / dayMs);
  return found('devices', days <= silentDays, text.doctor.pressed(days));
}
