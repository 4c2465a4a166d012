/**
 * `npm start`: a whole school on this computer. Builds, makes a school on the first run, serves it, and where a display
 * and a Chromium are there opens a learner's browser with the extension and a teacher's page. Ctrl-C stops all of it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtExtension, chromiumFlags, placeFor } from './browsers/chromium.ts';
import { findChromium } from './browsers/find.ts';
import { NoPolicyRoom, type ManagedValues } from './browsers/policy.ts';
import { builds, runSteps } from './checks.ts';
import { openTryPage } from './lesson.ts';
import { addPerson, initSchool, serve, type NewSchool } from './school.ts';
import { interrupted, root, startChild, stopAll } from './step.ts';
import { startWords as words } from './words.ts';

const data = join(root, '.dolphin');
const kept = join(data, 'start.json');
/** What a later start needs of the first: the code for devices. The recovery code is shown once and kept nowhere. */
type Kept = { setup: string };

interrupted.code = 0;
try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  await stopAll();
  process.exit(1);
}

async function start(): Promise<void> {
  const port = readPort();
  if (port === undefined) throw new Error(words.badPort);
  if (!(await isFree(port))) throw new Error(words.portTaken(port));
  if ((await runSteps([...builds.chrome])) > 0) process.exit(1);

  const origin = `http://localhost:${port}`;
  const made = existsSync(kept) ? undefined : await firstRun(origin);
  const { setup } = JSON.parse(readFileSync(kept, 'utf8')) as Kept;
  const { child } = await serve(data, port);
  child.once('exit', (code) => {
    // The server ended by itself: nothing here is of use without it.
    void stopAll().then(() => process.exit(code ?? 1));
  });

  const browsers = await openBrowsers({ setup, endpoint: origin }, made?.teacherLink ?? origin);
  tell(origin, made, setup, browsers);
}

function readPort(): number | undefined {
  const { values } = parseArgs({ options: { port: { type: 'string' } }, strict: false });
  const port = Number(values.port ?? 8787);
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

type Made = NewSchool & { teacherLink: string };

/** Makes the school and its first teacher. */
async function firstRun(origin: string): Promise<Made> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const made = await initSchool(data, words.school, origin);
  const teacher = { name: words.teacher, email: 'teacher@dolphin.invalid', roles: ['teacher'] };
  const { inviteLink } = await addPerson(data, teacher);
  writeFileSync(kept, JSON.stringify({ setup: made.setup } satisfies Kept), { mode: 0o600 });
  return { ...made, teacherLink: inviteLink };
}

/** Opens both browsers; gives the sentence that says why not. */
async function openBrowsers(policy: ManagedValues, teacherPage: string): Promise<string | undefined> {
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return words.noDisplay;
  const chromium = findChromium();
  if (!chromium) return words.noChromium;
  try {
    const folder = join(data, 'learner-browser');
    mkdirSync(folder, { recursive: true });
    const learner = placeFor(folder, builtExtension, { ...policy, deviceLabel: words.device, room: words.room });
    open(learner.room.executable, learner.profile, builtExtension, [await openTryPage(), '--window-position=0,0']);
    open(chromium, join(data, 'teacher-browser'), null, [teacherPage, '--window-position=780,0']);
    return undefined;
  } catch (error) {
    if (error instanceof NoPolicyRoom) return error.message;
    throw error;
  }
}

function open(executable: string, profile: string, extension: string | null, more: readonly string[]): void {
  // Without this, Chromium warns every root user of the missing sandbox, across the top of the page.
  const asRoot = process.getuid?.() === 0 ? ['--test-type'] : [];
  const flags = [
    ...chromiumFlags(extension),
    ...asRoot,
    `--user-data-dir=${profile}`,
    '--window-size=760,720',
    ...more,
  ];
  startChild(executable, flags, { stdio: 'ignore' });
}

function tell(url: string, made: Made | undefined, setup: string, noBrowsers: string | undefined): void {
  const lines = [
    '',
    words.running(words.school, url),
    '',
    `  1  ${made ? words.teacherFirst(made.teacherLink) : words.teacherAgain(url)}`,
    `  2  ${noBrowsers === undefined ? words.learnerHere : words.learnerElsewhere}`,
    `  3  ${words.watch}`,
  ];
  if (made) {
    lines.push('', words.once);
    for (const [name, value] of [
      [words.lead, made.dslLink],
      [words.admin, made.adminLink],
      [words.recovery, `${made.recoveryCode}  (${words.recoveryWhy})`],
    ] as const) {
      lines.push(`  ${name.padEnd(18)}  ${value}`);
    }
  }
  if (noBrowsers !== undefined) lines.push('', noBrowsers, `${words.setup}:`, setup);
  lines.push('', words.stop);
  console.log(lines.join('\n'));
}
