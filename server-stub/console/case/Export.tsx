/** One case out of Dolphin, for the school's own records: a file, a block to paste, or paper. */
import { useState } from 'preact/hooks';
import type { IncidentView } from '../../../shared/incident-api.ts';
import { callText } from '../api.ts';
import { useOnce } from '../frame/use-once.ts';
import { word } from '../words.ts';

export function Export({ incident: { id } }: { incident: IncidentView }) {
  const { busy, once } = useOnce<'copy'>();
  const [told, setTold] = useState<string>();
  const path = `/incidents/${encodeURIComponent(id)}/export`;
  async function copy(): Promise<void> {
    const text = await callText(`${path}?as=text`);
    if (!text.ok) return setTold(text.failure.sentence);
    try {
      await navigator.clipboard.writeText(text.value);
      setTold(word('address.copied'));
    } catch {
      // The browser allows it only on https and localhost, or the person said no.
      setTold(word('address.not-copied'));
    }
  }
  return (
    <div class="stack">
      <p class="quiet">{word('why.export')}</p>
      <div class="actions-line">
        <button
          type="button"
          class="button button-small"
          aria-disabled={busy !== undefined}
          onClick={() => once('copy', copy)}
        >
          {word(busy ? 'working' : 'export.copy')}
        </button>
        <a class="button button-small" href={`/api${path}?as=csv`} download>
          {word('export.csv')}
        </a>
        <a class="button button-small" href={`/api${path}?as=json`} download>
          {word('export.json')}
        </a>
        <a class="button button-small" href={`/api${path}?as=html`} download>
          {word('export.html')}
        </a>
        <button type="button" class="button button-small" onClick={() => window.print()}>
          {word('export.print')}
        </button>
      </div>
      <p role="status" class="small">
        {told}
      </p>
    </div>
  );
}
