/** The pictures beside the words, for children who cannot read them; drawn for Dolphin, in the colours of the cover. */
import type { JSX } from 'preact';
import type { Picture as Name } from './wording.ts';

/** Says nothing to a screen reader: the words beside it say the same. */
export function Picture({ name }: { name: Name }): JSX.Element | null {
  if (name === 'none') return null;
  return (
    <svg class="picture" data-picture={name} viewBox="0 0 200 200" aria-hidden="true" focusable="false">
      <clipPath id="disc">
        <circle cx="100" cy="100" r="100" />
      </clipPath>
      <g clip-path="url(#disc)">
        <path class="disc" d="M0 0h200v200H0z" />
        {name === 'hand' ? <RaisedHand /> : <ChildWithGrownUp />}
      </g>
    </svg>
  );
}

function RaisedHand(): JSX.Element {
  return (
    <g transform="translate(24 24)">
      <path class="sleeve" d="M43 200v-42q0-9 9-9h46q9 0 9 9v42z" />
      <path
        class="palm"
        d="M52 150C38 136 24 122 14 106C7 92 22 84 31 95L46 113V38C46 23 66 23 66 38V18C66 3 86 3 86 18V34C86 20 105 20 105 34V56C105 44 122 44 122 56V112C122 130 108 140 100 150Z"
      />
      <path class="crease" d="M66 38V86M86 34V86M105 56V90" />
    </g>
  );
}

function ChildWithGrownUp(): JSX.Element {
  return (
    <>
      <path class="sleeve" d="M92 210v-72q0-32 34-32t34 32v72z" />
      <circle class="palm" cx="126" cy="66" r="32" />
      <path class="sleeve-light" d="M38 210v-40q0-24 25-24t25 24v40z" />
      <circle class="palm" cx="63" cy="116" r="25" />
      <path class="arm" d="M80 176Q96 190 112 172" />
      <path class="face" d="M114 73Q126 85 138 73M53 123Q63 132 73 123" />
      <path class="eyes" d="M116 60v1M136 60v1M54 112v1M72 112v1" />
    </>
  );
}
