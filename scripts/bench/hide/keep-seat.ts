/** Keeps one seat over many rounds: a browser that got stuck is replaced, and its round made once more. */
import type { Seat } from './seat.ts';

export type KeptSeat = {
  /** Plays a round. Throws when it failed in a new browser too. */
  play: <T>(round: (seat: Seat) => Promise<T>) => Promise<T>;
  leave: () => Promise<void>;
};

const attempts = 2;

export function keepSeat(sit: () => Promise<Seat>): KeptSeat {
  let seat: Seat | undefined;
  const leave = async () => {
    await seat?.close();
    seat = undefined;
  };
  return {
    leave,
    async play(round) {
      for (let left = attempts - 1; ; left -= 1) {
        try {
          seat ??= await sit();
          return await round(seat);
        } catch (error) {
          await leave();
          if (left === 0) throw error;
        }
      }
    },
  };
}
