/** Finds and kills the processes of one browser profile, as a crash or a pulled plug would. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

type Seen = { pid: number; parent: number; command: string };

function seen(): Seen[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      // "pid (name) state parent …": the name may hold anything, so read after its last bracket.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return [{ pid, parent, command }];
    } catch {
      return []; // it ended while we looked
    }
  });
}

/** Every process whose command line names the profile, and all their children. */
function processesOf(profile: string): number[] {
  const all = seen();
  const found = new Set(all.filter(({ pid, command }) => pid !== process.pid && names(command, profile)).map(pidOf));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

const pidOf = ({ pid }: Seen) => pid;
const names = (command: string, profile: string) =>
  command.split('\0').some((argument) => argument === profile || argument.endsWith(`=${profile}`));

/** SIGKILL for all of them at once; resolves when none is left. */
export async function killProfile(profile: string): Promise<void> {
  for (let pids = processesOf(profile); pids.length > 0; pids = processesOf(profile)) {
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended first.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
