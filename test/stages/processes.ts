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

/** Far more than any of it takes, in milliseconds. */
const PATIENCE = 300_000;

/** Waits until `condition` holds. Throws when that takes far too long: a program that should have been ended would otherwise be waited for until it ends by itself, as if it had been. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (!(await condition())) {
    if (performance.now() - start > PATIENCE) throw new Error(`Waited ${PATIENCE / 1000} s for ${String(condition)}`);
    await pause(5);
  }
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
