/** What people wrote: their own lines kept, and nothing in it that does not show. */
import { inertText } from '../../../shared/inert-text.ts';

export function Prose({ text }: { text: string }) {
  return (
    <span class="prose" dir="auto">
      {text.split(/\r?\n/).map(inertText).join('\n')}
    </span>
  );
}
