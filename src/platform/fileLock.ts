import { type JournalFiles, machineFiles, patiently } from './journalFiles.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from '../base/untrusted.ts';

/** What a holder knows of its lock. */
export interface HeldLock {
  /** Whether the lock is still this holder's: one that was suspended for too long has lost it. */
  isHeld(): Promise<boolean>;
}

/** How long somebody waits for a lock. */
export interface LockTimes {
  /** Milliseconds of one's own waiting after which a holder that has not changed counts as dead. */
  readonly staleAfter: number;
  /** Milliseconds after which waiting ends, whoever holds the lock. */
  readonly giveUpAfter: number;
}

const usual: LockTimes = { staleAfter: 1_000, giveUpAfter: 1_600 };

/** How much of the time between two looks counts as waited, in milliseconds: who was held up themselves has not seen that the holder did nothing. */
const LONGEST_POLL_PAUSE = 100;

type LockFiles = Pick<JournalFiles, 'link' | 'open' | 'readFile' | 'rename' | 'rm'>;

/**
 * Runs `work` while this process alone holds the lock file, as far as a file can tell: whoever waits sees its holder change or not, by its own waiting, which no
 * setting of the time moves and no sleep of the machine adds to, and takes over from one that is dead or does nothing. So a suspended holder loses the lock without knowing: what it does then must do no
 * harm, and before what could it asks {@link HeldLock.isHeld}. `work` is given undefined where the lock could not be had within {@link LockTimes.giveUpAfter}. Rejects with
 * what `work` rejects with, or what the disk says when the lock can't be made.
 */
export async function withFileLock<T>(
  path: string,
  work: (lock: HeldLock | undefined) => Promise<T>,
  { files = machineFiles, times = usual }: { readonly files?: LockFiles; readonly times?: LockTimes } = {},
): Promise<T> {
  const token = `${process.pid} ${crypto.randomUUID()}`;
  if (!(await acquire(path, token, files, times))) return work(undefined);
  const isHeld = async (): Promise<boolean> => {
    const bytes = await patiently(() => files.readFile(path)).catch(() => undefined);
    return bytes?.toString('utf8') === token;
  };
  try {
    return await work({ isHeld });
  } finally {
    // One that is left would be in the way of this process's own next line.
    if (await isHeld()) await patiently(() => files.rm(path)).catch(() => undefined);
  }
}

async function acquire(path: string, token: string, files: LockFiles, times: LockTimes): Promise<boolean> {
  const { staleAfter, giveUpAfter } = times;
  let waited = 0;
  let lastPoll = performance.now();
  let seen: { readonly token: string; readonly since: number } | undefined;
  for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
    if (await make(path, token, files)) return true;
    const now = performance.now();
    waited += Math.min(now - lastPoll, LONGEST_POLL_PAUSE);
    lastPoll = now;
    if (waited > giveUpAfter) return false;
    const holder = await tokenIn(path, files);
    if (seen?.token !== holder) seen = { token: holder, since: waited };
    if (waited - seen.since > staleAfter || isDead(holder)) {
      await removeStale(path, holder, token, files);
      continue;
    }
    await pause(wait * (0.5 + Math.random()));
  }
}

/** False where there is one. */
async function make(path: string, token: string, files: LockFiles): Promise<boolean> {
  try {
    const file = await files.open(path, 'wx', 0o600);
    try {
      await file.writeFile(token);
    } catch (error) {
      // The disk is full: without its holder's name it would only be in the way.
      await files.rm(path).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
}

/** On Windows, creating a file whose removal is pending is refused as a permission error. */
function isThere(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EEXIST' || (process.platform === 'win32' && (code === 'EPERM' || code === 'EBUSY'));
}

/**
 * The token in a lock's file. Where that can't be read (another user's file, a folder, a link to nothing, which is in the way although reading says that nothing is there), the reason stands for the token: so such a
 * lock is waited for like any other whose token stays the same, and not for ever.
 */
const tokenIn = (path: string, files: LockFiles): Promise<string> =>
  files.readFile(path).then(
    (bytes) => bytes.toString('utf8'),
    (error: unknown) => `unreadable: ${codeOf(error) ?? ''}`,
  );

/** Whether the holder's process has ended. A holder that has not written its process number yet counts as alive. */
function isDead(holder: string): boolean {
  const pid = Number(holder.split(' ')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** The rename lets one of several waiters win. What it took is looked at, and put back when a living holder came first. */
async function removeStale(path: string, holder: string, token: string, files: LockFiles): Promise<void> {
  const aside = `${path}.${token.replace(' ', '.')}`;
  try {
    await files.rename(path, aside);
  } catch {
    return;
  }
  try {
    if ((await tokenIn(aside, files)) !== holder) await files.link(aside, path).catch(() => undefined);
  } finally {
    await files.rm(aside, { recursive: true }).catch(() => undefined);
  }
}
