import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BANS_FILE, bansText } from './layers/lintBans.ts';
import { ROOT } from './root.ts';

/** Writes what scripts/layers/rooms.ts says for the linter, whose configuration extends that file. */
export async function main(): Promise<number> {
  await writeFile(join(ROOT, BANS_FILE), bansText());
  return 0;
}
