/** Turns the entry form into what the server takes. Pure. */

/** The value of a `datetime-local` field: local time to the minute. */
export function localMinute(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Empty fields are left out; the time becomes UTC; an address is sent byte for byte but for the ends' white space. */
export function entryOf(form: { get: (name: string) => unknown }): Record<string, string> {
  const entry: Record<string, string> = {};
  for (const name of ['url', 'device', 'group', 'room']) {
    const value = form.get(name);
    if (typeof value === 'string' && value.trim() !== '') entry[name] = value.trim();
  }
  const when = form.get('occurredAt');
  const date = typeof when === 'string' && when !== '' ? new Date(when) : undefined;
  if (date && !Number.isNaN(date.getTime())) entry['occurredAt'] = date.toISOString();
  return entry;
}

/** What happened, in the person's own words, as the event that follows the entry. */
export function noteOf(form: { get: (name: string) => unknown }): { kind: 'note'; text: string } | undefined {
  const note = form.get('note');
  return typeof note === 'string' && note.trim() !== '' ? { kind: 'note', text: note.trim() } : undefined;
}
