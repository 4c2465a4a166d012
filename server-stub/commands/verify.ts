/** `dolphin verify`: recomputes the audit chain and compares every report with it; names the first fault. */
import { verifyWhole } from '../incidents/verify-rows.ts';
import { commandText as text } from '../text/commands.ts';
import { failed, wrongUse, type Ended } from './ended.ts';
import { withSchool } from './open-school.ts';
import { readOptions, type Environment } from './options.ts';

export async function verify(args: readonly string[], environment: Environment): Promise<Ended> {
  const read = readOptions(args, ['head'], environment);
  if (!read.ok) return read.ended;
  const { values, words } = read;
  if (words.length > 0) return wrongUse(text.unknownCommand);
  if (values.head !== undefined && !/^[0-9a-f]{64}$/.test(values.head)) return wrongUse(text.headShape);
  return withSchool(values.data, environment, async ({ store, school }) => {
    const check = await verifyWhole(store, school.id, values.head);
    if (check.ok) {
      const { entries, head, contains } = check;
      if (!contains) return failed(text.headMissing);
      return { code: 0, json: { ok: true, entries, head }, lines: [text.verified(entries, head)] };
    }
    if (!check.row) return failed(text.broken[check.reason](check.seq));
    const { why, id, seq = 0 } = check.row;
    return failed(text.row[why](id, seq));
  });
}
