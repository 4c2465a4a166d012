/** Owns reading Windows registry values, from .reg files and from the rows of the Intune scripts. */
import type { Browser } from '../deployment.ts';
import { asText, mistake, nothingFound, shown, type Found, type Stored } from './found.ts';

type Row = { key: string; name: string; value: unknown; stored: Stored };

/** @param bytes as the file has them: its encoding is part of what can be wrong */
export function readReg(bytes: Uint8Array, text: string): Found {
  const found = nothingFound('registry');
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const [first = ''] = lines;
  if (first.trim() !== 'Windows Registry Editor Version 5.00')
    found.mistakes.push(mistake('reg-head', 'line 1', { line: shown(first) }));
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (!isUtf16 && /[^\p{ASCII}]/u.test(text.replace(/^\ufeff/, ''))) found.mistakes.push(mistake('reg-encoding', ''));
  readRows(found, rowsOf(found, lines));
  return found;
}

function rowsOf(found: Found, lines: readonly string[]): Row[] {
  const rows: Row[] = [];
  let key = '';
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line.trim() === '' || line.startsWith(';')) continue;
    const where = `line ${at + 1}`;
    const opened = /^\[(-?)(.+)\]\s*$/.exec(line);
    if (opened) {
      if (opened[1]) found.removes = true;
      key = opened[1] ? '' : hiveless(found, opened[2] ?? '', where);
      continue;
    }
    const value = /^"((?:[^"\\]|\\.)*)"=(.*)$/.exec(line);
    if (!value) found.mistakes.push(mistake('reg-line', where, { line: shown(line) }));
    else if (key) {
      const read = readData(value[2] ?? '');
      if (read) rows.push({ key, name: unescaped(value[1] ?? ''), ...read });
      else found.mistakes.push(mistake('reg-line', where, { line: shown(line) }));
    }
  }
  return rows;
}

/** The key below its hive; the hives that browsers do not read for a whole computer are named. */
function hiveless(found: Found, key: string, where: string): string {
  const [hive = '', ...rest] = key.split('\\');
  if (/^(HKEY_CURRENT_USER|HKCU)$/i.test(hive)) found.mistakes.push(mistake('reg-user', where));
  else if (!/^(HKEY_LOCAL_MACHINE|HKLM:?)$/i.test(hive))
    found.mistakes.push(mistake('reg-hive', where, { hive: shown(hive) }));
  return rest.join('\\');
}

function readData(text: string): { value: unknown; stored: Stored } | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"\s*$/.exec(text);
  if (quoted) return { value: unescaped(quoted[1] ?? ''), stored: 'text' };
  const number = /^dword:([0-9a-f]{1,8})\s*$/i.exec(text);
  if (number) return { value: parseInt(number[1] ?? '', 16), stored: 'number' };
  return /^hex(\([0-9a-f]+\))?:/i.test(text) ? { value: text, stored: 'other' } : undefined;
}

const unescaped = (text: string) => text.replaceAll(/\\(.)/g, '$1');

/** The table inside our Intune scripts. */
export function readScript(text: string): Found {
  const found = nothingFound('intune');
  const table = /@'\r?\n([\s\S]*?)\r?\n'@/.exec(text)?.[1];
  try {
    const rows: unknown = JSON.parse(table ?? '');
    if (!Array.isArray(rows)) throw new Error('no table');
    readRows(
      found,
      rows.map((row: Record<string, unknown>, at) => ({
        key: hiveless(found, asText(row['key']), `row ${at + 1}`),
        name: asText(row['name']),
        value: row['data'],
        stored: row['type'] === 'DWord' ? 'number' : row['type'] === 'String' ? 'text' : 'other',
      })),
    );
  } catch {
    found.mistakes.push(mistake('script-table', ''));
  }
  return found;
}

const roots: readonly (readonly [RegExp, Browser])[] = [
  [/^software\\policies\\google\\chrome(?=\\|$)/i, 'chrome'],
  [/^software\\policies\\chromium(?=\\|$)/i, 'chromium'],
  [/^software\\policies\\microsoft\\edge(?=\\|$)/i, 'edge'],
  [/^software\\policies\\mozilla\\firefox(?=\\|$)/i, 'firefox'],
];

function readRows(found: Found, rows: readonly Row[]): void {
  const installs = new Map<string, { browser: Browser; id: string; entry: Record<string, unknown>; where: string }>();
  const misplaced = new Set<string>();
  for (const row of rows) {
    const { key, name, value, stored } = row;
    const where = `${shown(key)}\\${shown(name)}`;
    if (/^software\\wow6432node\\/i.test(key)) {
      misplaced.add(mark(found, misplaced, 'reg-wow', key));
      continue;
    }
    const root = roots.find(([pattern]) => pattern.test(key));
    if (!root) {
      misplaced.add(mark(found, misplaced, 'reg-path', key));
      continue;
    }
    const [pattern, browser] = root;
    const parts = key.replace(pattern, '').split('\\').filter(Boolean);
    const [first = '', second = '', third = '', fourth, ...more] = parts;
    if (parts.length === 0) {
      if (name === 'ExtensionSettings') found.mistakes.push(mistake('reg-overwrites', where));
      else found.policies.push({ browser, name, value, where });
    } else if (/^extensionsettings$/i.test(first) && second && !third) {
      const install = installs.get(key) ?? { browser, id: second, entry: {}, where: shown(key) };
      const shownValue = stored === 'number' && (value === 0 || value === 1) ? value === 1 : value;
      installs.set(key, { ...install, entry: { ...install.entry, [name]: shownValue } });
    } else if (/^3rdparty$/i.test(first) && /^extensions$/i.test(second) && third) {
      if (browser === 'firefox') {
        if (second !== 'Extensions') misplaced.add(mark(found, misplaced, 'extensions-firefox', key, second));
        if (fourth !== undefined) misplaced.add(mark(found, misplaced, 'reg-firefox-policy', key));
      } else if (fourth?.toLowerCase() !== 'policy' || more.length > 0)
        misplaced.add(mark(found, misplaced, 'reg-policy', key));
      found.values.push({ browser, id: third, name, value, where, stored });
    } else if (parts.length === 1) found.policies.push({ browser, name: first, value, where });
    else misplaced.add(mark(found, misplaced, 'reg-path', key));
  }
  found.installs.push(...installs.values());
}

/** A key that is wrong is named once, not for each of its values. */
function mark(found: Found, known: Set<string>, code: Parameters<typeof mistake>[0], key: string, name = ''): string {
  const id = `${code} ${key}`;
  if (!known.has(id)) found.mistakes.push(mistake(code, shown(key), { key: shown(key), name: shown(name) }));
  return id;
}
