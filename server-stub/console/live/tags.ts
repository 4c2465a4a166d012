/** What has happened to a report so far, in a few words each. Pure. */
import { phaseOf } from '../../../shared/board.ts';
import type { ReportView } from '../../../shared/staff-api.ts';
import { word } from '../words.ts';

export type Tag = { readonly text: string; readonly look?: 'waiting' | 'coming' | 'good' | 'grave' };

/** The tags of a report, most pressing first. Pure. */
export function tagsOf(report: ReportView): Tag[] {
  const tags: Tag[] = [];
  const phase = phaseOf(report);
  if (report.unverified) tags.push({ text: word(`unverified.${report.unverified}`), look: 'waiting' });
  else if (phase === 'waiting') tags.push({ text: word('state.waiting'), look: 'waiting' });
  if (phase === 'open' && report.state === 'acknowledged')
    tags.push({
      text: report.acknowledgedBy
        ? word('state.coming', { name: report.acknowledgedBy })
        : word('state.coming-someone'),
      look: 'coming',
    });
  if (report.outcome === 'nothing-unsuitable') tags.push({ text: word('state.nothing-unsuitable'), look: 'good' });
  if (report.outcome === 'unsuitable') tags.push({ text: word('state.unsuitable'), look: 'grave' });
  if (report.state === 'released')
    tags.push({ text: word(report.releasedLocally ? 'state.released-locally' : 'state.released') });
  if (report.escalated) tags.push({ text: word('state.escalated'), look: 'coming' });
  if (report.notMine && report.notMine.length > 0)
    tags.push({ text: word('state.not-mine', { names: report.notMine.join(', ') }) });
  const extra = report.followUps ?? [];
  if (phase !== 'closed' && extra.some(({ pressedAgain }) => pressedAgain))
    tags.push({ text: word('state.pressed-again'), look: 'waiting' });
  if (extra.some(({ uncovered }) => uncovered !== undefined))
    tags.push({ text: word('state.uncovered'), look: 'grave' });
  if (report.entry) tags.push({ text: word('state.entry') });
  if (report.practice) tags.push({ text: word('state.practice') });
  return tags;
}
