/** `dolphin init`: makes the store, the keys, the school, its first administrator and its first safeguarding lead. */
import { randomBytes } from 'node:crypto';
import { setupCodeCharacters } from '../../shared/limits.ts';
import { checkPolicy } from '../../shared/policy.ts';
import { encodeSetupCode } from '../../shared/setup-code.ts';
import { createPeople } from '../people/people.ts';
import { checkNewPerson } from '../people/persons.ts';
import { profileNames } from '../profiles/load.ts';
import { keepSiteCode, newSiteCode } from '../deploy/site-code.ts';
import { appendAudit } from '../storage/audit.ts';
import { keepPrivateKey, keyVariable, makeKeyEncryptionKey, openKeys, readPrivateKey } from '../storage/keys.ts';
import { findSchool, type School } from '../storage/schools.ts';
import { hashSiteCode } from '../storage/site-codes.ts';
import { openStore, type Store } from '../storage/store.ts';
import { commandText as text } from '../text/commands.ts';
import { failed, wrongUse, type Ended } from './ended.ts';
import { readOptions, type Environment } from './options.ts';
import { lockUnderCode, makeRecoveryCode, makeSchoolKey, publicPart } from './school-key.ts';

/** Neutral: nobody gets another school's contacts by saying nothing. */
const usualProfile = 'default';
const usualOrigin = 'http://localhost:8787';
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export async function init(args: readonly string[], environment: Environment): Promise<Ended> {
  const options = ['school', 'profile', 'origin', 'admin-email', 'dsl-email'] as const;
  const read = readOptions(args, options, environment);
  if (!read.ok) return read.ended;
  const { values, words } = read;
  if (words.length > 0) return wrongUse(text.unknownCommand);
  const name = values.school?.normalize('NFC').trim() ?? '';
  // Control, bidi and other invisible characters would travel into every policy and page.
  if (name.length === 0 || name.length > 100 || /[\p{C}\p{Zl}\p{Zp}]/u.test(name)) return wrongUse(text.schoolName);
  const profile = values.profile ?? usualProfile;
  const known = profileNames();
  if (!known.includes(profile)) return wrongUse(text.profile(known.join(', ')));
  const origin = originOf(values.origin ?? usualOrigin);
  if (!origin) return wrongUse(text.origin);
  const given = environment[keyVariable];
  const schoolKey = given ? readPrivateKey(given) : await makeSchoolKey();
  if (!schoolKey) return failed(text.environmentKey);

  const emails = {
    admin: values['admin-email'] ?? 'admin@dolphin.invalid',
    dsl: values['dsl-email'] ?? 'dsl@dolphin.invalid',
  };
  const wrong = wrongEmail(emails);
  if (wrong) return wrongUse(wrong);

  const siteCode = newSiteCode();
  const publicKey = publicPart(schoolKey);
  const settings = { endpoint: origin, siteCode, publicKey: JSON.stringify(publicKey), schoolName: name };
  const setup = encodeSetupCode(settings);
  if (setup.length > setupCodeCharacters || checkPolicy({ setup }).refused.length > 0)
    return wrongUse(text.setupTooLong);

  const store = await openStore(values.data);
  try {
    if (await findSchool(store)) return failed(text.exists);
    makeKeyEncryptionKey(values.data);
    if (!given) keepPrivateKey(values.data, schoolKey);
    const at = new Date().toISOString();
    const school: School = { id: randomBytes(9).toString('base64url'), name, profile, origin, created_at: at };
    const recoveryCode = makeRecoveryCode();
    const key = {
      kid: publicKey.kid,
      public_key: JSON.stringify(publicKey),
      recovery: await lockUnderCode(schoolKey, recoveryCode),
    };
    if (!(await putSchool(store, school, { siteCode, key }))) return failed(text.exists);
    await keepSiteCode({ store, keys: await openKeys(values.data, given), school }, siteCode);
    const invited = await invite(store, values.data, school, emails, environment[keyVariable]);
    if (!invited.ok) return failed(invited.reason);
    const { adminLink, dslLink } = invited;
    return {
      code: 0,
      json: { siteCode, publicKey, kid: publicKey.kid, setup, adminLink, dslLink, recoveryCode },
      lines: [
        text.made.school(name),
        text.made.admin(adminLink),
        text.made.dsl(dslLink),
        text.made.signIn(emails.admin, emails.dsl),
        text.made.setup,
        setup,
        text.made.recovery(recoveryCode),
      ],
    };
  } finally {
    await store.close();
  }
}

/** Checked before anything is made: a school cannot be made twice. */
function wrongEmail({ admin, dsl }: { admin: string; dsl: string }): string | undefined {
  if (admin.toLowerCase() === dsl.toLowerCase()) return text.sameEmail;
  const person = { school: 'school', groups: [], by: 'command' };
  for (const checked of [
    checkNewPerson({ ...person, email: admin, name: text.names.admin, roles: ['admin'] }),
    checkNewPerson({ ...person, email: dsl, name: text.names.dsl, roles: ['dsl'] }),
  ])
    if (!checked.ok) return checked.reason;
  return undefined;
}

type NewKey = { kid: string; public_key: string; recovery: string };

/** In one transaction with the first entry of the chain; false when another made a school meanwhile. */
async function putSchool(
  store: Store,
  school: School,
  { siteCode, key }: { siteCode: string; key: NewKey },
): Promise<boolean> {
  const at = school.created_at;
  return store.write(async (tx) => {
    if (await tx.selectFrom('school').select('id').limit(1).executeTakeFirst()) return false;
    await tx.insertInto('school').values(school).execute();
    await tx
      .insertInto('site_code')
      .values({ hash: hashSiteCode(siteCode), school: school.id, created_at: at, revoked_at: null, expires_at: null })
      .execute();
    await tx
      .insertInto('school_key')
      .values({ ...key, school: school.id, created_at: at })
      .execute();
    const actor = { school: school.id, actor: 'command', actorRole: 'command' };
    const payload = { kid: key.kid, profile: school.profile };
    await appendAudit(tx, { ...actor, kind: 'school.made', subject: school.id, payload }, at);
    return true;
  });
}

type Invited = { ok: true; adminLink: string; dslLink: string } | { ok: false; reason: string };

async function invite(
  store: Store,
  dir: string,
  school: School,
  emails: { admin: string; dsl: string },
  environmentKey: string | undefined,
): Promise<Invited> {
  const keys = await openKeys(dir, environmentKey);
  const secret = keys.secretFor('people');
  const people = await createPeople({ store, dir, origin: () => school.origin, secret, now: Date.now });
  try {
    const common = { school: school.id, groups: [], by: 'command' };
    const admin = await people.add({ ...common, email: emails.admin, name: text.names.admin, roles: ['admin'] });
    if (!admin.ok) return admin;
    const dsl = await people.add({ ...common, email: emails.dsl, name: text.names.dsl, roles: ['dsl'] });
    if (!dsl.ok) return dsl;
    return { ok: true, adminLink: admin.inviteLink, dslLink: dsl.inviteLink };
  } finally {
    await people.close();
  }
}

/** The bare origin, or `undefined` for anything else than https, or http to this computer itself. */
function originOf(given: string): string | undefined {
  if (!URL.canParse(given)) return undefined;
  const url = new URL(given);
  const bare = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname));
  return bare && safe ? url.origin : undefined;
}
