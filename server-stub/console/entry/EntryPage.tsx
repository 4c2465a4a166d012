/** A staff member's own entry: something seen or told of, with or without an address. */
import { useState } from 'preact/hooks';
import * as v from 'valibot';
import { labelCharacters } from '../../../shared/limits.ts';
import { reportViewSchema } from '../../../shared/staff-api.ts';
import { call } from '../api.ts';
import { Field, Labelled, Problem } from '../frame/Field.tsx';
import { useOnce } from '../frame/use-once.ts';
import type { Live } from '../live/live.ts';
import { word } from '../words.ts';
import { entryOf, localMinute } from './entry.ts';

const answerSchema = v.looseObject({ report: v.optional(reportViewSchema) });

export function EntryPage({ live, go }: { live: Live; go: (path: string) => void }) {
  const { busy, once } = useOnce<'send'>();
  const [problem, setProblem] = useState<string>();
  const [now] = useState(() => localMinute(new Date()));
  return (
    <>
      <h1>{word('entry.title')}</h1>
      <p class="quiet">{word('entry.why')}</p>
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          once('send', async () => {
            const answer = await call('/reports', answerSchema, { body: entryOf(form) });
            setProblem(answer.ok ? undefined : answer.failure.sentence);
            if (!answer.ok) return;
            const { report } = answer.value;
            if (report) live.put(report);
            go(report ? `/reports/${report.id}` : '/');
          });
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
        <Problem sentence={problem} />
        <button type="submit" class="button button-main" aria-disabled={busy !== undefined}>
          {word(busy ? 'working' : 'entry.send')}
        </button>
      </form>
    </>
  );
}
