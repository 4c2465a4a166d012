/** What no file of the project may hold: paths of a machine, addresses of a registry, types given away, HTML from strings. */
import { expect, test } from 'vitest';
import { codeEndings, filesUnder } from './files.ts';

const text = filesUnder('.', [...codeEndings, '.md', '.json', '.html', '.css', '.yml', '.yaml', '.txt', '.svg', 'run']);
const code = text.filter(({ path }) => codeEndings.some((ending) => path.endsWith(ending)));

/** Lines that match, as `path:line`. The patterns are written so that this file does not match itself. */
function lines(files: typeof text, pattern: RegExp): string[] {
  return files.flatMap(({ path, text: content }) =>
    content.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}`] : [])),
  );
}

test('no file knows the machine it was written on', () => {
  expect(lines(text, /\/t[m]p\/[a-z]|\/w[o]rk\/|\/r[o]ot\/|\/h[o]me\/\w/)).toEqual([]);
});

test('no file names a registry’s host', () => {
  expect(lines(text, /registr[y]\.n|de[b]\.debian|npm[j]s\.(org|com)/)).toEqual([]);
});

test('no type is given away and no rule switched off', () => {
  expect(
    lines(code, /: an[y]\b|\bas an[y]\b|@ts-(ignor[e]|expect-erro[r]|nochec[k])|(eslint|oxlint)-disabl[e]/),
  ).toEqual([]);
});

test('no HTML is built from strings', () => {
  expect(lines(code, /inner[H]TML|insertAdjacent[H]TML|dangerously[S]etInnerHTML|document\.writ[e]\(/)).toEqual([]);
});

test('no test is switched off', () => {
  expect(lines(code, /\b(test|it|describe)\.(ski[p]|onl[y]|tod[o]|fixm[e])\b|\{ retr[y]:/)).toEqual([]);
});
