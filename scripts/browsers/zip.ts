/** Packs a folder into a ZIP archive (APPNOTE 6.3, deflate), as Firefox wants its packages. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** Gives the archive's bytes; names inside are relative to `folder`, sorted, and every date is the same. */
export function zipFolder(folder: string): Buffer {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .toSorted();
  const entries: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const path of names) {
    const data = readFileSync(join(folder, path));
    const packed = deflateRawSync(data, { level: 9 });
    const name = Buffer.from(path.replaceAll('\\', '/'));
    const common = Buffer.alloc(26);
    // version needed 2.0, UTF-8 names, deflate, 1980-01-01, checksum, both sizes, length of the name
    for (const [at, value] of [
      [0, 20],
      [2, 0x800],
      [4, 8],
      [8, 0x21],
      [22, name.length],
    ] as const) {
      common.writeUInt16LE(value, at);
    }
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    entries.push(Buffer.from('PK\u0003\u0004'), common, name, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), common, tail, name);
    offset += 4 + common.length + name.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(names.length, 4);
  end.writeUInt16LE(names.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...entries, list, Buffer.from('PK\u0005\u0006'), end]);
}
