/** The technician's page: is this computer connected, what does its policy say, what is waiting. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { message, type MessageKey } from '../locales/catalogue.ts';
import type { ask as askBackground, Health, listen as listenToBackground } from '../platform/messages.ts';
import { healthGroups, healthText, localTime, type Group } from './rows.ts';

export type SelfcheckProps = {
  ask: typeof askBackground;
  listen: typeof listenToBackground;
  /** Puts text on the clipboard; rejects when the browser does not allow it. */
  copy: (text: string) => Promise<void>;
};

/** Policy and queue change without telling; the page looks again this often, ms. */
const refreshMs = 10_000;

export function Selfcheck({ ask, listen, copy }: SelfcheckProps): JSX.Element {
  const [health, setHealth] = useState<Health>();
  const [silent, setSilent] = useState(false);
  const [said, say] = useState<MessageKey>();

  async function read(): Promise<void> {
    const reply = await ask('health.read', {});
    if (reply.ok) setHealth(reply.value);
    setSilent(!reply.ok);
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
      {health ? <Connection connected={health.connected} /> : !silent && <p>{message('selfcheck.reading')}</p>}
      {health && (
        <>
          {healthGroups(health, localTime).map((group) => (
            <GroupTable key={group.title} {...group} />
          ))}
          <div class="selfcheck-actions">
            <button type="button" class="button button-main" onClick={() => void send()}>
              {message('selfcheck.send')}
            </button>
            <button type="button" class="button" onClick={() => void copyText(healthText(health, localTime))}>
              {message('selfcheck.copy')}
            </button>
            <p role="status">{said && message(said)}</p>
          </div>
          {said === 'selfcheck.copy-failed' && <pre tabIndex={0}>{healthText(health, localTime)}</pre>}
        </>
      )}
    </main>
  );
}

function Connection({ connected }: { connected: boolean }): JSX.Element {
  return (
    <p class={connected ? 'note selfcheck-good' : 'note'}>
      {message(connected ? 'selfcheck.connected' : 'selfcheck.not-connected')}
      <span class="quiet">{message(connected ? 'selfcheck.connected-why' : 'selfcheck.not-connected-why')}</span>
    </p>
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
