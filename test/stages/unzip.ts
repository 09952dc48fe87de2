import assert from 'node:assert/strict';
import { crc32, inflateRawSync } from 'node:zlib';

/** The files of a ZIP archive, by name. Throws where it says a thing twice and not the same, or a file isn't whole: see APPNOTE 4.3.7, 4.3.12 and 4.3.16. */
export function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf('PK\u0005\u0006');
  assert.notEqual(end, -1, 'this is no ZIP archive');
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const name = archive.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const start = archive.readUInt32LE(at + 42);
    const data = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
    const bytes = archive.subarray(data, data + archive.readUInt32LE(at + 20));
    const file = archive.readUInt16LE(at + 10) === 8 ? inflateRawSync(bytes) : bytes;
    assert.equal(file.length, archive.readUInt32LE(at + 24), `${name} has the length that the directory tells`);
    assert.equal(crc32(file), archive.readUInt32LE(at + 16), `${name} is whole`);
    // Both headers say the same, and the sizes stand before the bytes.
    assert.deepEqual(archive.subarray(start + 4, start + 28), archive.subarray(at + 6, at + 30), name);
    assert.equal(archive.readUInt16LE(at + 8) & 8, 0, name);
    files.set(name, file);
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return files;
}
