/** Padding steps, and what a report may not be. */
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { padReport, pressSchema, reportSchema, type Press } from '../../shared/report.ts';

const press = (url: string): Press => ({
  kind: 'press',
  id: '9b2f6f0e-1c1d-4a57-9a3e-0d3a6c2f1b11',
  url,
  occurredAt: '2026-11-20T10:00:00.000+01:00',
  statusKey: 'AAECAwQFBgcICQoLDA0ODw',
  ext: '0.1.0',
});
const overhead = JSON.stringify(press('')).length;

describe('padding', () => {
  it.each([
    [0, 1024],
    [1024 - overhead, 1024],
    [1025 - overhead, 2048],
    [2049 - overhead, 4096],
    [4097 - overhead, 8192],
    [8192, 16384],
  ])('a press with an address of %d bytes has %d', (length, size) => {
    const report = press('u'.repeat(length));
    const padded = padReport(report)!;
    expect(padded.length).toBe(size);
    expect(JSON.parse(new TextDecoder().decode(padded))).toEqual(report);
  });

  it('counts bytes, not characters, and refuses what no step holds', () => {
    expect(padReport(press('🐬'.repeat(2048)))!.length).toBe(16384);
    expect(padReport(press('u'.repeat(16_385 - overhead)))).toBeUndefined();
  });
});

describe('a report', () => {
  it('keeps members that are not known yet', () => {
    const later = { ...press('https://e.example/'), colour: 'blue' };
    expect(v.parse(reportSchema, later)).toEqual(later);
  });

  it.each([
    ['kind', 'pres'],
    ['id', '9B2F6F0E-1C1D-4A57-9A3E-0D3A6C2F1B11'],
    ['id', '9b2f6f0e-1c1d-1a57-9a3e-0d3a6c2f1b11'],
    ['url', 'u'.repeat(8193)],
    ['url', '🐬'.repeat(2049)],
    ['url', 7],
    ['others', ['https://e.example/', 'u'.repeat(8193)]],
    ['occurredAt', '2026-11-20T10:00:00Z'],
    ['occurredAt', '20 November'],
    ['statusKey', 'short'],
    ['statusKey', '!'.repeat(22)],
    ['clockSuspect', false],
    ['device', 'x'.repeat(121)],
    ['tier', 'ks4'],
    ['tabKind', 'window'],
  ])('with %s: %j is refused', (name, value) => {
    expect(v.is(pressSchema, { ...press('https://e.example/'), [name]: value })).toBe(false);
  });
});
