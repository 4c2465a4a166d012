/** `dolphin user add`: adds a person and prints the invitation. There is no command that signs in as one. */
import { roles, type Role } from '../../shared/roles.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Store } from '../storage/store.ts';
import { commandText as text } from '../text/commands.ts';
import { failed, wrongUse, type Ended } from './ended.ts';
import { withSchool } from './open-school.ts';
import { listOf, readOptions, type Environment } from './options.ts';

export async function user(args: readonly string[], environment: Environment): Promise<Ended> {
  const read = readOptions(args, ['email', 'name', 'roles', 'groups'], environment);
  if (!read.ok) return read.ended;
  const { values, words } = read;
  const [what, ...more] = words;
  if (more.length > 0 || (what !== 'add' && what !== 'emergency')) return wrongUse(text.userWhat);
  const emergency = what === 'emergency';
  const { email, name } = values;
  if (!email || !name || (!values.roles && !emergency)) return wrongUse(text.userOptions);
  const wanted = emergency ? ['admin'] : listOf(values.roles);
  if (wanted.length === 0 || !wanted.every(isRole)) return wrongUse(text.roles(roles.join(', ')));
  return withSchool(values.data, environment, async ({ school, store, people }) => {
    const groups = listOf(values.groups);
    const { add } = await people();
    const added = await add({ school: school.id, email, name, roles: wanted, groups, by: 'command' });
    if (!added.ok) return failed(added.reason);
    const { id, inviteLink, inviteCode } = added;
    // Its use is told to head, chair and leads at once; it lies in an envelope until nobody else can come in.
    if (emergency) await markEmergency(store, school.id, id);
    return { code: 0, json: { id, inviteLink, inviteCode }, lines: [text.made.invited(inviteLink)] };
  });
}

async function markEmergency(store: Store, school: string, id: string): Promise<void> {
  const at = new Date().toISOString();
  await store.write(async (tx) => {
    await tx.updateTable('persons').set({ break_glass: at }).where('id', '=', id).execute();
    const entry = { school, actor: 'command', actorRole: 'command', kind: 'emergency.made', subject: id };
    await appendAudit(tx, entry, at);
  });
}

function isRole(text: string): text is Role {
  return roles.some((role) => role === text);
}
