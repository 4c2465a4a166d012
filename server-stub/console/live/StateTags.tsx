/** A report's tags, in the colours of how pressing they are. */
import type { ReportView } from '../../../shared/staff-api.ts';
import { tagsOf } from './tags.ts';

export function StateTags({ report }: { report: ReportView }) {
  const tags = tagsOf(report);
  if (tags.length === 0) return null;
  return (
    <p class="card-state">
      {tags.map(({ text, look }) => (
        <span key={text} class={look ? `tag tag-${look}` : 'tag'}>
          {text}
        </span>
      ))}
    </p>
  );
}
