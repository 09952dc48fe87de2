import { readFileSync, writeFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { deflateAsync } from '@gfx/zopfli';
import { type ZipEntry, zipEntries, zipOf } from './zip.ts';

const DEFLATED = 8;
/** More find next to nothing. */
const ROUNDS = 5;
/** What was packed into no less than this part of itself, as a picture is, is left as it is. */
const WORTHWHILE = 0.9;

/**
 * Packs what a ZIP archive holds into fewer bytes of the same format, which whatever reads the archive reads as before: zopfli looks longer for the shortest way to say
 * the same. It takes about ten seconds of the processor for Halt, and so is for packages alone.
 */
export async function packSmaller(archive: string): Promise<void> {
  const entries: ZipEntry[] = [];
  for (const entry of zipEntries(readFileSync(archive))) entries.push(await packedSmaller(entry));
  writeFileSync(archive, zipOf(entries));
}

/** As a package holds them. */
export const smallest = async (bytes: Uint8Array): Promise<Buffer> =>
  Buffer.from(await deflateAsync(bytes, { numiterations: ROUNDS }));

async function packedSmaller(entry: ZipEntry): Promise<ZipEntry> {
  if (entry.method !== DEFLATED) return entry;
  const bytes = inflateRawSync(entry.packed);
  if (entry.packed.length >= bytes.length * WORTHWHILE) return entry;
  const packed = await smallest(bytes);
  if (!inflateRawSync(packed).equals(bytes)) throw new Error(`${entry.name} could not be packed.`);
  return packed.length < entry.packed.length ? { ...entry, packed } : entry;
}
