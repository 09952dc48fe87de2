import { constants } from 'node:fs';
import { link, mkdir, open, readdir, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from '../base/untrusted.ts';

/** The disk, as far as a journal uses it. */
export interface JournalFiles {
  readonly link: typeof link;
  readonly mkdir: typeof mkdir;
  readonly open: typeof open;
  readonly readFile: (path: string) => Promise<Buffer>;
  readonly readdir: (path: string) => Promise<string[]>;
  readonly readlink: (path: string) => Promise<string>;
  readonly realpath: (path: string) => Promise<string>;
  readonly rename: typeof rename;
  readonly rm: typeof rm;
  readonly stat: (path: string) => Promise<{ readonly mode: number; readonly size: number; readonly mtimeMs: number }>;
}

/** Windows has no such files, and no such flag. */
const withoutWaiting = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;

/** Something else stands where a journal has a file. */
export class NoFile extends Error {
  override readonly name = 'NoFile';
  constructor(path: string, isFolder: boolean) {
    const what = isFolder ? 'is a folder' : 'is no ordinary file';
    super(`${path} ${what}, where Halt keeps a file. Move it elsewhere, then reload the window.`);
  }
}

/** A pipe in a file's place would be waited for without an end, and a device has none. */
async function readFile(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | withoutWaiting);
  try {
    const about = await file.stat();
    if (!about.isFile()) throw new NoFile(path, about.isDirectory());
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** This machine's disk. */
export const machineFiles: JournalFiles = {
  ...{ link, mkdir, open, readFile, readdir },
  ...{ readlink, realpath, rename, rm, stat },
};

/** In milliseconds. */
const BUSY_FOR = 1_000;

/** Does what Windows refuses for as long as another process, or a virus scanner, has the file open; tries for a second. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  for (let wait = 5; ; wait = Math.min(wait * 2, 100)) {
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      const busy = code === 'EBUSY' || code === 'EPERM' || code === 'EACCES';
      if (!busy || performance.now() - start + wait > BUSY_FOR) throw error;
    }
    await pause(wait);
  }
}
