/** Owns writing ZIP archives (APPNOTE 6.3, deflate): the inside of every package that browsers and stores take. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

export type ZipEntry = { /** With slashes. */ path: string; data: Uint8Array };

/** Every file of a folder. */
export function filesOf(folder: string): ZipEntry[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => ({ path: name.replaceAll('\\', '/'), data: readFileSync(join(folder, name)) }));
}

export function zipFolder(folder: string): Buffer {
  return zipFiles(filesOf(folder));
}

/** The archive's bytes: entries sorted, every date the same, so that the same files always give the same bytes. */
export function zipFiles(files: readonly ZipEntry[]): Buffer {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const entries: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, data } of sorted) {
    const packed = deflateRawSync(data, { level: 9 });
    const name = Buffer.from(path);
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
  end.writeUInt16LE(sorted.length, 4);
  end.writeUInt16LE(sorted.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...entries, list, Buffer.from('PK\u0005\u0006'), end]);
}
