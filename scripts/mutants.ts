/**
 * `npm run mutants [-- NAME…]`: puts each way in which other queues lose reports back into ours, one at a time and in a copy,
 * and prints which test turns red. Exit 1 when one of them goes unseen.
 */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { beforeStop, binOf, root, runQuietly, stopAll } from './step.ts';
import { mutantWords as words } from './words.ts';

type Mutant = { name: string; file: string; from: string; to: string };

const receipt = `{ id: row.id, gen: row.gen, seq: row.seq, digest: '', told: false, ackedAt: now() }`;
const lease = 'await store.apply({ row: leased, at: now() });';
const mutants: readonly Mutant[] = [
  {
    name: 'delete before send',
    file: 'drain.ts',
    from: lease,
    to: `await yard.mirror.drop(row.id); await store.apply({ receipt: ${receipt}, at: now() });`,
  },
  {
    name: 'any 2xx is an acknowledgement',
    file: 'classify.ts',
    from: 'if (http === 200 || http === 201) return judgeAcceptance(http, body, sent);',
    to: `if (http === 201 && body === 0) return judgeAcceptance(http, body, sent);
  if (http >= 200 && http < 300) return { kind: 'accepted', told: true };`,
  },
  {
    name: 'the proof is not looked at',
    file: 'classify.ts',
    from: 'return proof === right',
    to: 'return proof !== right || proof === right',
  },
  {
    name: 'drop on 4xx',
    file: 'classify.ts',
    from: "    return { kind: 'rejected', http };",
    to: "    return { kind: 'accepted', told: true };",
  },
  {
    name: 'drop on 401, 403 and 404',
    file: 'classify.ts',
    from: "return { kind: 'refused', http };",
    to: "return { kind: 'accepted', told: true };",
  },
  { name: 'relaxed durability', file: 'idb-store.ts', from: "durability: 'strict'", to: "durability: 'relaxed'" },
  {
    name: 'a maximum age of seven days',
    file: 'drain.ts',
    from: lease,
    to: `if (now() - row.createdWall > 7 * 86_400_000) return store.apply({ receipt: ${receipt}, at: now() });
  ${lease}`,
  },
  {
    name: 'no more than thirty reports',
    file: 'keep.ts',
    from: 'return { row: await store.insert(made, at) };',
    to: `if ((await store.ids()).length >= 30) return { row: undefined };
    return { row: await store.insert(made, at) };`,
  },
  {
    name: 'no splay',
    file: 'endpoint.ts',
    from: 'notBefore: at + backoffFloorMs + between(0, splayMs, random) };',
    to: 'notBefore: at + 0 * (splayMs + backoffFloorMs) };',
  },
  {
    name: 'no lock',
    file: 'turns.ts',
    from: 'await locks.request(lockName, workAll);',
    to: 'await workAll(); void lockName;',
  },
  {
    name: 'sealed anew for each try',
    file: 'drain.ts',
    from: 'const sealed = await wholeOf(yard, row);',
    to: "const sealed = row.sealed && { ...row.sealed, sealed: row.sealed.sealed + '.'.repeat(row.attempts) };",
  },
  { name: 'no second copy', file: 'mirror.ts', from: 'if (!area) return', to: 'if (area) return' },
];

/** Enough to meet each of them, and no more. */
const tests = ['test/extension/outbox', 'test/faults'];
const environment = { ...process.env, DOLPHIN_RUNS: '400', DOLPHIN_SEED: '1' };

/** A copy of the project that can be spoilt. */
function openCopy(): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-mutants-')));
  const left = new Set(['node_modules', '.git', '.output', '.dolphin', '.node']);
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(relative(root, path).split('/')[0] ?? '') });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** The first test that turned red, or `undefined`. */
async function firstRed(copy: string): Promise<string | undefined> {
  const file = join(copy, 'result.json');
  rmSync(file, { force: true });
  const args = [
    'run',
    '--bail=1',
    '--reporter=json',
    `--outputFile=${file}`,
    '--project=extension',
    '--project=server',
  ];
  await runQuietly(process.execPath, [binOf('vitest'), ...args, ...tests], { cwd: copy, env: environment });
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as {
    testResults: { status: string; message: string; assertionResults: { status: string; fullName: string }[] }[];
  };
  const red = testResults.flatMap(({ assertionResults }) => assertionResults).find(({ status }) => status === 'failed');
  // Files that were not begun when the first test failed look the same as files that cannot be read.
  const broken = testResults.find(({ message }) => message !== '');
  if (!red && broken) throw new Error(broken.message);
  return red?.fullName.trim();
}

const asked = process.argv.slice(2);
const chosen = mutants.filter(({ name }) => asked.length === 0 || asked.some((word) => name.includes(word)));
const copy = openCopy();
const release = beforeStop(async () => rmSync(copy, { recursive: true, force: true }));
try {
  let unseen = 0;
  for (const { name, file, from, to } of chosen) {
    const path = join(copy, 'extension', 'outbox', file);
    const before = readFileSync(path, 'utf8');
    if (before.split(from).length !== 2) throw new Error(words.misplaced(name, file));
    writeFileSync(
      path,
      before.replace(from, () => to),
    );
    const red = await firstRed(copy);
    writeFileSync(path, before);
    if (red === undefined) unseen += 1;
    console.log(`${red === undefined ? '✗' : '✓'} ${name.padEnd(32)} ${red ?? words.unseen}`);
  }
  console.log(words.seen(chosen.length - unseen, chosen.length));
  process.exitCode = unseen === 0 ? 0 : 1;
} finally {
  release();
  await stopAll();
  rmSync(copy, { recursive: true, force: true });
}
