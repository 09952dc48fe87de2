import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { packSmaller } from '../../scripts/vsix/packSmaller.ts';
import { zipEntries, zipOf } from '../../scripts/vsix/zip.ts';
import { unzip } from '../stages/unzip.ts';

const [STORED, DEFLATED] = [0, 8];

/** A file as an archiver writes it that learns its sizes only behind the bytes. */
function entry(name: string, bytes: Buffer, method: number) {
  const record = Buffer.alloc(46 + Buffer.byteLength(name));
  const packed = method === DEFLATED ? deflateRawSync(bytes, { level: 9 }) : bytes;
  record.writeUInt32LE(0x02_01_4b_50, 0);
  // The name is UTF-8; the sizes stand behind the bytes.
  record.writeUInt16LE(0x08_08, 8);
  record.writeUInt16LE(method, 10);
  record.writeUInt32LE(crc32(bytes), 16);
  record.writeUInt32LE(packed.length, 20);
  record.writeUInt32LE(bytes.length, 24);
  record.writeUInt16LE(Buffer.byteLength(name), 28);
  record.write(name, 46);
  return { name, method, packed, record };
}

describe('packing smaller', () => {
  const folder = mkdtempSync(join(tmpdir(), 'halt-zip-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const text = Buffer.from(
    Array.from({ length: 3_000 }, (_, line) => `line ${(line * 7_919) % 1_013} of ${line % 17}`).join('\n'),
  );
  const files: Readonly<Record<string, readonly [Buffer, number]>> = {
    'empty.txt': [Buffer.alloc(0), DEFLATED],
    'empty as it is.txt': [Buffer.alloc(0), STORED],
    'text.json': [text, DEFLATED],
    'folder/日本語.txt': [Buffer.from('四つの行\n'.repeat(400)), DEFLATED],
    'picture.png': [randomBytes(5_000), DEFLATED],
    'stored.txt': [text, STORED],
    'one byte': [Buffer.from('x'), DEFLATED],
  };
  const archive = join(folder, 'archive.zip');
  const before = zipOf(Object.entries(files).map(([name, [bytes, method]]) => entry(name, bytes, method)));

  it('leaves each file as it is, in its place, in no more bytes than before', async () => {
    writeFileSync(archive, before);
    await packSmaller(archive);
    const read = unzip(readFileSync(archive));
    assert.deepEqual([...read.keys()], Object.keys(files));
    for (const [name, [bytes]] of Object.entries(files)) assert.ok(read.get(name)?.equals(bytes), name);
    const was = new Map(zipEntries(before).map(({ name, packed }) => [name, packed.length]));
    for (const { name, packed } of zipEntries(readFileSync(archive)))
      assert.ok(packed.length <= (was.get(name) ?? 0), name);
  });

  it('finds shorter ways to say a text than the ordinary deflate', () => {
    const packed =
      zipEntries(readFileSync(archive)).find(({ name }) => name === 'text.json')?.packed.length ?? Infinity;
    assert.ok(packed < deflateRawSync(text, { level: 9 }).length * 0.99, String(packed));
  });

  it('throws where the archive can’t be read, and leaves it as it is', async () => {
    for (const broken of [
      Buffer.concat([before, Buffer.from('more')]),
      before.subarray(0, -30),
      Buffer.from('no archive'),
    ]) {
      writeFileSync(archive, broken);
      await assert.rejects(packSmaller(archive));
      assert.ok(readFileSync(archive).equals(broken));
    }
  });
});
