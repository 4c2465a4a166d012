/** Dolphin's seat in a real school: its policy has arrived, and every press is released as an adult does it from afar. */
import type { Display } from '../../browsers/display.ts';
import type { Hand } from '../../browsers/hand.ts';
import type { School, Staff } from '../../school.ts';
import { pause } from '../scene.ts';
import { dolphin } from './contender.ts';
import { openSeat, type Seat, type Target } from './seat.ts';

/** How long a press may take to reach the school, ms. */
const deliveredWithinMs = 20_000;

export type Dolphins = { sit: () => Promise<Seat>; giveBack: (seat: Seat) => Promise<void> };

export function dolphinsOf(
  school: School,
  lead: Staff,
  on: { display: Display; hand: Hand; env?: Readonly<Record<string, string>> },
): Dolphins {
  const done = new Set<string>();
  const giveBack = async (seat: Seat): Promise<void> => {
    const { id } = await lead.waitFor((report) => !done.has(report.id), deliveredWithinMs);
    const answer = await lead.act(id, 'release');
    if (!answer.ok) throw new Error(`The release was answered ${answer.status}.`);
    done.add(id);
    const isCover = ({ url }: Target) => url.startsWith(`chrome-extension://${seat.id}/cover.html`);
    for (const until = performance.now() + deliveredWithinMs; (await seat.targets()).some(isCover); await pause(20)) {
      if (performance.now() > until) throw new Error('The cover did not go at the release.');
    }
  };
  return {
    giveBack,
    async sit() {
      const { display, env } = on;
      const seat = await openSeat({
        display,
        extension: dolphin.extension,
        policy: school.policy(),
        ...(env && { env }),
      });
      // A press that reaches the school is the proof that the policy is there.
      await seat.show(['about:blank']);
      await pause(1500);
      dolphin.press.ready(on.hand);
      dolphin.press.go(on.hand);
      dolphin.press.after(on.hand);
      await giveBack(seat);
      return seat;
    },
  };
}
