import { appendFile, readFile, rm } from 'node:fs/promises';
import { createJournalFile, JournalConflict } from '../../../src/platform/journalFile.ts';
import { type JournalFiles, machineFiles } from '../../../src/platform/journalFiles.ts';

/** How a disk takes what is appended: all of it; half of the first write and then nothing; half of the first write and then all. */
export type Room = 'enough' | 'for half' | 'for half at first';

/** What another window does while one is held up, and the lock has gone to it. */
export type Meanwhile = (path: string) => Promise<void>;

/** Its line is acknowledged. */
export const appends =
  (entry: unknown): Meanwhile =>
  async (path) => {
    await rm(`${path}.lock`, { force: true });
    await createJournalFile(path).append(entry);
  };

/** It is killed in the middle of its line. */
export const isKilled: Meanwhile = async (path) => {
  const before = await readFile(path, 'utf8').catch(() => '');
  await appendFile(path, before === '' || before.endsWith('\n') ? '"kill' : '\n"kill');
};

/** It writes the journal anew, with all that can be read of it. */
export const replaces: Meanwhile = async (path) => {
  await rm(`${path}.lock`, { force: true });
  const journal = createJournalFile(path);
  const read = await journal.read();
  await journal.replace(read, read.entries).catch((error: unknown) => {
    if (!(error instanceof JournalConflict)) throw error;
  });
};

export interface HeldUp {
  readonly files: JournalFiles;
  /** Whether it came so far. */
  wasHeldUp(): boolean;
}

const STEPS: readonly PropertyKey[] = ['stat', 'read', 'write', 'truncate'];

/** The disk of a window that is held up before the `step`-th thing it does with a file of the journal that it has open, while `meanwhile` happens. The first is 1. */
export function heldUpBefore(step: number, path: string, room: Room, meanwhile: Meanwhile): HeldUp {
  let done = 0;
  let writes = 0;
  const files: JournalFiles = {
    ...machineFiles,
    open: async (...args: Parameters<JournalFiles['open']>) => {
      const file = await machineFiles.open(...args);
      if (args[0] !== path || args[1] === 'wx') return file;
      const write = async (bytes: Buffer, offset: number, length: number, position: number | null) => {
        // What is there already has its room.
        if (position !== null) return file.write(bytes, offset, length, position);
        writes += 1;
        if (room === 'enough' || (room === 'for half at first' && writes > 1))
          return file.write(bytes, offset, length, null);
        if (writes > 1) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        return file.write(bytes, offset, Math.ceil(length / 2), null);
      };
      return new Proxy(file, {
        get(target, key) {
          const value: unknown = key === 'write' ? write : Reflect.get(target, key);
          if (typeof value !== 'function') return value;
          const work = value.bind(target) as (...given: readonly unknown[]) => unknown;
          if (!STEPS.includes(key)) return work;
          return async (...given: readonly unknown[]) => {
            done += 1;
            if (done === step) await meanwhile(path);
            return work(...given);
          };
        },
      });
    },
  };
  return { files, wasHeldUp: () => done >= step };
}
