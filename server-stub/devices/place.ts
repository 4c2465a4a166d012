/** Owns how a device's label, room and class are kept, sorted and searched. */
import type { DevicePlace } from '../../shared/device-api.ts';
import type { Tables } from '../storage/tables.ts';

/** Longest run of digits that is filled up, so that Laptop 2 stands before Laptop 10. */
const digits = 6;

/** Small letters without accents, single blanks, numbers filled up. */
function sortable(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\d+/g, (number) => number.padStart(digits, '0'));
}

type PlaceColumns = Pick<Tables['device'], 'label' | 'room' | 'class_group' | 'sort_key'>;

/** Half of a surrogate pair would be another text after the database. Devices without a label stand last. */
export function placeColumns({ label, room, group }: DevicePlace): PlaceColumns {
  const [own, where, whose] = [label, room, group].map((text) => text?.toWellFormed() ?? null);
  return {
    label: own ?? null,
    room: where ?? null,
    class_group: whose ?? null,
    sort_key: [own === null ? '~' : '', own ?? '', where ?? '', whose ?? '']
      .map((text) => sortable(text))
      .join('\u0001'),
  };
}

/** What to look for in `sort_key`: the words of a search, in any order. */
export function searchWords(search: string): string[] {
  return sortable(search).split(' ').filter(Boolean).slice(0, 8);
}

/** Versions as text that sorts as they do. */
export function versionKey(version: string): string {
  return version
    .split('.')
    .map((part) => part.padStart(5, '0'))
    .concat(['00000', '00000', '00000', '00000'])
    .slice(0, 4)
    .join('.');
}
