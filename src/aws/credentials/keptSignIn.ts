import { realpath, rename, rm, writeFile } from 'node:fs/promises';
import { parseJson } from '../../base/untrusted.ts';
import { readOrdinaryFile } from '../transport/ordinaryFile.ts';

/** The largest file that is read, in bytes. A sign-in has some thousands. */
const LONGEST = 1024 * 1024;

/**
 * The parsed file of a sign-in that AWS's tools left in their cache; undefined where there is none or it can't be read. Never waits for a pipe that
 * somebody put there.
 */
export async function keptSignIn(path: string): Promise<unknown> {
  const bytes = await readOrdinaryFile(path, LONGEST).catch(() => undefined);
  return bytes === undefined ? undefined : parseJson(bytes.toString('utf8'));
}

/**
 * Replaces the file of a sign-in. Other readers find either the old or the new content, never a part. A link stays a link, and a failed write leaves
 * nothing behind.
 */
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
