import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { fileStamp } from '../../base/fileStamp.ts';
import { parseJson } from '../../base/untrusted.ts';
import { readOrdinaryFile } from '../transport/ordinaryFile.ts';

/** What the renewal of a sign-in works with. */
export interface RenewalParts {
  readonly clock: Clock;
  /** Told the stamp that the file of a sign-in has since Halt has written it; undefined where somebody else has, or where it couldn't be written. */
  readonly signInWritten: (path: string, stamp: string | undefined) => void;
}

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
 * Replaces the file of a sign-in by what came of its renewal. Other readers find either the old or the new content, never a part. A link stays a link,
 * and a failed write leaves nothing behind. Where the file doesn't hold any more what was renewed, `renewed` as {@link keptSignIn} gave it, a person
 * has signed in or out meanwhile: it stays as they left it. Resolves with the stamp of what was written; undefined where nothing was, or where
 * somebody has changed the file again before that could be told.
 */
export async function replaceSignIn(path: string, renewed: unknown, content: string): Promise<string | undefined> {
  const target = await realpath(path).catch(() => path);
  const draft = `${target}.${process.pid}.${crypto.randomUUID()}.halt`;
  try {
    await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
    const drafted = await stat(draft);
    if (JSON.stringify(await keptSignIn(target)) !== JSON.stringify(renewed)) {
      await rm(draft);
      return undefined;
    }
    await rename(draft, target);
    // The rename changes the time of the file's change, so that its stamp is told only here. What somebody else has put there meanwhile isn't it.
    const placed = await stat(target).catch(() => undefined);
    const isOwn = placed?.ino === drafted.ino && placed.mtimeMs === drafted.mtimeMs && placed.size === drafted.size;
    return isOwn ? fileStamp(placed) : undefined;
  } catch (error) {
    await rm(draft).catch(() => undefined);
    throw error;
  }
}
