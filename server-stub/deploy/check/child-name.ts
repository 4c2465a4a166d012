/** Owns the suspicion that a device's label names a child. It is a question, so it may err on the side of asking. */

/** Words of places, things and times that labels are made of. */
const ordinary =
  /^(art|bay|block|book|box|case|chrome|chromebook|class|classroom|computer|corner|corridor|desk|desktop|device|dt|hall|head|home|ict|infant|infants|ipad|it|junior|juniors|kitchen|lab|laptop|left|library|lower|music|north|nursery|office|pc|pre|primary|reception|red|right|room|rm|school|science|set|south|staff|station|store|suite|table|tablet|team|trolley|unit|upper|west|east|wing|year|yr|new|old|blue|green|yellow|orange|purple|white|black|silver|gold|oak|ash|elm|beech|birch|willow|maple|front|back|spare|loan|teacher|reading|maths|quiet|main|small|big|top|bottom|one|two|three|four|five|six)s?$/i;

export function looksLikeAName(label: string): boolean {
  if (/@/.test(label)) return true;
  const words = label.split(/[\s._,-]+/).filter(Boolean);
  if (words.some((word) => ordinary.test(word) || /\d/.test(word))) {
    // "Aisha’s laptop" names a child all the same.
    return words.some((word) => /^\p{Lu}\p{Ll}+['’]s$/u.test(word));
  }
  return words.length >= 2 && words.length <= 3 && words.every((word) => /^\p{Lu}(\p{L}|['’])*$/u.test(word));
}
