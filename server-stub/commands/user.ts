/** `dolphin user add`: adds a person and prints the invitation. There is no command that signs in as one. */
import { roles, type Role } from '../../shared/roles.ts';
import { commandText as text } from '../text/commands.ts';
import { failed, wrongUse, type Ended } from './ended.ts';
import { withSchool } from './open-school.ts';
import { listOf, readOptions, type Environment } from './options.ts';

export async function user(args: readonly string[], environment: Environment): Promise<Ended> {
  const read = readOptions(args, ['email', 'name', 'roles', 'groups'], environment);
  if (!read.ok) return read.ended;
  const { values, words } = read;
  if (words.length !== 1 || words[0] !== 'add') return wrongUse(text.userWhat);
  const { email, name } = values;
  if (!email || !name || !values.roles) return wrongUse(text.userOptions);
  const wanted = listOf(values.roles);
  if (wanted.length === 0 || !wanted.every(isRole)) return wrongUse(text.roles(roles.join(', ')));
  return withSchool(values.data, environment, async ({ school, people }) => {
    const groups = listOf(values.groups);
    const { add } = await people();
    const added = await add({ school: school.id, email, name, roles: wanted, groups, by: 'command' });
    if (!added.ok) return failed(added.reason);
    const { id, inviteLink, inviteCode } = added;
    return { code: 0, json: { id, inviteLink, inviteCode }, lines: [text.made.invited(inviteLink)] };
  });
}

function isRole(text: string): text is Role {
  return roles.some((role) => role === text);
}
