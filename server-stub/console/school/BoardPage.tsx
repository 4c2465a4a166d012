/** Who would be told at this moment, class by class; red where nobody would. */
import { useEffect } from 'preact/hooks';
import * as v from 'valibot';
import { inertText } from '../../../shared/inert-text.ts';
import { call } from '../api.ts';
import { Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { dayText, exactTime, word } from '../words.ts';
import { Away } from './Away.tsx';

const reach = v.object({ name: v.string(), reachable: v.boolean() });
const boardSchema = v.object({
  classes: v.array(v.object({ group: v.string(), told: v.array(reach), red: v.boolean() })),
  leads: v.array(reach),
  away: v.array(v.string()),
  undelivered: v.number(),
  open: v.boolean(),
  opensAt: v.optional(v.string()),
  closedDays: v.array(v.string()),
});
export type Board = v.InferOutput<typeof boardSchema>;
const load = () => call('/alerts/board', boardSchema);
/** Somebody may close their laptop at any moment. */
const renewMs = 30_000;

export function BoardPage() {
  const { answer, again } = useAnswer(load);
  useEffect(() => {
    const timer = setInterval(again, renewMs);
    return () => clearInterval(timer);
  }, [again]);
  return (
    <>
      <div class="page-head">
        <h1>{word('board.title')}</h1>
        <button type="button" class="button button-small" onClick={again}>
          {word('audit.renew')}
        </button>
      </div>
      {!answer && <p class="quiet">{word('loading')}</p>}
      {answer && !answer.ok && <Problem sentence={answer.failure.sentence} />}
      {answer?.ok && <BoardView board={answer.value} />}
      <Away changed={again} />
    </>
  );
}

export function BoardView({ board }: { board: Board }) {
  const { classes, leads, away, undelivered, open, opensAt, closedDays } = board;
  const red = classes.filter((one) => one.red);
  const noLead = !leads.some(({ reachable }) => reachable);
  return (
    <>
      {!open && (
        <p class="note">
          {word('board.closed')}
          <span class="quiet small">
            {opensAt === undefined ? word('board.closed-why') : word('board.opens', { at: exactTime(opensAt) })}
          </span>
        </p>
      )}
      {undelivered > 0 && <p class="note note-bad">{word('board.undelivered', { count: undelivered })}</p>}
      {noLead && <p class="note note-bad">{word('board.no-lead')}</p>}
      {classes.length === 0 && <p class="card">{word('board.no-classes')}</p>}
      {classes.length > 0 && (
        <p role="status" class={red.length > 0 ? 'note note-bad' : 'quiet'}>
          {red.length > 0 ? word('board.red-count', { count: red.length }) : word('board.all-well')}
        </p>
      )}
      <ul class="board">
        {classes.map(({ group, told, red: isRed }) => (
          <li key={group} class={isRed ? 'card board-red' : 'card'}>
            <h2>{inertText(group)}</h2>
            {isRed && <p class="tag tag-grave">{word(told.length === 0 ? 'board.nobody' : 'board.unreachable')}</p>}
            <People people={told} />
          </li>
        ))}
        <li class={noLead ? 'card board-red' : 'card'}>
          <h2>{word('board.leads')}</h2>
          {leads.length === 0 ? <p class="quiet">{word('board.nobody')}</p> : <People people={leads} />}
        </li>
      </ul>
      {away.length > 0 && (
        <section class="stack stack-tight">
          <h2>{word('board.away')}</h2>
          <p>{away.map(inertText).join(', ')}</p>
        </section>
      )}
      {closedDays.length > 0 && (
        <section class="stack stack-tight">
          <h2>{word('board.closed-days')}</h2>
          <p>{closedDays.map(dayText).join(' · ')}</p>
        </section>
      )}
    </>
  );
}

function People({ people }: { people: Board['leads'] }) {
  return (
    <ul class="people">
      {people.map(({ name, reachable }) => (
        <li key={name} class={reachable ? 'connection connection-live' : 'connection'}>
          {inertText(name)}
          <span class="quiet small">{word(reachable ? 'board.here' : 'board.not-here')}</span>
        </li>
      ))}
    </ul>
  );
}
