/** Our own dolphin, drawn on a field of 96 × 96; `extension/assets/dolphin.svg` and the icons show the same shapes. */
export const dolphinShapes: readonly (readonly [name: string, attributes: Readonly<Record<string, string>>])[] = [
  ['circle', { cx: '48', cy: '48', r: '48', fill: '#bfe6ec' }],
  [
    'path',
    {
      fill: '#7cc4d2',
      d: 'M4.600 68.500c8-6 15-6 22 0s14 6 21.400 0 14-6 21.400 0 14 6 22 0A48 48 0 0 1 4.600 68.500z',
    },
  ],
  [
    'path',
    {
      fill: '#1f6f8b',
      d: 'M88 57c-2-5-6-8-11-9-3-12-12-20-25-22-4-6-10-9-17-9 3 4 4 8 3 12-13 4-21 14-23 28-5 1-9 4-11 9 5-1 8 0 11 2 2 3 3 7 2 11 5-2 8-6 9-12 3-8 9-12 17-11l5 1c-1 6-5 11-10 14 8 1 15-3 19-11 6 1 13 2 19 1 6 0 10-1 12-4z',
    },
  ],
  ['path', { fill: '#eaf7f9', d: 'M86 58.500c-4 2-9 2-14 1-8-3-15-9-26-8 4-4 12-5 19-2 6 3 12 8 21 9z' }],
  ['circle', { cx: '68', cy: '44.500', r: '3.200', fill: '#0c2f3b' }],
  ['circle', { cx: '69', cy: '43.500', r: '1.100', fill: '#fff' }],
];
