import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Whether a process is at work. One that has ended and that nobody has collected yet is not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

/** Waits until `condition` holds; the test's own time limit ends the waiting. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(5);
}

/** The process ids that a script wrote to a file, one a line; waits until there are so many. */
export async function pidsIn(file: string, count: number): Promise<readonly number[]> {
  let pids: readonly number[] = [];
  await until(async () => {
    const written = await readFile(file, 'utf8').catch(() => '');
    pids = written.split('\n').slice(0, -1).map(Number);
    return pids.length >= count;
  });
  return pids;
}
