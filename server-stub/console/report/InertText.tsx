/** A reported address: text in a box, every character shown, nothing to click but "Copy". */
import { useState } from 'preact/hooks';
import { inertParts } from '../../../shared/inert-text.ts';
import { word, type Word } from '../words.ts';

export function InertText({ text, label }: { text: string; label: string }) {
  const [told, setTold] = useState<Word>();
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setTold('address.copied');
    } catch {
      // The browser allows it only on https and localhost, or the person said no.
      setTold('address.not-copied');
    }
  }
  return (
    <div class="inert">
      {/* Left to right whatever the characters say: an address may not choose how it is read. */}
      <p class="inert-text" dir="ltr" role="group" aria-label={label} tabIndex={0} translate={false}>
        {inertParts(text).map((part, index) =>
          part.kind === 'text' ? part.text : <mark key={index}>{part.text}</mark>,
        )}
      </p>
      <div class="inert-foot">
        <button type="button" class="button button-small" onClick={() => void copy()}>
          {word('address.copy')}
        </button>
        <span role="status" class="small quiet">
          {told && word(told)}
        </span>
      </div>
    </div>
  );
}
