/**
 * Moves the clock that one program sees, and no other's: a library of a few lines, made by the small compiler tcc, stands
 * before the system's own three functions that tell the time of day. The well-known libfaketime stands before many more,
 * and neither Chromium nor Firefox gets through its own start with it. Time that only runs, for waiting, stays as it is.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from '../step.ts';

const source = `
struct time { long seconds, rest; };
extern long syscall(long number, ...);
#ifdef __aarch64__
enum { ask = 113 };
#else
enum { ask = 228 };
#endif
enum { day = 0, roughly = 5 };

int clock_gettime(int clock, struct time *at) {
  int failed = syscall(ask, clock, at);
  if (!failed && (clock == day || clock == roughly)) at->seconds += SHIFT;
  return failed;
}

int gettimeofday(struct time *at, void *zone) {
  int failed = clock_gettime(day, at);
  at->rest /= 1000;
  return failed;
}

long time(long *at) {
  struct time now;
  clock_gettime(day, &now);
  if (at) *at = now.seconds;
  return now.seconds;
}
`;

/** Makes the library in `folder`; gives the command by which to start a program whose clock is so many ms ahead. */
export async function clockAhead(folder: string, ms: number): Promise<readonly string[]> {
  const [code, library] = [join(folder, 'clock.c'), join(folder, 'clock.so')];
  writeFileSync(code, source);
  const shift = `-DSHIFT=${Math.trunc(ms / 1000)}L`;
  const made = await runQuietly('tcc', ['-shared', '-nostdlib', shift, '-o', library, code]);
  if (made.code !== 0) throw new Error(`The clock could not be made; install the package tcc. ${made.output.trim()}`);
  return ['env', `LD_PRELOAD=${library}`];
}
