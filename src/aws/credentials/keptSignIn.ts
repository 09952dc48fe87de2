import { realpath, rename, rm, writeFile } from 'node:fs/promises';
import { parseJson } from '../../base/untrusted.ts';
import { readOrdinaryFile } from '../transport/ordinaryFile.ts';

/** In bytes. A sign-in is some thousands. */
const LONGEST = 1024 * 1024;

/** What AWS's tools left of a sign-in in their cache; undefined where it can't be read, as where there is none. Never waits for a pipe that somebody put there. */
export async function keptSignIn(path: string): Promise<unknown> {
  const bytes = await readOrdinaryFile(path, LONGEST).catch(() => undefined);
  return bytes === undefined ? undefined : parseJson(bytes.toString('utf8'));
}

/** Whoever reads it meanwhile finds the old file or the new one, whole. A link stays one, and what could not be written whole leaves nothing behind. */
export async function replaceSignIn(path: string, content: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const draft = `${target}.${process.pid}.${crypto.randomUUID()}.halt`;
  try {
    await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
    await rename(draft, target);
  } catch (error) {
    await rm(draft).catch(() => undefined);
    throw error;
  }
}
