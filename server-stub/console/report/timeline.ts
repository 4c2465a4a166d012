/** What has happened to a report, in order, from what this person may see of it. Pure. */
import type { ReportView } from '../../../shared/staff-api.ts';
import { word } from '../words.ts';

export type Moment = { readonly at: string; readonly text: string };

type FollowUp = NonNullable<ReportView['followUps']>[number];

export function wordsOf(followUp: FollowUp): string[] {
  const { category, uncovered } = followUp;
  return [
    ...(followUp.pressedAgain ? [word('timeline.pressed-again')] : []),
    ...(category === undefined ? [] : [word('timeline.category', { category: word(`category.${category}`) })]),
    ...(followUp.forFriend ? [word('timeline.for-friend')] : []),
    ...(uncovered === undefined ? [] : [word('timeline.uncovered', { count: uncovered })]),
    ...(followUp.earlierPage ? [word('timeline.earlier-page')] : []),
    ...(followUp.releasedLocally ? [word('timeline.released-locally')] : []),
  ];
}

/** Oldest first. What has no time of its own (passed on, lead told) is shown on the card, not here. */
export function timelineOf(report: ReportView): Moment[] {
  const moments: Moment[] = [
    { at: report.occurredAt, text: word(report.entry ? 'timeline.happened' : 'timeline.pressed') },
    { at: report.receivedAt, text: word(report.entry ? 'timeline.entered' : 'timeline.received') },
  ];
  for (const followUp of report.followUps ?? [])
    for (const text of wordsOf(followUp)) moments.push({ at: followUp.occurredAt, text });
  if (report.acknowledgedAt)
    moments.push({
      at: report.acknowledgedAt,
      text: report.acknowledgedBy
        ? word('timeline.acknowledged', { name: report.acknowledgedBy })
        : word('timeline.acknowledged-someone'),
    });
  if (report.releasedAt && !report.releasedLocally)
    moments.push({ at: report.releasedAt, text: word('timeline.released') });
  return moments.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
