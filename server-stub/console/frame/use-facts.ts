/** What the school has of the things that pages are about, as far as this person is shown it. */
import { useEffect, useState } from 'preact/hooks';
import { loadConcerns } from '../concern/load.ts';
import type { LiveView } from '../live/live.ts';
import type { Standing } from '../standing.ts';
import type { Facts } from './places.ts';

export function useFacts(standing: Standing | undefined, view: LiveView | undefined, path: string): Facts {
  const [concerns, setConcerns] = useState<boolean>();
  const away = path === '/' || concerns === undefined;
  useEffect(() => {
    if (!standing) return setConcerns(undefined);
    // Asked anew on the way back to the start: one may have been opened to this person since.
    if (away) void loadConcerns().then((answer) => setConcerns(answer.ok && answer.value.concerns.length > 0));
    return undefined;
  }, [standing, away]);
  const reported = view?.reports.some(({ practice }) => !practice) ?? false;
  return { reported, concerns };
}
