/** The audit record for those who may read it: who did what, when. */
import { useState } from 'preact/hooks';
import * as v from 'valibot';
import { inertText } from '../../../shared/inert-text.ts';
import { call } from '../api.ts';
import { Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useOnce } from '../frame/use-once.ts';
import { stampTime, word } from '../words.ts';

const auditSchema = v.object({
  entries: v.array(
    v.looseObject({
      seq: v.number(),
      at: v.string(),
      actor: v.string(),
      actorName: v.optional(v.string()),
      actorRole: v.string(),
      kind: v.string(),
      subject: v.string(),
    }),
  ),
  next: v.optional(v.string()),
});
type Audit = v.InferOutput<typeof auditSchema>;
const load = () => call('/audit', auditSchema);
const isReport = (subject: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(subject);

export function AuditPage() {
  const { answer, again } = useAnswer(load);
  return (
    <>
      <div class="page-head">
        <h1>{word('audit.title')}</h1>
        <button type="button" class="button button-small" onClick={again}>
          {word('audit.renew')}
        </button>
      </div>
      <p class="quiet">{word('audit.why')}</p>
      {!answer && <p class="quiet">{word('loading')}</p>}
      {answer && !answer.ok && <Problem sentence={answer.failure.sentence} />}
      {answer?.ok && <Record key={answer.value.entries[0]?.seq} first={answer.value} />}
    </>
  );
}

/** The newest page of the record, and older ones as they are asked for. */
function Record({ first }: { first: Audit }) {
  const [older, setOlder] = useState<readonly Audit[]>([]);
  const [problem, setProblem] = useState<string>();
  const { busy, once } = useOnce<'more'>();
  const pages = [first, ...older];
  const next = pages.at(-1)?.next;
  return (
    <>
      <div class="table-box" role="region" aria-label={word('audit.title')} tabIndex={0}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{word('audit.seq')}</th>
              <th scope="col">{word('audit.at')}</th>
              <th scope="col">{word('audit.actor')}</th>
              <th scope="col">{word('audit.kind')}</th>
              <th scope="col">{word('audit.subject')}</th>
            </tr>
          </thead>
          <tbody>
            {pages
              .flatMap(({ entries }) => entries)
              .map((entry) => (
                <Row key={entry.seq} entry={entry} />
              ))}
          </tbody>
        </table>
      </div>
      <Problem sentence={problem} />
      {next !== undefined && (
        <button
          type="button"
          class="button"
          aria-disabled={busy !== undefined}
          onClick={() =>
            once('more', async () => {
              const more = await call(`/audit?before=${encodeURIComponent(next)}`, auditSchema);
              setProblem(more.ok ? undefined : more.failure.sentence);
              if (more.ok) setOlder((earlier) => [...earlier, more.value]);
            })
          }
        >
          {word(busy ? 'loading' : 'live.more')}
        </button>
      )}
    </>
  );
}

function Row({ entry }: { entry: Audit['entries'][number] }) {
  const { seq, at, actor, actorName, actorRole, kind, subject } = entry;
  return (
    <tr>
      <td>{seq}</td>
      <td>{stampTime(at)}</td>
      <td>
        {inertText(actorName ?? actor)}
        {actorRole !== '' && actorRole !== actor && <span class="quiet"> ({inertText(actorRole)})</span>}
      </td>
      <td>{inertText(kind)}</td>
      <td>
        {isReport(subject) ? (
          <Subject id={subject} isPress={/^(press|report|alert|cover|outcome|escalation|url|follow-up)/.test(kind)} />
        ) : (
          inertText(subject)
        )}
      </td>
    </tr>
  );
}

/** Ids of people look like ids of reports: only what is said of a report leads to one. */
function Subject({ id, isPress }: { id: string; isPress: boolean }) {
  const short = id.slice(0, 8);
  return isPress ? <a href={`/reports/${id}`}>{short}</a> : <span title={id}>{short}</span>;
}
