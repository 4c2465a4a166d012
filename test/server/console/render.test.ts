/** Pages drawn in plain Node: what stands on them, and what never does. */
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { contactsOf } from '../../../server-stub/console/concern/load.ts';
import { IncidentRows } from '../../../server-stub/console/register/IncidentRows.tsx';
import { BoardView, type Board } from '../../../server-stub/console/school/BoardPage.tsx';
import { ContactList } from '../../../server-stub/console/school/ContactLines.tsx';
import { incident } from './incidents.ts';

const board: Board = {
  classes: [
    { group: '3A', told: [{ name: 'Ann', reachable: true }], red: false },
    { group: '4B', told: [{ name: 'Ben', reachable: false }], red: true },
    { group: '5C', told: [], red: true },
  ],
  leads: [{ name: 'Dee', reachable: true }],
  away: ['Eve'],
  undelivered: 0,
  open: true,
  closedDays: ['2026-12-24'],
};

describe('the board', () => {
  it('is red where nobody would be told at once, and says which of the two it is', () => {
    const html = renderToString(h(BoardView, { board }));
    expect(html.match(/board-red/g)).toHaveLength(2);
    expect(html).toContain('Classes where nobody would be told at once: 2');
    expect(html).toMatch(/4B.*Nobody is at a screen.*5C.*Nobody/);
    expect(html).toMatch(/Thursday,? 24 December 2026/);
    expect(html).not.toContain('No safeguarding lead');
  });

  it('says so when no lead can be reached, and when the school is closed', () => {
    const html = renderToString(h(BoardView, { board: { ...board, leads: [], open: false } }));
    expect(html).toContain('No safeguarding lead can be reached');
    expect(html).toContain('The school is closed');
  });
});

describe('the register', () => {
  it('shows a hostile host and room as text: nothing to click but the incident', () => {
    const hostile = { ...incident('dsl'), host: 'evil\u202e.example', room: '<b>R4</b>', device: 'T\u00a01' };
    const html = renderToString(h(IncidentRows, { incidents: [hostile] }));
    expect(html).toContain('evil\\u202e.example');
    expect(html).toContain('&lt;b>R4');
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([`/incidents/${hostile.id}`]);
  });
});

describe('contacts', () => {
  const lado = { id: 'lado', name: 'LADO', use: 'u', phone: '01629 000000' };

  it('are marked until somebody confirms them, and are text to read', () => {
    const open = renderToString(h(ContactList, { contacts: [lado] }));
    expect(open).toContain('Not yet confirmed');
    expect(open).not.toContain('href');
    const confirmed = { ...lado, confirmed: { by: 'Dee', at: '2026-09-15T09:00:00.000Z' } };
    expect(renderToString(h(ContactList, { contacts: [confirmed] }))).not.toContain('Not yet confirmed');
  });

  it('name the county’s own LADO where there is one', () => {
    const first = { contacts: [lado, { ...lado, id: 'lado-any' }], people: [] };
    expect(contactsOf(first).map(({ id }) => id)).toEqual(['lado']);
    expect(contactsOf({ ...first, contacts: first.contacts.slice(1) }).map(({ id }) => id)).toEqual(['lado-any']);
  });
});
