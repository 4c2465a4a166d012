/** The packages that a school serves: signed with one key, the same bytes each time, found by browsers. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pack } from '../../../server-stub/commands/pack.ts';
import { createApp } from '../../../server-stub/http/app.ts';
import { readXml } from '../../../server-stub/deploy/xml.ts';
import { zipFiles } from '../../../server-stub/deploy/zip.ts';
import { chromiumIdOf, firefoxId } from '../../../shared/extension-ids.ts';
import { makeSchool, openSchool, temporaryFolder } from '../school.ts';

/** Builds as `npm run build` leaves them, but tiny. */
async function builds(version = '1.2.3'): Promise<string> {
  const folder = await temporaryFolder();
  const gecko = { id: firefoxId, strict_min_version: '128.0' };
  const manifests = {
    'chrome-mv3': { manifest_version: 3, name: 'Dolphin', version, minimum_chrome_version: '130' },
    'firefox-mv3': { manifest_version: 3, name: 'Dolphin', version, browser_specific_settings: { gecko } },
  };
  for (const [name, manifest] of Object.entries(manifests)) {
    mkdirSync(join(folder, name, 'icon'), { recursive: true });
    writeFileSync(join(folder, name, 'manifest.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, name, 'background.js'), 'void 0;\n'.repeat(100));
    writeFileSync(join(folder, name, 'icon', '16.png'), Buffer.from([1, 2, 3]));
  }
  return folder;
}

async function packed(dir: string, from: string) {
  const ended = await pack(['--data', dir], {}, from);
  if (ended.code !== 0) throw new Error(ended.error);
  const json = ended.json as { chromiumId: string; updateUrl: string; version: string };
  return { json, lines: ended.lines, read: (name: string) => readFileSync(join(dir, 'updates', name)) };
}

/** A file of an archive, by the first local header that names it. */
function fileIn(archive: Buffer, name: string): string {
  const at = archive.indexOf(name) - 30;
  const size = archive.readUInt32LE(at + 18);
  const from = at + 30 + archive.readUInt16LE(at + 26);
  return inflateRawSync(archive.subarray(from, from + size)).toString();
}

/** A CRX3 taken apart as Chromium does it. */
function openCrx(crx: Buffer) {
  expect(crx.subarray(0, 4).toString()).toBe('Cr24');
  expect(crx.readUInt32LE(4)).toBe(3);
  const size = crx.readUInt32LE(8);
  const fields = readFields(crx.subarray(12, 12 + size));
  const proof = readFields(fields.get(2) ?? Buffer.alloc(0));
  return {
    archive: crx.subarray(12 + size),
    signed: fields.get(10_000)!,
    key: proof.get(1)!,
    signature: proof.get(2)!,
  };
}

function readFields(message: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const number = () => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = message[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = number();
    const length = number();
    fields.set(Math.floor(tag / 8), message.subarray(at, at + length));
    at += length;
  }
  return fields;
}

describe('dolphin pack', () => {
  it('signs a Chromium package whose id, signature and list of versions agree', async () => {
    const made = await makeSchool(await temporaryFolder());
    const { json, read } = await packed(made.dir, await builds());
    const crx = read('dolphin-1.2.3.crx');
    const { archive, signed, key, signature } = openCrx(crx);
    expect(chromiumIdOf(createHash('sha256').update(key).digest())).toBe(json.chromiumId);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(signed.length);
    const content = Buffer.concat([Buffer.from('CRX3 SignedData\0'), length, signed, archive]);
    const publicKey = createPublicKey({ key, type: 'spki', format: 'der' });
    expect(verify('sha256', content, publicKey, signature)).toBe(true);
    expect(JSON.parse(fileIn(archive, 'manifest.json'))).toMatchObject({
      version: '1.2.3',
      update_url: json.updateUrl,
    });
    const app = readXml(read('chromium.xml').toString())?.children[0];
    expect(app?.attributes['appid']).toBe(json.chromiumId);
    expect(app?.children[0]?.attributes).toEqual({
      codebase: 'http://localhost:8787/updates/dolphin-1.2.3.crx',
      version: '1.2.3',
      hash_sha256: createHash('sha256').update(crx).digest('hex'),
      prodversionmin: '130',
    });
  });

  it('makes a Firefox package and its list, with the hash of what is fetched', async () => {
    const made = await makeSchool(await temporaryFolder());
    const { read } = await packed(made.dir, await builds());
    const xpi = read('dolphin-1.2.3.xpi');
    expect(read('dolphin.xpi')).toEqual(xpi);
    expect(JSON.parse(read('firefox.json').toString())).toEqual({
      addons: {
        [firefoxId]: {
          updates: [
            {
              version: '1.2.3',
              update_link: 'http://localhost:8787/updates/dolphin-1.2.3.xpi',
              update_hash: `sha256:${createHash('sha256').update(xpi).digest('hex')}`,
              applications: { gecko: { strict_min_version: '128.0' } },
            },
          ],
        },
      },
    });
  });

  it('gives the same bytes for the same build, keeps earlier versions, and says where one version changed', async () => {
    const made = await makeSchool(await temporaryFolder());
    const from = await builds();
    const first = await packed(made.dir, from);
    expect(first.lines.join('\n')).toContain('keep backups');
    const bytes = first.read('dolphin-1.2.3.crx');
    const again = await packed(made.dir, from);
    expect(again.read('dolphin-1.2.3.crx').equals(bytes)).toBe(true);
    expect(again.lines.join('\n')).not.toMatch(/keep backups|other content/);
    writeFileSync(join(from, 'chrome-mv3', 'background.js'), 'void 1;');
    expect((await packed(made.dir, from)).lines.join('\n')).toContain('raise the version');
    const next = await packed(made.dir, await builds('1.2.4'));
    expect(next.json.chromiumId).toBe(first.json.chromiumId);
    expect(next.read('dolphin-1.2.3.crx').length).toBeGreaterThan(0);
    expect(next.read('chromium.xml').toString()).toContain('version="1.2.4"');
    expect(statSync(join(made.dir, 'keys', 'extension.pem')).mode & 0o777).toBe(0o600);
  });

  it('says in one sentence what is missing', async () => {
    const made = await makeSchool(await temporaryFolder());
    const empty = await temporaryFolder();
    const sentence = expect.stringMatching(/^[^\n]+\.$/) as string;
    expect(await pack(['--data', made.dir], {}, empty)).toMatchObject({ code: 1, error: sentence });
    expect(await pack(['--data', empty], {}, await builds())).toMatchObject({ code: 1, error: sentence });
    expect(await pack(['all', '--data', made.dir], {}, empty)).toMatchObject({ code: 2, error: sentence });
  });
});

describe('/updates/', () => {
  it.each(['devices', 'staff', undefined] as const)(
    'is there for browsers with the right headers, with only=%s',
    async (only) => {
      const school = await openSchool(only ? { only } : {});
      await packed(school.dir, await builds());
      writeFileSync(join(school.dir, 'updates', 'notes.txt'), 'x');
      const app = createApp({ ...school.parts, updatesFolder: join(school.dir, 'updates') });
      const ask = (name: string) => app.request(`/updates/${name}`);
      if (only === 'staff') {
        expect((await ask('chromium.xml')).status).toBe(404);
        return;
      }
      const types = {
        'chromium.xml': ['application/xml; charset=utf-8', 'no-cache'],
        'chromium.xml?x=id%3Dabc': ['application/xml; charset=utf-8', 'no-cache'],
        'dolphin-1.2.3.crx': ['application/x-chrome-extension', 'public, max-age=31536000, immutable'],
        'dolphin-1.2.3.xpi': ['application/x-xpinstall', 'public, max-age=31536000, immutable'],
        'dolphin.xpi': ['application/x-xpinstall', 'no-cache'],
        'firefox.json': ['application/json', 'no-cache'],
      };
      for (const [name, [type, caching]] of Object.entries(types)) {
        const answer = await ask(name);
        expect([name, answer.status, answer.headers.get('Content-Type'), answer.headers.get('Cache-Control')]).toEqual([
          name,
          200,
          type,
          caching,
        ]);
        expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
      }
      for (const name of ['', 'notes.txt', '..%2Fdolphin.db', '..%2Fkeys%2Fextension.pem', 'none.crx'])
        expect((await ask(name)).status, name).toBe(404);
    },
  );
});

it('archives do not depend on the order in which files are found', () => {
  const files = ['b', 'a', 'é', 'c/d'].map((path) => ({ path, data: Buffer.from(path) }));
  expect(zipFiles(files).equals(zipFiles(files.toReversed()))).toBe(true);
});

it('asks a Chromebook for its name only where the school said so', async () => {
  const { dir } = await makeSchool(await temporaryFolder());
  const from = await builds();
  const permissions = async (...words: string[]) => {
    const ended = await pack([...words, '--data', dir], {}, from);
    expect(ended.code).toBe(0);
    const { archive } = openCrx(readFileSync(join(dir, 'updates', 'dolphin-1.2.3.crx')));
    return (JSON.parse(fileIn(archive, 'manifest.json')) as { permissions: string[] }).permissions;
  };
  expect(await permissions()).toEqual([]);
  expect(await permissions('chromebook-names')).toEqual(['enterprise.deviceAttributes']);
  expect((await pack(['chromebook-name', '--data', dir], {}, from)).code).toBe(2);
});
