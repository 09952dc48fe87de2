// A window that writes to a journal, as a process: `journalWriter.ts PATH NAME STARVED SEED`. It prints `NAME N MILLISECONDS` for each line that was acknowledged.
import type { FileHandle } from 'node:fs/promises';
import { createJournalFile, JournalConflict } from '../../../src/platform/journalFile.ts';
import { machineFiles, type JournalFiles } from '../../../src/platform/journalFiles.ts';
import { seededRandom } from '../seededRandom.ts';

const [path = '', name = '', starved = '0', seed = '1'] = process.argv.slice(2);

const random = seededRandom(Number(seed));
const full = (): Error => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
const isFull = (): boolean => random() < Number(starved);

/** A disk that is full now and then: it takes a part of what is written, and refuses the rest. */
const files: JournalFiles = {
  ...machineFiles,
  open: async (...args: Parameters<JournalFiles['open']>) => starving(await machineFiles.open(...args)),
};

/** The part that a disk had room for is told as such; the next write is refused. */
let isFullNext = false;

function starving(file: FileHandle): FileHandle {
  return new Proxy(file, {
    get(target, key) {
      if (key === 'write')
        return async (bytes: Buffer, offset: number, length: number, position: number | null) => {
          // What is there already has its room.
          if (position !== null) return target.write(bytes, offset, length, position);
          const isRefused = isFullNext || isFull();
          if (!isRefused) return target.write(bytes, offset, length, null);
          isFullNext = !isFullNext && random() < 0.5;
          if (!isFullNext) throw full();
          return target.write(bytes, offset, Math.max(1, Math.floor(length / 2)), null);
        };
      if (key === 'writeFile')
        return async (data: string) => {
          if (isFull()) throw full();
          return target.writeFile(data);
        };
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const journal = createJournalFile(path, files);
for (let n = 0; ; n += 1) {
  const start = performance.now();
  const done = await journal.append({ name, n }).then(
    () => true,
    () => false,
  );
  process.stdout.write(`${done ? name : '-'} ${n} ${Math.round(performance.now() - start)}\n`);
  if (n % 20 !== 19) continue;
  const read = await journal.read();
  const { entries } = read;
  await journal.replace(read, entries.slice(-40), entries.slice(0, -40)).catch((error: unknown) => {
    if (!(error instanceof JournalConflict) && !String(error).includes('ENOSPC')) throw error;
  });
}
