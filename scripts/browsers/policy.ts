/**
 * Real managed policy for one browser launch, and for that launch alone: the browser runs in a mount namespace of its
 * own, in which a folder of ours lies over the machine's policy folder. Rewriting the file is a live edit of the policy.
 */
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Id of an unpacked extension: the first 32 hex digits of SHA-256 of its real path, 0–f written as a–p. */
export function unpackedId(folder: string): string {
  const digest = createHash('sha256').update(realpathSync(folder)).digest('hex');
  return digest.slice(0, 32).replaceAll(/./g, (digit) => String.fromCharCode(97 + parseInt(digit, 16)));
}

export type ManagedValues = Readonly<Record<string, string | boolean>>;

/** Where a Linux build of this browser looks for what its administrator fixed. */
function systemFolder(executable: string): string {
  const real = realpathSync(executable);
  if (real.includes('firefox')) return join(dirname(real), 'distribution');
  return real.includes('puppeteer') ? '/etc/opt/chrome_for_testing' : '/etc/chromium';
}

export type PolicyRoom = {
  /** Give this to the driver in the browser's place. */
  executable: string;
  /** Writes the browser's whole policy; while it runs, that is a live edit. `undefined` removes it. */
  write: (policy: Record<string, unknown> | undefined) => void;
};

export class NoPolicyRoom extends Error {}

/** Makes the folder and the wrapper under `folder`. Throws {@link NoPolicyRoom} with one sentence where it cannot. */
export function createPolicyRoom(browser: string, folder: string): PolicyRoom {
  const named = systemFolder(browser);
  if (process.platform !== 'linux') {
    throw new NoPolicyRoom('A policy of its own for each browser is only possible on Linux; run this on Linux.');
  }
  if (!existsSync(named)) {
    if (process.getuid?.() === 0) mkdirSync(named, { recursive: true });
    else
      throw new NoPolicyRoom(`This browser reads its policy from ${named}; create that folder (empty will do) once.`);
  }
  // Debian's Firefox has a link there: a copy of the link would be the machine's own folder.
  const over = realpathSync(named);
  const copy = join(folder, 'policy');
  cpSync(over, copy, { recursive: true });
  const file = over.endsWith('distribution')
    ? join(copy, 'policies.json')
    : join(copy, 'policies/managed/dolphin.json');
  mkdirSync(dirname(file), { recursive: true });
  const executable = join(folder, 'browser');
  writeFileSync(executable, wrapper(copy, over, browser), { mode: 0o755 });
  const tried = spawnSync('sh', ['-c', wrapper(copy, over, 'true')], { encoding: 'utf8' });
  if (tried.status !== 0) {
    throw new NoPolicyRoom(
      'This machine does not let a program have its own mounts; run as root, or set the kernel setting kernel.unprivileged_userns_clone to 1.',
    );
  }
  return {
    executable,
    write(policy) {
      if (!policy) return rmSync(file, { force: true });
      writeFileSync(`${file}.new`, JSON.stringify(policy, null, 2));
      renameSync(`${file}.new`, file);
    },
  };
}

/** For a shell. */
export const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** As root one namespace is enough; else a second one gives the browser its ordinary user back, so its sandbox works. */
function wrapper(copy: string, over: string, program: string): string {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const mount = `mount --bind ${quote(copy)} ${quote(over)}`;
  const outer = uid === 0 ? '--mount' : '--user --map-root-user --mount';
  const inner = uid === 0 ? '' : `unshare --user --map-user=${uid} --map-group=${gid} `;
  return `#!/bin/sh\nexec unshare ${outer} --propagation private sh -c ${quote(`${mount} && exec ${inner}"$@"`)} sh ${quote(program)} "$@"\n`;
}
