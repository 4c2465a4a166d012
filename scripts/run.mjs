/**
 * The door to every command. It runs on any Node from 14 on with nothing installed: it finds or brings a current Node,
 * installs the dependencies when they do not match the lock file, and then hands over to scripts/<command>.ts.
 * Everything it says goes to stderr, so that a command's own output stays clean.
 */
import { spawn, spawnSync } from 'child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'fs';
import { constants } from 'os';
import { delimiter, dirname, join } from 'path';
import { fileURLToPath } from 'url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const neededNode = 24;
const neededNpm = 9; // older ones read our lock file's overrides wrongly
const stamp = join(root, 'node_modules', '.dolphin-lock');

/** Command → script, what it adds to the environment, and whether it needs WXT's generated types. */
const commands = {
  start: { script: 'start' },
  test: { script: 'test', types: true },
  'test-long': { script: 'test', types: true, env: { DOLPHIN_LONG: '1' } },
  demo: { script: 'demo' },
  bench: { script: 'bench' },
  conformance: { script: 'conformance', types: true },
  mutants: { script: 'mutants', types: true },
  build: { script: 'build' },
  'build-firefox': { script: 'build', args: ['firefox'] },
  zip: { script: 'zip' },
  check: { script: 'check', types: true },
  fix: { script: 'fix', types: true },
  dolphin: { script: 'dolphin' },
};

function say(line) {
  process.stderr.write(line + '\n');
}

/** Ends with one plain sentence. */
function fail(sentence, code = 1) {
  say(sentence);
  process.exit(code);
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1) + ' s';
}

function majorOf(version) {
  const match = /(\d+)\./.exec(version || '');
  return match ? Number(match[1]) : 0;
}

/** Asks a program for its version; 0 when it is not there or does not run on this machine. */
function majorVersion(command, args, env) {
  const asked = spawnSync(command, args.concat('--version'), { encoding: 'utf8', env });
  return asked.status === 0 ? majorOf(asked.stdout) : 0;
}

const brought = join(root, '.node');
const broughtNode = join(brought, 'node_modules', 'node-linux-' + process.arch, 'bin', 'node');
const broughtNpm = join(brought, 'node_modules', 'npm', 'bin', 'npm-cli.js');

/** The environment of every child: an unset or empty HOME must not make npm write into the folder we stand in. */
const environment = Object.assign({}, process.env);
if (!environment.HOME && process.platform !== 'win32') environment.npm_config_cache = join(brought, 'cache');

/** How to call npm: the one that called us, the one on PATH, or the one we brought. `undefined` when there is none. */
function findNpm(node) {
  if (existsSync(broughtNpm)) return [node, broughtNpm];
  const caller = process.env.npm_execpath;
  if (caller && /npm-cli\.c?js$/.test(caller) && existsSync(caller)) return [process.execPath, caller];
  const onPath = process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm'];
  return majorVersion(onPath[0], onPath.slice(1), environment) > 0 ? onPath : undefined;
}

/** Runs one step of the set-up, with a line before and a line after; what npm prints is shown only when it fails. */
function step(title, sentence, command, args) {
  const began = Date.now();
  say('… ' + title);
  const done = spawnSync(command, args, { cwd: root, env: environment, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (done.signal) process.exit(128 + constants.signals[done.signal]);
  if (done.status !== 0) {
    say((done.stdout || '') + (done.stderr || '') + (done.error ? done.error.message : ''));
    fail(sentence);
  }
  say('✓ ' + title + ' · ' + seconds(began));
}

/** Path of a Node that is new enough; brings one on Linux. */
function findNode() {
  if (majorOf(process.versions.node) >= neededNode) return process.execPath;
  if (existsSync(broughtNode) && majorVersion(broughtNode, [], environment) >= neededNode) return broughtNode;
  if (process.platform !== 'linux' || (process.arch !== 'x64' && process.arch !== 'arm64')) {
    fail('Dolphin needs Node ' + neededNode + ' or later; install it from nodejs.org and run this again.');
  }
  const npm = findNpm(process.execPath);
  if (!npm) fail('Dolphin needs npm to fetch what it is built from; install npm and run this again.');
  const wanted = ['node-linux-' + process.arch + '@' + neededNode];
  if (majorVersion(npm[0], npm.slice(1), environment) < neededNpm) wanted.push('npm@11');
  mkdirSync(brought, { recursive: true });
  step(
    'bringing Node ' + neededNode + ' (this one is ' + process.versions.node + ')',
    'Node ' + neededNode + ' could not be fetched; connect to the internet, or install it, and run this again.',
    npm[0],
    npm.slice(1).concat('install', '--prefix', brought, '--no-save', '--ignore-scripts', '--no-package-lock', wanted),
  );
  if (majorVersion(broughtNode, [], environment) < neededNode) {
    fail('The Node that was fetched does not run here; install Node ' + neededNode + ' or later and run this again.');
  }
  return broughtNode;
}

function hashOf(text) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(16) + '-' + text.length;
}

/** Whether what npm says it installed is what the lock file asks for, optional parts for other machines aside. */
function installedByHand(lock) {
  try {
    const wanted = JSON.parse(lock).packages;
    const there = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.keys(wanted).every(
      (path) => !path || wanted[path].optional || (there[path] && there[path].version === wanted[path].version),
    );
  } catch {
    return false; // nothing installed yet, or not by npm
  }
}

function installDependencies(node) {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const hash = hashOf(lock);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  if (!installedByHand(lock)) {
    const npm = findNpm(node);
    if (!npm) fail('Dolphin needs npm to fetch what it is built from; install npm and run this again.');
    step(
      'installing what Dolphin is built from',
      'The dependencies could not be installed; connect to the internet and run this again.',
      npm[0],
      npm.slice(1).concat('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'),
    );
  }
  writeFileSync(stamp, hash);
}

function changedAt(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

/** WXT writes the types that tsc and the tests read; they age with its configuration and the list of entry files. */
function prepareTypes(node) {
  const made = changedAt(join(root, '.wxt', 'tsconfig.json'));
  const sources = ['wxt.config.ts', 'package-lock.json', 'entrypoints'].map((name) => join(root, name));
  if (made > 0 && sources.every((path) => changedAt(path) <= made)) return;
  const wxt = join(root, 'node_modules', 'wxt', 'bin', 'wxt.mjs');
  step('preparing types', 'The types could not be prepared; the lines above say why.', node, [wxt, 'prepare']);
}

/** Hands over: arguments, signals and the exit code pass through. */
function handOver(node, command, args) {
  const script = join(root, 'scripts', command.script + '.ts');
  const child = spawn(node, [script].concat(command.args || [], args), {
    stdio: 'inherit',
    env: Object.assign(environment, command.env),
    // The folder a person stands in stays theirs: `--data DIR` is relative to it.
  });
  // Ctrl-C reaches the child from the terminal as well; it stops once however often it is told.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail('Node could not be started: ' + error.message));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}

const name = process.argv[2] || '';
const command = Object.prototype.hasOwnProperty.call(commands, name) ? commands[name] : undefined;
const scripts = readdirSync(join(root, 'scripts'));
if (!command || !scripts.includes(command.script + '.ts')) {
  const known = Object.keys(commands).filter((key) => scripts.includes(commands[key].script + '.ts'));
  fail('There is no command "' + name + '"; there are: ' + known.join(', ') + '.', 2);
}
const node = findNode();
environment.PATH = [dirname(node), join(root, 'node_modules', '.bin'), environment.PATH].join(delimiter);
installDependencies(node);
if (command.types) prepareTypes(node);
handOver(node, command, process.argv.slice(3));
