/** What a tab shows: its address, and what kind of page that is from scheme and ending alone. */
import type { tabKinds } from '../../shared/report.ts';
import type { Tab } from '../platform/browser.ts';

export type TabKind = (typeof tabKinds)[number];

const browserSchemes = new Set(['chrome:', 'edge:', 'about:', 'devtools:', 'view-source:', 'chrome-search:', 'brave:']);

export function tabKindOf(address: string): TabKind {
  if (!URL.canParse(address)) return 'other';
  const { protocol, pathname } = new URL(address);
  if (protocol === 'chrome-error:') return 'error';
  if (browserSchemes.has(protocol)) return 'browser';
  const pdf = /\.pdf$/i.test(pathname);
  if (protocol === 'http:' || protocol === 'https:') return pdf ? 'pdf' : 'web';
  return protocol === 'file:' && pdf ? 'pdf' : 'other';
}

/** The address that shows; one still on its way only when there is no other. */
export function addressOf(tab: Tab): string {
  return tab.url || tab.pendingUrl || '';
}
