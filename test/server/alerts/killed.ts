/** A program for killed.test.ts: works off the outbox of a school, and ends itself by SIGKILL between two steps. */
import { appendFileSync } from 'node:fs';
import { createRunner } from '../../../server-stub/alerts/runner.ts';
import { loadRules } from '../../../server-stub/profiles/load.ts';
import { openKeys } from '../../../server-stub/storage/keys.ts';
import { openStore } from '../../../server-stub/storage/store.ts';

const [dir = '', sink = '', at = '0', killAt = '-1'] = process.argv.slice(2);
const store = await openStore(dir);
const loaded = loadRules('whitwell', dir);
if (!loaded.ok) throw new Error('no rules');
let step = 0;
const runner = createRunner({
  store,
  keys: await openKeys(dir),
  profile: loaded.rules.profile,
  origin: 'http://localhost:8787',
  now: () => Number(at),
  ring: () => undefined,
  log: () => undefined,
  post: async () => ({ ok: true, status: 201 }),
  mailer:
    async () =>
    async ({ to, messageId }) => {
      appendFileSync(sink, `${to} ${messageId}\n`);
      return { ok: true, result: '250' };
    },
  between: () => {
    if (step === Number(killAt)) process.kill(process.pid, 'SIGKILL');
    step += 1;
  },
});
await runner.turn();
await runner.close();
await store.close();
process.stdout.write(String(step));
