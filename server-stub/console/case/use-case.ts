/** One incident for as long as its page is open: read once with its addresses, then kept current without reading them again. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import * as v from 'valibot';
import { incidentSchema, type IncidentView } from '../../../shared/incident-api.ts';
import { anything, call, type Answer } from '../api.ts';

const answerSchema = v.object({ incident: incidentSchema });

/** Appends an event; gives the sentence of what stands against it. */
export type Append = (event: Readonly<Record<string, unknown>>, on?: string) => Promise<string | undefined>;
export type Case = { readonly answer: Answer<IncidentView> | undefined; readonly append: Append };

/** What came without addresses, with those that were read before. Pure. */
export function withAddresses(fresh: IncidentView, read: IncidentView): IncidentView {
  const known = new Map(read.views.map((view) => [view.id, view]));
  const contents = new Map(read.timeline.map(({ seq, content }) => [seq, content]));
  return {
    ...fresh,
    views: fresh.views.map((view) => {
      const { url, others } = known.get(view.id) ?? {};
      return { ...view, ...(url === undefined ? {} : { url }), ...(others === undefined ? {} : { others }) };
    }),
    timeline: fresh.timeline.map((moment) => {
      const content = moment.content ?? contents.get(moment.seq);
      return content ? { ...moment, content } : moment;
    }),
  };
}

/** Whether what came new has to be read with its addresses: it was locked or opened, or there is more of it. Pure. */
export function needsReading(fresh: IncidentView, read: IncidentView): boolean {
  const corrections = (incident: IncidentView) =>
    incident.timeline.filter(({ kind }) => kind === 'url.corrected').length;
  return (
    fresh.locked !== read.locked ||
    fresh.reports.length !== read.reports.length ||
    corrections(fresh) !== corrections(read)
  );
}

/** `changed` is what the stream last said of it: a new one is the moment to look again. */
export function useCase(id: string, changed: unknown): Case {
  const [answer, setAnswer] = useState<Answer<IncidentView>>();
  const latest = useRef<IncidentView | undefined>(undefined);
  const round = useRef(0);

  const ask = useCallback(
    async (whole: boolean) => {
      const mine = (round.current += 1);
      const path = `/incidents/${encodeURIComponent(id)}`;
      const read = latest.current;
      let next = await call(whole || !read ? path : `${path}?address=none`, answerSchema);
      if (!whole && read && next.ok && needsReading(next.value.incident, read)) next = await call(path, answerSchema);
      else if (!whole && read && next.ok)
        next = { ok: true, value: { incident: withAddresses(next.value.incident, read) } };
      // Whoever asked later knows better.
      if (mine !== round.current) return;
      // What is on the page stays when the line is down; the frame says that it may be out of date.
      if (!next.ok && read && next.failure.kind === 'offline') return;
      latest.current = next.ok ? next.value.incident : undefined;
      setAnswer(next.ok ? { ok: true, value: next.value.incident } : next);
    },
    [id],
  );

  useEffect(() => {
    void ask(true);
    return () => {
      round.current += 1;
    };
  }, [ask]);
  const seen = useRef(changed);
  useEffect(() => {
    if (seen.current === changed) return;
    seen.current = changed;
    if (latest.current) void ask(false);
  }, [changed, ask]);

  const append = useCallback<Append>(
    async (event, on = id) => {
      const sent = await call(`/incidents/${encodeURIComponent(on)}/events`, anything, { body: event });
      if (sent.ok) await ask(false);
      return sent.ok ? undefined : sent.failure.sentence;
    },
    [id, ask],
  );
  return { answer, append };
}
