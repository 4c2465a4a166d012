/** Every sentence that `npm start` and `npm run demo` say, and the words of the pages they bring. */

export const startWords = {
  school: 'Example Primary School',
  teacher: 'First Teacher',
  device: 'Laptop 1',
  room: 'Room 1',
  running: (school: string, url: string) => `Dolphin is running for ${school} at ${url}`,
  teacherFirst: (link: string) => `Teacher: choose a password at ${link}`,
  teacherAgain: (url: string) => `Teacher: sign in at ${url}`,
  learnerHere: 'Learner: in the other browser, press the dolphin, or Alt+Shift+D. The cover fills the screen.',
  learnerElsewhere:
    'Learner: load .output/chrome-mv3 in a Chromium, and set this setup code by policy (docs/admin-deployment.md).',
  watch:
    'Bring the teacher’s window forward (Alt+Tab): the report is there. Press “I’m coming”, and the cover says so.',
  once: 'Shown once; each link lasts for one use:',
  lead: 'Safeguarding lead',
  admin: 'Administrator',
  recovery: 'Recovery code',
  recoveryWhy: 'write it down: it opens the backups',
  setup: 'Setup code for other devices',
  noDisplay: 'There is no display here, so no browser was opened.',
  noChromium: 'No Chromium was found, so no browser was opened; install the package chromium, or name one in CHROMIUM.',
  stop: 'Ctrl-C stops everything.',
  portTaken: (port: number) =>
    `Port ${port} is in use by another program; stop that program, or choose a port: npm start -- --port ${port + 1}`,
  badPort: 'The port must be a number from 1 to 65535, as in: npm start -- --port 8788',
} as const;

export const tryPage = {
  title: 'A page to try the dolphin on',
  lead: 'Imagine that something upsetting is on this page.',
  how: 'Click the dolphin in the corner, click the dolphin in the toolbar, or press Alt+Shift+D.',
} as const;

export const demoWords = {
  opening: 'A school, a teacher, a learner and a page that moves and plays sound',
  pressed: 'The learner clicks the dolphin on the page',
  steps: {
    hidden: 'press → hidden',
    committed: 'press → committed',
    delivered: 'press → delivered',
    shown: 'press → shown to the teacher',
    acknowledged: 'teacher’s tap → acknowledged on the cover',
    released: 'teacher’s tap → released',
  },
  silent: 'No tab makes a sound',
  others: 'The other tab is as it was; the reported one is gone',
  apart: 'Again, with the school out of reach',
  pictures: (folder: string) => `Pictures are in ${folder}`,
  failed: (step: string, why: string) => `✗ ${step}: ${why}`,
  tooLong: 'The demo took too long.',
} as const;

export const benchWords = {
  unknown: (name: string, known: readonly string[]) =>
    `There is no benchmark "${name}"; there are: ${known.join(', ')}.`,
  noBuild: 'The build failed; the lines above say why.',
  badCount: (option: string) => `--${option} must be a whole number, as in: npm run bench -- hide --${option} 5`,
} as const;

type Measured = {
  browser: string;
  cores: number;
  loadBefore: number;
  rounds: number;
  main: number;
  ear: boolean;
};

export const hideWords = {
  never: 'never',
  cannot: 'n/a',
  held: '✓',
  missed: '✗',
  main: {
    title: 'Dolphin: ms from the press, p50 / p95',
    head: ['Press', 'Hidden', 'Page area gone', 'Aim', 'Every pixel gone', 'Aim', 'Came back', 'Load'],
    tool: (what: string) => `the tool’s own time: ${what} → page’s script, browser’s event`,
    note: 'The tool’s own time is part of every figure: from the word to xdotool until a page’s script ran (under “Page area gone”), and until the browser stamped the event (under “Every pixel gone”).',
  },
  summary: {
    title: 'Side by side: in how many situations each holds, and ms on the ordinary page, p50 / p95',
    head: [
      'Contender',
      'Page gone',
      'Every pixel gone',
      'Silent',
      'Stays hidden',
      'Page area gone',
      '× Dolphin',
      'Every pixel gone',
      '× Dolphin',
    ],
    note: '“Stays hidden”: neither Ctrl+Tab nor Alt+Tab nor Back nor reload brought the page back. Ratios are of medians.',
  },
  matrix: {
    title: 'Side by side: every situation, median ms until the page area is gone / until every pixel is gone',
    first: 'Situation',
    note: '– or never: not within 3 s · ↺ the page came back by itself · ♪ still heard a second later · ⇤ a child brought it back by Ctrl+Tab, Alt+Tab, Back or reload · 3:5 hidden in three rounds of five · n/a: only an ordinary page can include it',
  },
  marks: {
    missed: (times: number, of: number) => `not hidden in ${times} of ${of}`,
    cameBack: 'came back by itself',
    heard: 'still heard',
    broughtBack: (by: string) => `brought back by ${by}`,
  },
  measuredOn: ({ browser, cores, loadBefore, rounds, main, ear }: Measured) =>
    `${browser} on X11 (Xvfb, openbox, software rendering), ${cores} cores, load ${loadBefore} before the run; ${main} rounds of each of Dolphin’s own presses, ${rounds} of each contender in each situation${ear ? '' : '; nobody listened: there is no pulseaudio here'}.`,
  written: (minutes: number) =>
    `${minutes.toFixed(1)} minutes; the tables are in .output/bench/hide.md and .output/bench/hide.json`,
} as const;

