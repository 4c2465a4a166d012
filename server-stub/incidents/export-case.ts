/** Owns one case as a file for the school's own child-protection records: JSON, CSV, or a block of text to copy. */
import { createHash } from 'node:crypto';
import type { IncidentView } from '../../shared/incident-api.ts';
import { defang } from '../alerts/url-mail.ts';
import { hasDuty } from '../people/duties.ts';
import type { Person } from '../people/person.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Rules } from '../profiles/load.ts';
import { say } from '../text/say.ts';
import { findIncident } from './incident-view.ts';
import { actorOf, type Desk } from './list.ts';
import { printPage } from './print-page.ts';

export const exportForms = ['json', 'csv', 'text', 'html'] as const;
export type ExportForm = (typeof exportForms)[number];
type Parts = Desk & { rules: Rules; nameOf: (id: string) => Promise<string | undefined> };

/** The file, once the chain says that it was made; `undefined` for whoever may not have it. */
export async function exportCase(desk: Parts, person: Person, id: string, as: ExportForm): Promise<string | undefined> {
  if (!hasDuty(person, 'decide')) return undefined;
  const incident = await findIncident(desk, person, id);
  if (!incident) return undefined;
  const at = new Date(desk.now()).toISOString();
  const whole = {
    exportedAt: at,
    school: desk.rules.profile.title,
    ...withoutAddresses(incident),
    chain: await excerptOf(desk, person, incident),
  };
  const file = makers[as](whole);
  const digest = createHash('sha256').update(file).digest('base64url');
  await desk.store.write((tx) =>
    appendAudit(tx, { ...actorOf(person), kind: 'export.made', subject: incident.id, payload: { as, digest } }, at),
  );
  return file;
}

/** No file of ours holds an address that opens on a click, and what may be illegal is not in it at all. */
function withoutAddresses(incident: IncidentView) {
  const { views, timeline, host: whole, may: _, suggestions: __, technicians: ___, ...rest } = incident;
  const hostOf = (host: string | undefined) => (host === undefined || incident.locked ? {} : { host: defang(host) });
  const shown = (url: string) => (incident.locked ? 'locked' : defang(url));
  return {
    ...rest,
    ...hostOf(whole),
    views: views.map(({ url, others, host, ...view }) => ({
      ...view,
      ...hostOf(host),
      ...(url === undefined ? {} : { address: shown(url) }),
      ...(others === undefined ? {} : { otherAddresses: others.map(shown) }),
    })),
    timeline: timeline.map((moment) => {
      const url = moment.content?.['url'];
      return typeof url === 'string' ? { ...moment, content: { ...moment.content, url: shown(url) } } : moment;
    }),
  };
}
type Whole = ReturnType<typeof withoutAddresses> & { exportedAt: string; school: string; chain: Excerpt[] };
type Excerpt = { seq: number; at: string; kind: string; hash: string };

async function excerptOf({ store }: Parts, { school }: Person, { timeline }: IncidentView): Promise<Excerpt[]> {
  const numbers = timeline.map(({ seq }) => seq);
  if (numbers.length === 0) return [];
  return store.read
    .selectFrom('audit')
    .select(['seq', 'at', 'kind', 'hash'])
    .where('school', '=', school)
    .where('seq', 'in', numbers)
    .orderBy('seq')
    .execute();
}

function htmlOf({ id, school, exportedAt, lanes, outcome, procedure, timeline, chain, views }: Whole): string {
  const rows = (given: object): [string, string][] =>
    Object.entries(given).map(([what, said]) => [what, typeof said === 'string' ? said : JSON.stringify(said)]);
  const hashes = new Map(chain.map(({ seq, hash }) => [seq, hash]));
  const sections = [
    {
      heading: say('export.standing'),
      rows: rows({ ...lanes, ...(outcome ? { outcome } : {}), ...(procedure ? { procedure } : {}) }),
    },
    ...views.map((view) => ({ heading: say('export.report'), rows: rows(view) })),
    ...timeline.map(({ seq, at, kind, by, content }) => ({
      heading: `${at} · ${kind}`,
      rows: rows({ ...(by ? { by } : {}), ...content, entry: seq, hash: hashes.get(seq) ?? '' }),
    })),
  ];
  return printPage({ title: `Dolphin ${id}`, subtitle: `${school}, ${exportedAt}`, sections });
}

function csvOf({ timeline, chain }: Whole): string {
  const hashes = new Map(chain.map(({ seq, hash }) => [seq, hash]));
  const rows = timeline.map(({ seq, at, kind, by, content }) => [
    String(seq),
    at,
    kind,
    by ?? '',
    content ? JSON.stringify(content) : '',
    hashes.get(seq) ?? '',
  ]);
  return [['seq', 'at', 'kind', 'by', 'content', 'hash'], ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
}

/** A spreadsheet would calculate what begins like a formula. */
export function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function textOf({ id, school, exportedAt, lanes, outcome, procedure, timeline }: Whole): string {
  const head = [
    `Dolphin ${id}, ${school}, ${exportedAt}`,
    ...Object.entries(lanes).map(([lane, state]) => `${lane}: ${state}`),
    ...(procedure ? [`procedure: ${procedure}`] : []),
    ...(outcome ? [`outcome: ${outcome}`] : []),
    '',
  ];
  const lines = timeline.map(({ at, kind, by, content }) =>
    [at, kind, by ?? '', ...Object.entries(content ?? {}).map(([name, value]) => `${name}: ${String(value)}`)]
      .filter(Boolean)
      .join(' · '),
  );
  return [...head, ...lines, ''].join('\n');
}

const makers: Readonly<Record<ExportForm, (whole: Whole) => string>> = {
  json: (whole) => JSON.stringify(whole, null, 2),
  csv: csvOf,
  text: textOf,
  html: htmlOf,
};
