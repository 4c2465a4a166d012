/** Owns recognising a policy file by what is in it, and handing it to its reader. */
import type { Browser } from '../deployment.ts';
import { readXml } from '../xml.ts';
import { mistake, nothingFound, shown, type Found } from './found.ts';
import { readJson } from './read-json.ts';
import { readReg, readScript } from './read-registry.ts';
import { readXmlPolicy } from './read-xml-policy.ts';

/** Nothing that a school pastes is longer. */
const mostBytes = 2_000_000;

export function readPolicyFile(bytes: Uint8Array, path: string): Found {
  if (bytes.length > mostBytes) return only('too-long');
  const text = decode(bytes);
  const body = text.replace(/^\ufeff/, '').trim();
  if (body === '') return only('empty');
  if (/^(Windows Registry|REGEDIT)/i.test(body) || /\.reg$/i.test(path)) return readReg(bytes, text);
  if (body.startsWith('<') && !body.startsWith('<enabled')) return readXmlPolicy(body);
  if (/\.ps1$/i.test(path) || /ConvertFrom-Json/.test(body)) return readScript(body);
  if (body.includes('./Device/Vendor/MSFT') || body.includes('./User/Vendor/MSFT')) return readOmaUri(body);
  if (/^["'“]?(setup["'”]?\s*[:=]\s*["'“]?)?dolphin1/i.test(body)) return readCode(body);
  if (/^[{["]/.test(body) || /\.json$/i.test(path)) return readJson(body, path);
  return only('unknown-form');
}

function only(code: 'too-long' | 'empty' | 'unknown-form'): Found {
  return { ...nothingFound(), mistakes: [mistake(code, '')] };
}

/** UTF-16 by its mark, else UTF-8. */
function decode(bytes: Uint8Array): string {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff && 'utf-16be';
  return new TextDecoder(utf16 || 'utf-8', { ignoreBOM: true }).decode(bytes);
}

function readCode(text: string): Found {
  const found = nothingFound('code');
  found.values.push({ browser: 'chromium', id: undefined, name: 'setup', value: text, where: 'setup' });
  return found;
}

const categories: Readonly<Record<string, Browser>> = { Chrome: 'chrome', Edge: 'edge', Firefox: 'firefox' };

/** Pairs of lines: the address of a policy, and its value. */
function readOmaUri(text: string): Found {
  const found = nothingFound('intune');
  const lines = text.split(/\r?\n/);
  for (const [at, line] of lines.entries()) {
    const where = `line ${at + 1}`;
    if (line.startsWith('./User/')) found.mistakes.push(mistake('oma-user', where));
    const policy = /\/Policy\/Config\/(.+)\/Dolphin_(\w+)_(Chrome|Edge|Firefox)$/.exec(line.trim());
    if (!policy) {
      if (/\/Policy\/Config\//.test(line)) found.mistakes.push(mistake('oma-path', where, { line: shown(line) }));
      continue;
    }
    const [, area = '', name = '', browser = ''] = policy;
    if (area !== `Dolphin~Policy~Dolphin~Dolphin_${browser}`)
      found.mistakes.push(mistake('oma-path', where, { line: shown(line) }));
    const given = (lines[at + 1] ?? '').trim();
    const data = readXml(given.replace(/^<(enabled|disabled)\s*\/>/, ''));
    if (!/^<(enabled|disabled)\s*\/>/.test(given)) found.mistakes.push(mistake('oma-value', `line ${at + 2}`));
    else if (name !== 'install') {
      const value = data ? (data.attributes['value'] ?? '') : given.startsWith('<enabled');
      found.values.push({ browser: categories[browser] ?? 'chrome', id: undefined, name, value, where });
    }
  }
  return found;
}
