/** Days as the device's own clock and zone count them. */

/** Such as `2026-11-20`. */
export function dayOf(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function two(value: number): string {
  return String(value).padStart(2, '0');
}
