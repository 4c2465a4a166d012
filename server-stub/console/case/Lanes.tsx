/** Where an incident stands, lane by lane; only the lanes that this person's work is in. */
import { laneNames } from '../../../shared/lanes.ts';
import type { IncidentSummary } from '../../../shared/incident-api.ts';
import { word, wordIfAny } from '../words.ts';

export function Lanes({ lanes }: Pick<IncidentSummary, 'lanes'>) {
  return (
    <dl class="lanes">
      {laneNames.map((lane) => {
        const state = lanes[lane];
        return (
          state !== undefined && (
            <div key={lane} class={`lane lane-${lane}`}>
              <dt>{word(`lane.${lane}`)}</dt>
              <dd>{laneWord(lane, state)}</dd>
            </div>
          )
        );
      })}
    </dl>
  );
}

export function laneWord(lane: string, state: string): string {
  return wordIfAny(`lane.${lane}.${state}`) ?? state;
}
