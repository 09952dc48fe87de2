import { readFileSync } from 'node:fs';

const ENTRY = 0x02_01_4b_50;

/** What the files of a VSIX take in it, in bytes, by their paths. Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (central directory). */
export function vsixParts(file: string): ReadonlyMap<string, number> {
  const bytes = readFileSync(file);
  const parts = new Map<string, number>();
  // The directory's place stands in the end record, which has no comment here.
  let at = bytes.readUInt32LE(bytes.length - 6);
  while (bytes.readUInt32LE(at) === ENTRY) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const begins = at + 46;
    const ends = begins + (name ?? 0);
    parts.set(bytes.toString('utf8', begins, ends), bytes.readUInt32LE(at + 20));
    at = ends + (extra ?? 0) + (comment ?? 0);
  }
  return parts;
}
