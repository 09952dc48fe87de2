import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** A holder works for milliseconds: past this many it was killed, or its machine slept. */
const staleAfter = 10_000;
/** Between making the file and writing its holder into it. */
const surelyWritten = 500;
const giveUpAfter = 15_000;

/**
 * Runs `work` while this process alone holds the lock file. Waits for a living holder, takes over from a dead one. Rejects when the lock can't be had
 * within 15 seconds, or with what `work` rejects with.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const token = `${process.pid} ${crypto.randomUUID()}`;
  await acquire(path, token);
  try {
    return await work();
  } finally {
    await release(path, token);
  }
}

async function acquire(path: string, token: string): Promise<void> {
  const start = performance.now();
  for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
    try {
      const file = await open(path, 'wx');
      try {
        await file.writeFile(token);
      } finally {
        await file.close();
      }
      return;
    } catch (error) {
      if (!isHeld(error)) throw error;
    }
    if (performance.now() - start > giveUpAfter) {
      throw new Error(`${path} is held by another process.`);
    }
    const dead = await deadHolder(path);
    if (dead !== undefined) await removeDead(path, dead, token);
    else await pause(wait * (0.5 + Math.random()));
  }
}

/** On Windows, creating a file whose removal is pending is refused as a permission error. */
function isHeld(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return (
    error.code === 'EEXIST' || (process.platform === 'win32' && (error.code === 'EPERM' || error.code === 'EBUSY'))
  );
}

/** The token of a holder that is dead, or undefined. */
async function deadHolder(path: string): Promise<string | undefined> {
  try {
    const [{ mtimeMs }, text] = await Promise.all([stat(path), readFile(path, 'utf8')]);
    const age = Date.now() - mtimeMs;
    const pid = Number(text.split(' ')[0]);
    const killed = age > surelyWritten && Number.isInteger(pid) && pid > 0 && !isAlive(pid);
    return killed || age > staleAfter ? text : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The rename lets one of several waiters win. What it took is looked at, and put back when a living holder came first. */
async function removeDead(path: string, dead: string, token: string): Promise<void> {
  const aside = `${path}.${token.replace(' ', '.')}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  try {
    if ((await readFile(aside, 'utf8')) !== dead) await link(aside, path).catch(() => undefined);
  } finally {
    await rm(aside, { force: true });
  }
}

async function release(path: string, token: string): Promise<void> {
  const holder = await readFile(path, 'utf8').catch(() => '');
  if (holder === token) await rm(path, { force: true });
}