const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 1);
const times = (value: number, of: number): string => `×${(value / of).toFixed(2)}`;
const cells = (first: string, ...rest: readonly (string | number)[]): string =>
  first.padEnd(34) + rest.map((cell) => String(cell).padStart(12)).join('');

const contenders: Readonly<Record<string, string>> = {
  raw: 'IndexedDB alone, strict put',
  dolphin: 'Dolphin, sealed, strict',
  workbox: 'Workbox Queue.pushRequest, relaxed',
  sentry: 'Sentry offline store, default',
};

type Commit = { name: string; p50: number; p95: number };
type Queue = { records: number; keepMs: number; drainMs: number };
type Loss = { name: string; lost: number; calledKept: number; twice: number; by: Readonly<Record<string, number>> };
type Intake = { server: number; bare: number; jose: number; steady: { p50: number; p95: number; p99: number } };

export const outboxWords = {
  commits(all: readonly Commit[]): string[] {
    const raw = all.find(({ name }) => name === 'raw') ?? { p50: Number.NaN, p95: Number.NaN };
    const row = ({ name, p50, p95 }: Commit) =>
      cells(contenders[name] ?? name, ms(p50), ms(p95), times(p50, raw.p50), times(p95, raw.p95));
    return ['Press → kept, ms', cells('', 'p50', 'p95', 'p50 / raw', 'p95 / raw'), ...all.map(row)];
  },
  losses: (all: readonly Loss[]): string[] => [
    'Of 100 reports, through the same kills and answers',
    cells('', 'lost', 'called kept', 'sent twice'),
    ...all.flatMap(({ name, lost, calledKept, twice, by }) => {
      const where = Object.entries(by).map(([fault, count]) => `${fault}: ${count}`);
      const row = cells(contenders[name] ?? name, lost, calledKept, twice);
      return where.length > 0 ? [row, `    ${where.join(' · ')}`] : [row];
    }),
    '“Called kept”: lost although the contender had said that it had it.',
  ],
  queues(all: readonly Queue[]): string[] {
    const each = ({ records, drainMs }: Queue) => drainMs / records;
    const [first] = all;
    const row = (queue: Queue) => {
      const { records, keepMs, drainMs } = queue;
      const ratio = first ? times(each(queue), each(first)) : '';
      return cells(String(records), ms(keepMs / records), ms(drainMs / records), ratio);
    };
    return ['A queue kept and delivered, ms a record', cells('records', 'keep', 'deliver', '/ first'), ...all.map(row)];
  },
  intake({ server, bare, jose, steady }: Intake): string[] {
    const slower = Math.min(bare, jose);
    return [
      'Reports a second into the server, opened and committed',
      cells('Dolphin’s server', server.toFixed(0), `aim 2000`, times(server, slower), 'aim ×0.60'),
      cells('bare Hono + node:sqlite', bare.toFixed(0)),
      cells('jose alone, opening', jose.toFixed(0)),
      cells('at 200 a second, ms p50, p95, p99', ms(steady.p50), ms(steady.p95), ms(steady.p99), 'aim ≤ 100'),
    ];
  },
  load: (before: number, after: number) => `The machine’s load: ${before} before, ${after} after.`,
} as const;

export const mutantWords = {
  unseen: 'NO TEST TURNS RED',
  misplaced: (name: string, file: string) =>
    `The place of “${name}” is no longer in ${file} exactly once; change scripts/mutants.ts.`,
  seen: (seen: number, all: number) => `${seen} of ${all} losses turn a test red`,
} as const;

export const zipWords = {
  wrote: (path: string, bytes: number) => `${path} · ${Math.ceil(bytes / 1024)} kB`,
  build: `# How to build Dolphin's Firefox package from these sources

With Node 24 and npm 11, in this folder:

    npm ci --ignore-scripts
    npx wxt build --browser firefox

The package's files are then in .output/firefox-mv3/, byte for byte those that were handed in.
`,
} as const;
