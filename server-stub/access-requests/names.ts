/** Owns making other people's names unreadable in what is given out about one child. Pure. */

const least = 3;

/** Every spelling by which one of these people might be called: the whole name and each longer part of it. */
function callings(names: readonly string[]): Set<string> {
  const plain = names.map((name) => name.normalize('NFC').trim().toLowerCase()).filter(Boolean);
  return new Set(plain.flatMap((name) => [name, ...name.split(/[\s.-]+/)]).filter((part) => part.length >= least));
}

/** @param own the child's own name, which stays readable even where another shares a part of it */
export function withoutNames(text: string, others: readonly string[], own: string, instead: string): string {
  const keep = callings([own]);
  const gone = [...callings(others)].filter((name) => !keep.has(name)).toSorted((a, b) => b.length - a.length);
  const escaped = gone.map((name) =>
    name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`),
  );
  if (escaped.length === 0) return text;
  return text
    .normalize('NFC')
    .replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu'), instead);
}
