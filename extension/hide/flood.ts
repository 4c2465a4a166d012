/** Tells a page that opens tab upon tab from one that opens a few: what nobody asked for must not fill the computer. */

/** So many tabs of one opener stay, hidden, until release; any more are closed as they come. */
const enough = 5;

/** Counts by opener; gives whether the newest is one too many. A worker's restart begins anew. */
export function createFlood(): (opener: number) => boolean {
  const counts = new Map<number, number>();
  return (opener) => {
    const count = (counts.get(opener) ?? 0) + 1;
    counts.set(opener, count);
    return count > enough;
  };
}
