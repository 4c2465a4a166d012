/** Letting new devices in: one look at each, all that wait at once, or by themselves for a while. */
import { useState } from 'preact/hooks';
import { approvalSchema, approvedSchema, type DeviceList } from '../../../shared/fleet-api.ts';
import { call } from '../api.ts';
import { Problem } from '../frame/Field.tsx';
import { useNow } from '../frame/use-now.ts';
import { useOnce } from '../frame/use-once.ts';
import { clockTime, word } from '../words.ts';
import { leftOf } from './device-words.ts';
import { Sure } from './Sure.tsx';

const shortMinutes = 30;
const longMinutes = 240;

export function Approval({ list, renew }: { list: DeviceList; renew: () => void }) {
  const { busy, once } = useOnce<'set' | 'all'>();
  const [problem, setProblem] = useState<string>();
  const [told, setTold] = useState<string>();
  const now = useNow();
  // The window ends by the server's clock, which need not be this computer's.
  const [ahead] = useState(() => Date.parse(list.now) - Date.now());
  const left = list.approvalUntil === undefined ? undefined : leftOf(list.approvalUntil, now + ahead);
  const { pending } = list.counts;

  const set = (minutes: number) =>
    once('set', async () => {
      const answer = await call('/devices/approval', approvalSchema, { body: { minutes } });
      setProblem(answer.ok ? undefined : answer.failure.sentence);
      renew();
    });
  const approveAll = () =>
    once('all', async () => {
      const answer = await call('/devices/approve-waiting', approvedSchema, { body: { upTo: list.now } });
      setProblem(answer.ok ? undefined : answer.failure.sentence);
      if (answer.ok) setTold(word('devices.approval.done', { count: answer.value.approved }));
      renew();
    });

  return (
    <section class="card stack-tight" aria-labelledby="approval">
      <h2 id="approval">{word('devices.approval')}</h2>
      <p role="status">
        {left === undefined ? word('devices.approval.closed') : word('devices.approval.open', { left })}
      </p>
      <div class="sure-actions">
        {left === undefined ? (
          <>
            <button type="button" class="button" aria-disabled={busy !== undefined} onClick={() => set(shortMinutes)}>
              {word('devices.approval.start', { count: shortMinutes })}
            </button>
            <button
              type="button"
              class="button button-plain"
              aria-disabled={busy !== undefined}
              onClick={() => set(longMinutes)}
            >
              {word('devices.approval.longer', { count: longMinutes / 60 })}
            </button>
          </>
        ) : (
          <button type="button" class="button" aria-disabled={busy !== undefined} onClick={() => set(0)}>
            {word('devices.approval.stop')}
          </button>
        )}
      </div>
      <Problem sentence={problem} />
      {told !== undefined && <p role="status">{told}</p>}
      {pending > 0 && (
        <>
          <p>
            <strong>
              {pending === 1
                ? word('devices.approval.waiting-one')
                : word('devices.approval.waiting', { count: pending })}
            </strong>
          </p>
          <Sure label={word('devices.approval.all')} yes={word('devices.yes')} busy={busy === 'all'} act={approveAll}>
            <p>{word('devices.approval.all-sure', { count: pending, time: clockTime(list.now) })}</p>
          </Sure>
        </>
      )}
    </section>
  );
}
