/** The reports that wait on a device: how many, for how long, and why. */
import type { DeviceView } from '../../../shared/fleet-api.ts';
import { word } from '../words.ts';
import { failureOf, lasting } from './device-words.ts';

const counted = ['waiting', 'unsealed', 'held', 'quarantined'] as const;

export function Queue({ queue }: { queue: NonNullable<DeviceView['beat']>['queue'] }) {
  const { oldestMinutes, lastError, copies } = queue;
  const waiting = counted.filter((name) => queue[name] > 0);
  const copy = copies === 'failing' || copies === 'damaged' ? copies : undefined;
  return (
    <section class="card stack-tight" aria-labelledby="queue">
      <h2 id="queue">{word('devices.queue')}</h2>
      {waiting.length === 0 && <p>{word('devices.queue.empty')}</p>}
      <dl class="facts">
        {waiting.map((name) => (
          <div key={name}>
            <dt>{word(`devices.queue.${name}`)}</dt>
            <dd>{queue[name]}</dd>
          </div>
        ))}
        {waiting.length > 0 && oldestMinutes !== undefined && (
          <div>
            <dt>{word('devices.queue.oldest')}</dt>
            <dd>{lasting(oldestMinutes)}</dd>
          </div>
        )}
        {lastError !== undefined && (
          <div>
            <dt>{word('devices.queue.error')}</dt>
            <dd>{failureOf(lastError)}</dd>
          </div>
        )}
        {copy && (
          <div>
            <dt>{word('devices.queue.copies')}</dt>
            <dd>{word(`devices.queue.copies.${copy}`)}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
