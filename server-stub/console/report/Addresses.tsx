/** The addresses of a report as far as this person may see them. */
import { inertText } from '../../../shared/inert-text.ts';
import type { ReportView } from '../../../shared/staff-api.ts';
import { word } from '../words.ts';
import { InertText } from './InertText.tsx';

type AddressesProps = {
  report: ReportView;
  /** Of several visible pages, the one it was: 0 is the reported one. */
  page?: number | undefined;
  /** As somebody has put it right since. */
  corrected?: string | undefined;
  /** Shown on request alone: nobody needs what may be illegal before their eyes. */
  folded?: boolean;
};

export function Addresses(props: AddressesProps) {
  const { report, corrected, folded } = props;
  const { url, host } = report;
  if (url === undefined && host === undefined && corrected === undefined) return null;
  return (
    <section class="stack stack-tight">
      <h2>{word('address.title')}</h2>
      {(url !== undefined || corrected !== undefined) && url !== '' && (
        <p class="quiet small">{word('address.care')}</p>
      )}
      {folded && url !== undefined ? (
        <details class="inner no-print">
          <summary>{word('address.show')}</summary>
          <div class="stack stack-tight">
            <Texts {...props} />
          </div>
        </details>
      ) : (
        <Texts {...props} />
      )}
    </section>
  );
}

function Texts({ report: { url, others = [], host }, page, corrected }: AddressesProps) {
  return (
    <>
      {corrected !== undefined && (
        <>
          <h3>{word('address.corrected')}</h3>
          <InertText text={corrected} label={word('address.corrected')} />
          <h3>{word('address.first')}</h3>
        </>
      )}
      {page === 0 && <p class="tag tag-coming">{word('address.this')}</p>}
      {url === undefined ? (
        host !== undefined && (
          <p class="inert-text" dir="ltr" translate={false}>
            {inertText(host)}
          </p>
        )
      ) : url === '' ? (
        <p>{word('address.none')}</p>
      ) : (
        <InertText text={url} label={word('address.title')} />
      )}
      {others.length > 0 && (
        <>
          <h3>{word('address.others')}</h3>
          {others.map((other, index) => (
            <div key={other} class="stack stack-tight">
              {page === index + 1 && <p class="tag tag-coming">{word('address.this')}</p>}
              <InertText text={other} label={word('address.others')} />
            </div>
          ))}
        </>
      )}
    </>
  );
}
