/** A question before something is done that concerns many, or takes something away. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { word } from '../words.ts';

type SureProps = {
  /** What the button says that leads here. */
  label: string;
  grave?: boolean;
  yes: string;
  busy: boolean;
  act: () => void;
  children: ComponentChildren;
};

export function Sure({ label, grave, yes, busy, act, children }: SureProps) {
  const [asking, setAsking] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asking) first.current?.focus();
  }, [asking]);
  if (!asking)
    return (
      <div>
        <button type="button" class={`button ${grave ? 'button-grave' : ''}`} onClick={() => setAsking(true)}>
          {label}
        </button>
      </div>
    );
  return (
    <div class="sure" role="group" aria-label={label}>
      {children}
      <div class="sure-actions">
        <button type="button" class="button" ref={first} onClick={() => setAsking(false)}>
          {word('devices.no')}
        </button>
        <button
          type="button"
          class={`button ${grave ? 'button-grave' : 'button-main'}`}
          aria-disabled={busy}
          onClick={act}
        >
          {busy ? word('working') : yes}
        </button>
      </div>
    </div>
  );
}
