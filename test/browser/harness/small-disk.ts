/** A disk of a few megabytes for one browser's profile, in memory, in a mount namespace of its own that outlives the browser. */
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { startChild, stopChild } from '../../../scripts/step.ts';

export type SmallDisk = {
  /** By this a browser is started that sees the disk. */
  by: readonly string[];
  /** Takes every byte that is free. */
  fill: () => void;
  /** Gives back all that was taken. */
  free: () => void;
  close: () => Promise<void>;
};

/** Mounts the disk over the profile folder of a browser whose files lie in `folder`. Needs root, as other mounts here do. */
export async function openSmallDisk(folder: string, megabytes: number): Promise<SmallDisk> {
  const profile = join(folder, 'profile');
  mkdirSync(profile, { recursive: true });
  const mount = `mount -t tmpfs -o size=${megabytes}m,mode=0700 tmpfs '${profile}' && echo mounted && exec sleep infinity`;
  const holder = startChild('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', mount], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!holder.stdout) throw new Error('The disk says nothing.');
  const mounted = once(holder.stdout, 'data').then(() => true);
  const ended = once(holder, 'exit').then(() => false);
  if (!(await Promise.race([mounted, ended])))
    throw new Error('A disk in memory cannot be mounted here; run this as root.');
  const pid = String(holder.pid);
  // The same folder as the holder sees it.
  const filler = (name: string) => join('/proc', pid, 'root', profile, name);
  let fillers = 0;
  return {
    by: ['nsenter', '--target', pid, '--mount', '--'],
    fill() {
      const handle = openSync(filler(`filler-${(fillers += 1)}`), 'w');
      for (const size of [1 << 20, 1 << 12]) while (took(handle, size));
      closeSync(handle);
    },
    free() {
      for (; fillers > 0; fillers -= 1) rmSync(filler(`filler-${fillers}`));
    },
    close: () => stopChild(holder),
  };
}

function took(handle: number, bytes: number): boolean {
  try {
    return writeSync(handle, Buffer.alloc(bytes)) > 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false;
    throw error;
  }
}
