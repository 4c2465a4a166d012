/** Desktop notifications and the badge: which there should be is pure, putting them there is one function. */
import type { ReportView } from '../../shared/staff-api.ts';
import { browser } from '../platform/browser.ts';
import { inertText } from '../../shared/inert-text.ts';
import { message } from '../locales/catalogue.ts';
import { readTold, writeTold } from './stored.ts';

const prefix = 'dolphin-staff:';
const together = `${prefix}many`;
/** More computers than this at once become one notification that counts (design §4: thirty children, one alert). */
const oneByOne = 3;

export type Notice = {
  readonly id: string;
  readonly title: string;
  readonly message: string;
  readonly buttons: readonly string[];
};

/** A teacher's screen is often on the whiteboard: the room or class, never the computer or the child at it. */
function placeOf(report: ReportView): string {
  const place = [report.group, report.room].filter((part) => part !== undefined);
  return place.length > 0 ? place.map(inertText).join(' · ') : message('staff.notice.which');
}

/** The notifications that should stand now, for the reports that wait for this person. */
export function noticesFor(waiting: readonly ReportView[]): Notice[] {
  if (waiting.length > oneByOne)
    return [
      {
        id: together,
        title: message('staff.notice.title-many', { count: waiting.length }),
        message: message('staff.notice.which'),
        buttons: [],
      },
    ];
  return waiting.map((report) => ({
    id: prefix + report.id,
    title: message('staff.notice.title'),
    message: placeOf(report),
    buttons: [message('staff.coming'), message('staff.not-mine')],
  }));
}

/**
 * What to raise and what to take down. `told` are the reports announced before: one that the person wiped away stays
 * away; the counting notification is raised anew only when somebody joins it.
 */
export function changesOf(
  waiting: readonly ReportView[],
  shown: readonly string[],
  told: ReadonlySet<string>,
): { raise: Notice[]; clear: string[]; fresh: string[] } {
  const wanted = noticesFor(waiting);
  const fresh = waiting.map(({ id }) => id).filter((id) => !told.has(id));
  const raise = wanted.filter(({ id }) => (id === together ? fresh.length > 0 : !told.has(id.slice(prefix.length))));
  const standing = new Set(wanted.map(({ id }) => id));
  return { raise, clear: shown.filter((id) => id.startsWith(prefix) && !standing.has(id)), fresh };
}

/** The report a notification speaks of; `undefined` for the counting one and for those of others. */
export function reportOfNotice(id: string): string | undefined {
  return id.startsWith(prefix) && id !== together ? id.slice(prefix.length) : undefined;
}

export const isOurNotice = (id: string) => id.startsWith(prefix);

/** Raises one notification; Firefox knows no buttons and refuses the whole call when it meets one. */
export async function raise({ id, title, message, buttons }: Notice): Promise<void> {
  const plain = { type: 'basic', iconUrl: browser.runtime.getURL('/icon/128.png'), title, message } as const;
  try {
    await browser.notifications.create(id, {
      ...plain,
      priority: 2,
      requireInteraction: true,
      ...(buttons.length > 0 && { buttons: buttons.map((title) => ({ title })) }),
    });
  } catch {
    // Without the refused members: a click on it opens the panel, which has the same actions.
    await browser.notifications.create(id, plain);
  }
}

export type BadgeState = { readonly waiting: number; readonly trouble: 'none' | 'offline' | 'signed-out' };

/** Shows the count on the toolbar, or that nothing can arrive at the moment. */
export async function showBadge({ waiting, trouble }: BadgeState): Promise<void> {
  const text = waiting > 0 ? String(waiting) : trouble === 'none' ? '' : '!';
  const title =
    trouble === 'offline'
      ? message('staff.badge.offline')
      : trouble === 'signed-out'
        ? message('staff.badge.signed-out')
        : message('staff.badge.waiting', { count: waiting });
  await browser.action.setBadgeText({ text });
  await browser.action.setBadgeBackgroundColor({ color: trouble === 'none' ? '#0b5c86' : '#5b6670' });
  await browser.action.setTitle({ title });
}

/** Tells, on the notification itself, that an answer given on it did not get through. */
export async function raiseFailure(report: string, sentence: string): Promise<void> {
  await raise({ id: prefix + report, title: message('staff.notice.failed'), message: sentence, buttons: [] });
}

/** Gives the function that brings badge and notifications into step; one at a time, in the order of the calls. */
export function createAnnouncer(): (waiting: readonly ReportView[], trouble: BadgeState['trouble']) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  const announce = async (waiting: readonly ReportView[], trouble: BadgeState['trouble']) => {
    await showBadge({ waiting: waiting.length, trouble });
    const told = await readTold();
    const shown = Object.keys(await browser.notifications.getAll());
    const { raise: wanted, clear, fresh } = changesOf(waiting, shown, new Set(told));
    for (const notice of wanted) await raise(notice);
    for (const id of clear) await browser.notifications.clear(id);
    if (fresh.length > 0) await writeTold([...told, ...fresh]);
  };
  return (waiting, trouble) => {
    const mine = () => announce(waiting, trouble);
    last = last.then(mine, mine);
    return last;
  };
}
