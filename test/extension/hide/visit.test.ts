/** Which help a cover offers, and which tab may show it. */
import { describe, expect, test } from 'vitest';
import { helpOffered, isVisited } from '../../../extension/hide/visit.ts';
import { newIncident, type Visit } from '../../../extension/hide/incident.ts';
import type { Tab } from '../../../extension/platform/browser.ts';

const visit: Visit = { tab: 7, window: 1, origin: 'https://help.example', shows: true, until: 0 };
const incident = { ...newIncident('11111111-1111-4111-8111-111111111111', 0, 'AAAAAAAAAAAAAAAAAAAAAA'), visit };
const tab = (id: number, url: string, pendingUrl?: string) => ({ id, url, pendingUrl }) as Tab;

test('CEOP is offered where the school gave its address, Childline always, nothing to the youngest', () => {
  const ceopUrl = 'https://ceop.example/';
  expect(helpOffered({})).toEqual(['childline']);
  expect(helpOffered({ ceopUrl, tier: 'ks2' })).toEqual(['ceop', 'childline']);
  expect(helpOffered({ ceopUrl, tier: 'eyfs' })).toEqual([]);
});

describe('a page of help may show', () => {
  test('on its own origin, also while it begins to load', () => {
    expect(isVisited(incident, tab(7, 'https://help.example/anything?x#y'))).toBe(true);
    expect(isVisited(incident, tab(7, '', 'https://help.example/'))).toBe(true);
    expect(isVisited(incident, tab(7, 'about:blank'))).toBe(true);
  });
  test.for([
    'https://help.example.evil.example/',
    'http://help.example/',
    'https://help.example:8443/',
    'https://evil.example/?https://help.example',
    'data:text/html,x',
    'javascript:0',
    'not an address',
  ])('but not on %s, and not on the way there', (url) => {
    expect(isVisited(incident, tab(7, url))).toBe(false);
    expect(isVisited(incident, tab(7, 'https://help.example/', url))).toBe(false);
  });
  test('and in no other tab, nor when the visit is over', () => {
    expect(isVisited(incident, tab(8, 'https://help.example/'))).toBe(false);
    expect(isVisited({ ...incident, visit: { ...visit, shows: false } }, tab(7, 'https://help.example/'))).toBe(false);
    expect(isVisited(undefined, tab(7, 'https://help.example/'))).toBe(false);
  });
});
