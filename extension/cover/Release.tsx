/** The way out for an adult at the device: one button, a wait, a word, three choices. Its rules are in gesture.ts. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import { message } from '../locales/catalogue.ts';
import type { ReleaseChoice } from '../platform/messages.ts';
import { atRest, gestureNext, waitMs, type Gesture } from './gesture.ts';
import { isStrayKey } from './guard.ts';

/** Fixed, because index.html holds the same markup before any script. */
const panelId = 'release-panel';
const choices: readonly ReleaseChoice[] = ['close', 'give-back', 'keep'];

export type ReleaseProps = {
  /** Gives the choice to the background; false when it could not be taken. */
  release: (choice: ReleaseChoice) => Promise<boolean>;
  /** From 0 up to 1. */
  random: () => number;
  /** The sticker number of the device, for the adult who writes it down. */
  device?: string | undefined;
};

export function Release({ release, random, device }: ReleaseProps): JSX.Element {
  const [gesture, send] = useReducer(gestureNext, atRest);
  const root = useRef<HTMLDivElement>(null);
  const open = useRef<HTMLButtonElement>(null);
  const prompt = useRef<HTMLParagraphElement>(null);
  const { step } = gesture;
  const since = step === 'wait' ? gesture.since : undefined;
  const choice = step === 'sending' ? gesture.choice : undefined;

  useEffect(() => {
    if (since === undefined) return undefined;
    const timer = setTimeout(() => send({ type: 'waited', since }), waitMs);
    return () => clearTimeout(timer);
  }, [since]);

  useEffect(() => {
    if (!choice) return;
    void release(choice).then((ok) => send({ type: 'answered', ok }));
  }, [choice]);

  useEffect(() => strayWatch(root, () => send({ type: 'stray' })), []);

  // The button that was pressed may be gone: focus goes where the adult reads on, never straight onto a choice.
  const begun = useRef(false);
  useLayoutEffect(() => {
    const first = !begun.current;
    begun.current = true;
    if (first) return;
    if (step !== 'rest') root.current?.scrollIntoView({ block: 'nearest' });
    const lost = [null, document.body, prompt.current].includes(document.activeElement as HTMLElement | null);
    if (lost) (step === 'rest' ? open : prompt).current?.focus();
  }, [step]);

  const activate = () => {
    const words = message('cover.release.words').split(', ');
    send({ type: 'activate', at: performance.now(), words, random });
  };
  const shown = step !== 'rest';
  return (
    <div class="release" data-step={step} ref={root}>
      <button
        type="button"
        class="open"
        ref={open}
        aria-expanded={shown}
        aria-controls={panelId}
        aria-disabled={step === 'wait'}
        onClick={activate}
      >
        {message('cover.release.open')}
      </button>
      <div class="panel" id={panelId} data-shown={shown}>
        <p class="prompt" role="status" tabIndex={-1} ref={prompt}>
          {promptFor(gesture)}
        </p>
        {step === 'word' && (
          <div class="options">
            {gesture.words.map((word) => (
              <button type="button" key={word} onClick={() => send({ type: 'picked', word })}>
                {word}
              </button>
            ))}
          </div>
        )}
        {step === 'choose' && (
          <div class="options choices">
            {choices.map((name) => (
              <button type="button" key={name} onClick={() => send({ type: 'chosen', choice: name })}>
                <strong>{message(`cover.release.${name}`)}</strong>
                <span>{message(`cover.release.${name}-why`)}</span>
              </button>
            ))}
          </div>
        )}
        {device && step === 'choose' && <p class="device">{message('cover.release.device', { label: device })}</p>}
      </div>
    </div>
  );
}

function promptFor(gesture: Gesture): JSX.Element | string {
  switch (gesture.step) {
    case 'rest':
      return '';
    case 'wait':
      return message('cover.release.wait');
    case 'again':
      return message('cover.release.again');
    case 'word':
      return (
        <>
          {message('cover.release.pick')} <strong>{gesture.right}</strong>
        </>
      );
    case 'choose':
      return message(gesture.failed ? 'cover.release.failed' : 'cover.release.choose');
    case 'sending':
      return message('cover.release.sending');
    case 'done':
      return message('cover.release.done');
    case 'kept':
      return message('cover.release.kept');
  }
}

/** Tells when something happens that is no part of the gesture; gives the function that stops watching. */
function strayWatch(root: { current: HTMLElement | null }, stray: () => void): () => void {
  const off = new AbortController();
  const { signal } = off;
  document.addEventListener('keydown', (event) => isStrayKey(event) && stray(), { signal });
  document.addEventListener(
    'pointerdown',
    (event) => {
      if (!(event.target instanceof Node && root.current?.contains(event.target))) stray();
    },
    { signal },
  );
  document.addEventListener('visibilitychange', () => document.hidden && stray(), { signal });
  return () => off.abort();
}
