/** The technician's page: does Dolphin work on this computer, and if not, what is to be done. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fingerprintOf } from '../../shared/fingerprint.ts';
import { message, type MessageKey } from '../locales/catalogue.ts';
import type { Installation } from '../platform/installation.ts';
import type { ask as askBackground, Health, listen as listenToBackground, Probe, Trial } from '../platform/messages.ts';
import { checksOf, worst, type Known } from './checks.ts';
import { CheckList } from './CheckList.tsx';
import { healthGroups, healthText, localTime, type Group } from './rows.ts';

export type SelfcheckProps = {
  ask: typeof askBackground;
  listen: typeof listenToBackground;
  /** Puts text on the clipboard; rejects when the browser does not allow it. */
  copy: (text: string) => Promise<void>;
  installation: () => Promise<Installation>;
};

/** Policy and queue change without telling; the page looks again this often, ms. */
const refreshMs = 10_000;

/** What is known, growing as the answers come. */
function useKnown({ ask, listen, installation }: Pick<SelfcheckProps, 'ask' | 'listen' | 'installation'>) {
  const [health, setHealth] = useState<Health>();
  const [silent, setSilent] = useState(false);
  const [found, setFound] = useState<Installation>();
  const [probe, setProbe] = useState<Probe>();
  const [words, setWords] = useState<string>();
  const [trial, setTrial] = useState<Trial | 'busy'>();

  async function read(): Promise<void> {
    void installation().then(setFound);
    const reply = await ask('health.read', {});
    setSilent(!reply.ok);
    if (reply.ok) setHealth(reply.value);
  }
  useEffect(() => {
    void read();
    const timer = setInterval(() => void read(), refreshMs);
    const unlisten = listen('health.changed', (queue) => setHealth((known) => known && { ...known, queue }));
    return () => {
      clearInterval(timer);
      unlisten();
    };
  }, []);
  const endpoint = health?.endpoint;
  useEffect(() => {
    setProbe(undefined);
    if (endpoint !== undefined)
      void ask('health.probe', {}).then((reply) =>
        setProbe(reply.ok ? reply.value : { ok: false, problem: 'network' }),
      );
  }, [endpoint]);
  const { x, y } = health?.key ?? {};
  useEffect(() => {
    setWords(undefined);
    if (x !== undefined && y !== undefined) void fingerprintOf({ x, y }).then(setWords);
  }, [x, y]);

  async function sendTrial(): Promise<void> {
    setTrial('busy');
    const reply = await ask('health.trial', {});
    setTrial(reply.ok ? reply.value : { state: 'unsaved' });
    await read();
  }
  const known: Known | undefined = health && {
    health,
    ...(found && { installation: found }),
    ...(probe && { probe }),
    ...(words !== undefined && { words }),
    ...(trial && { trial }),
  };
  return { known, silent, read, sendTrial, isBusy: trial === 'busy' };
}

export function Selfcheck(props: SelfcheckProps): JSX.Element {
  const { ask, copy } = props;
  const { known, silent, read, sendTrial, isBusy } = useKnown(props);
  const [said, say] = useState<MessageKey>();

  async function send(): Promise<void> {
    const reply = await ask('health.drain', {});
    say(reply.ok ? 'selfcheck.send-done' : 'selfcheck.send-failed');
    await read();
  }
  async function copyText(text: string): Promise<void> {
    try {
      await copy(text);
      say('selfcheck.copy-done');
    } catch {
      // The text is on the page anyway: the technician is told to select it.
      say('selfcheck.copy-failed');
    }
  }

  return (
    <main class="selfcheck">
      <header>
        <h1>{message('selfcheck.title')}</h1>
        <p class="quiet">{message('selfcheck.intro')}</p>
      </header>
      {silent && (
        <p class="note" role="alert">
          {message('selfcheck.no-answer')}
        </p>
      )}
      {!known && !silent && <p>{message('selfcheck.reading')}</p>}
      {known && (
        <>
          <Verdict known={known} />
          <div class="selfcheck-actions">
            <button
              type="button"
              class="button button-main"
              aria-disabled={isBusy}
              onClick={() => void (isBusy || sendTrial())}
            >
              {message('selfcheck.trial')}
            </button>
            <button type="button" class="button" onClick={() => void send()}>
              {message('selfcheck.send')}
            </button>
            <button type="button" class="button" onClick={() => void copyText(healthText(known, localTime))}>
              {message('selfcheck.copy')}
            </button>
            <p role="status">{said && message(said)}</p>
          </div>
          {said === 'selfcheck.copy-failed' && <pre tabIndex={0}>{healthText(known, localTime)}</pre>}
          <CheckList checks={checksOf(known, localTime)} />
          {healthGroups(known.health, localTime).map((group) => (
            <GroupTable key={group.title} {...group} />
          ))}
        </>
      )}
    </main>
  );
}

function Verdict({ known }: { known: Known }): JSX.Element {
  const { connected } = known.health;
  const { level, count } = worst(checksOf(known, localTime));
  return (
    <div class={`selfcheck-verdict level-${level}`} role="status">
      <strong>{message(`selfcheck.verdict.${level}`, { count })}</strong>
      <span>
        {message('selfcheck.connection', {
          state: message(connected ? 'selfcheck.connected' : 'selfcheck.not-connected'),
          why: message(connected ? 'selfcheck.connected-why' : 'selfcheck.not-connected-why'),
        })}
      </span>
    </div>
  );
}

function GroupTable({ title, rows }: Group): JSX.Element {
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {rows.map(({ name, values, concern }) => (
          <tr key={name} class={concern ? 'concern' : undefined}>
            <th scope="row">{name}</th>
            <td>
              {values.map((value) => (
                <div key={value}>{value}</div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
