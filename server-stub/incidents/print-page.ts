/** Owns a page to be printed and filed: no script, no link, nothing from elsewhere; every text is shown as it is. */

export type Section = { heading: string; rows: readonly (readonly [what: string, said: string])[] };

const style = `
  @page { margin: 20mm 18mm; }
  body { font: 11pt/1.45 system-ui, sans-serif; color: #111; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 18pt; margin: 0; }
  h2 { font-size: 12.5pt; margin: 1.6rem 0 0.4rem; break-after: avoid; border-bottom: 1px solid #999; }
  dl { display: grid; grid-template-columns: 12rem 1fr; gap: 0.25rem 1rem; margin: 0; }
  dt { color: #444; }
  dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
  .row { display: contents; break-inside: avoid; }
  footer { margin-top: 2rem; font-size: 9.5pt; color: #444; }
  @media (max-width: 34rem) { dl { grid-template-columns: 1fr; } }
`;

/** Text that can be nothing but text; what would turn its direction or hide in it is shown as a mark. */
function shown(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/(?!\n)[\p{Cc}\p{Cf}]/gu, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function printPage(page: {
  title: string;
  subtitle: string;
  sections: readonly Section[];
  foot?: string;
}): string {
  const sections = page.sections.map(({ heading, rows }) => {
    const lines = rows.map(([what, said]) => `<div class="row"><dt>${shown(what)}</dt><dd>${shown(said)}</dd></div>`);
    return `<section><h2>${shown(heading)}</h2><dl>${lines.join('')}</dl></section>`;
  });
  return [
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width"><meta name="format-detection" content="telephone=no,email=no,url=no">',
    `<title>${shown(page.title)}</title><style>${style}</style></head><body>`,
    `<header><h1>${shown(page.title)}</h1><p>${shown(page.subtitle)}</p></header>`,
    ...sections,
    ...(page.foot ? [`<footer><p>${shown(page.foot)}</p></footer>`] : []),
    '</body></html>',
  ].join('\n');
}
