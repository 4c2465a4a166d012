/** Gaps in the numbers of browsers that have no key of their own here. */
import { useState } from 'preact/hooks';
import { ago } from '../../../shared/board.ts';
import { inertText } from '../../../shared/inert-text.ts';
import type { DeviceList } from '../../../shared/fleet-api.ts';
import { anything, call } from '../api.ts';
import { Problem } from '../frame/Field.tsx';
import { useNow } from '../frame/use-now.ts';
import { useOnce } from '../frame/use-once.ts';
import { agoText, word } from '../words.ts';
import { shortId } from './device-words.ts';

export function Loose({ loose, renew }: { loose: DeviceList['loose']; renew: () => void }) {
  const { busy, once } = useOnce<string>();
  const [problem, setProblem] = useState<string>();
  const now = useNow();
  const settle = (gen: string) =>
    once(gen, async () => {
      const answer = await call(`/installations/${encodeURIComponent(gen)}/gaps-settled`, anything, { method: 'POST' });
      setProblem(answer.ok ? undefined : answer.failure.sentence);
      renew();
    });
  return (
    <section class="card stack-tight" aria-labelledby="loose">
      <h2 id="loose">{word('devices.loose')}</h2>
      <p class="quiet">{word('devices.loose-why')}</p>
      <Problem sentence={problem} />
      <ul class="rows">
        {loose.map(({ gen, label, missing, lastAt }) => (
          <li key={gen}>
            <div>
              <strong>{label === undefined ? shortId(gen) : inertText(label)}</strong>
              <p class="quiet small">
                {word('devices.loose.missing', { count: missing, ago: agoText(ago(lastAt, now)) })}
              </p>
            </div>
            <button
              type="button"
              class="button button-small"
              aria-disabled={busy !== undefined}
              onClick={() => settle(gen)}
            >
              {word(busy === gen ? 'working' : 'devices.settle')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
