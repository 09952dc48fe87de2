import { readFileSync } from 'node:fs';
import { zipEntries } from '../scripts/vsix/zip.ts';

/** What the files of a VSIX take in it, in bytes, by their paths. */
export function vsixParts(file: string): ReadonlyMap<string, number> {
  return new Map(zipEntries(readFileSync(file)).map(({ name, packed }) => [name, packed.length]));
}
