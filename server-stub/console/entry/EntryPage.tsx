/** A staff member's own entry: something seen or told of, with or without an address. */
import { useRef, useState } from 'preact/hooks';
import * as v from 'valibot';
import { labelCharacters } from '../../../shared/limits.ts';
import { reportViewSchema, type ReportView } from '../../../shared/staff-api.ts';
import { anything, call } from '../api.ts';
import { Field, Labelled, Problem } from '../frame/Field.tsx';
import { useOnce } from '../frame/use-once.ts';
import type { Live } from '../live/live.ts';
import type { Standing } from '../standing.ts';
import { word } from '../words.ts';
import { entryOf, localMinute, noteOf } from './entry.ts';

const answerSchema = v.looseObject({ id: v.string(), report: v.optional(reportViewSchema) });
type Entered = { id: string; report?: ReportView | undefined };

export function EntryPage(props: { live: Live; standing: Standing; go: (path: string) => void }) {
  const { live, standing, go } = props;
  const { busy, once } = useOnce<'send'>();
  const [problem, setProblem] = useState<string>();
  const [now] = useState(() => localMinute(new Date()));
  /** Kept already: a second try sends only what is missing. */
  const entered = useRef<Entered | undefined>(undefined);

  async function send(form: FormData): Promise<void> {
    if (!entered.current) {
      const answer = await call('/reports', answerSchema, { body: entryOf(form) });
      if (!answer.ok) return setProblem(answer.failure.sentence);
      entered.current = answer.value;
      if (answer.value.report) live.put(answer.value.report);
    }
    const { id, report } = entered.current;
    const note = noteOf(form);
    if (report && note !== undefined) {
      const noted = await call(`/incidents/${id}/events`, anything, { body: note });
      if (!noted.ok) return setProblem(word('entry.note-missing', { why: noted.failure.sentence }));
    }
    go(report ? `/reports/${id}` : '/');
  }

  return (
    <>
      <h1>{word('entry.title')}</h1>
      <p class="quiet">{word('entry.why')}</p>
      <p>
        <a href="/concerns/new">{word('entry.adult')}</a>
      </p>
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          once('send', () => send(form));
        }}
      >
        <Field id="occurredAt" label={word('entry.when')} type="datetime-local" defaultValue={now} max={now} />
        <div class="columns">
          <Field id="room" label={word('entry.room')} maxLength={labelCharacters} autoComplete="off" />
          <Field id="group" label={word('entry.group')} maxLength={labelCharacters} autoComplete="off" />
          <Field id="device" label={word('entry.device')} maxLength={labelCharacters} autoComplete="off" />
        </div>
        <Labelled id="url" label={word('entry.url')} hint={word('entry.url-hint')}>
          <textarea
            id="url"
            name="url"
            class="input inert-input"
            rows={3}
            maxLength={8192}
            dir="ltr"
            autoComplete="off"
            spellcheck={false}
            aria-describedby="url-hint"
          />
        </Labelled>
        {standing.duties.has('note') && (
          <Labelled id="note" label={word('entry.note')} hint={word('entry.note-hint')}>
            <textarea
              id="note"
              name="note"
              class="input"
              rows={4}
              maxLength={4000}
              autoComplete="off"
              aria-describedby="note-hint"
            />
          </Labelled>
        )}
        <Problem sentence={problem} />
        <button type="submit" class="button button-main" aria-disabled={busy !== undefined}>
          {word(busy ? 'working' : 'entry.send')}
        </button>
      </form>
    </>
  );
}
