import { open, stat } from 'node:fs/promises';
import { codeOf } from '../../base/untrusted.ts';
import { type FileFault, fileFaultText } from '../../model/fileFault.ts';

/** Why a file is not read. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  /** Node's, or `ENOTFILE` and `EFBIG` of this module. */
  readonly code: string;
  readonly fault: FileFault;

  constructor(path: string, code: string, fault: FileFault) {
    super(fileFaultText(fault).replace(/^the file\b/, () => path));
    this.code = code;
    this.fault = fault;
  }
}

/**
 * The bytes of a file that a person's configuration names. A pipe would be waited for without an end, and a device gives more than there is room for: neither
 * is read. The empty device is an empty file, as people use it for one. Rejects with an {@link UnreadableFile}.
 *
 * @param most In bytes.
 */
export async function readOrdinaryFile(path: string, most: number): Promise<Buffer> {
  try {
    const about = await stat(path);
    if (about.isDirectory()) throw new UnreadableFile(path, 'EISDIR', { kind: 'folder' });
    if (!about.isFile()) {
      if (await isEmptyDevice(about)) return Buffer.alloc(0);
      throw new UnreadableFile(path, 'ENOTFILE', { kind: 'no-file' });
    }
    if (about.size > most) throw tooBig(path, most);
    return await readAtMost(path, most);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What an error of the disk says of a file. */
export function unreadable(path: string, error: unknown): UnreadableFile {
  if (error instanceof UnreadableFile) return error;
  const code = codeOf(error) ?? 'unknown';
  return new UnreadableFile(path, code, faultOf(code));
}

/** It may grow between the look at it and its end. */
async function readAtMost(path: string, most: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const pieces: Buffer[] = [];
    let size = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(64 * 1024));
      if (bytesRead === 0) return Buffer.concat(pieces);
      pieces.push(buffer.subarray(0, bytesRead));
      size += bytesRead;
      if (size > most) throw tooBig(path, most);
    }
  } finally {
    await file.close();
  }
}

async function isEmptyDevice(about: { isCharacterDevice(): boolean; readonly rdev: number }): Promise<boolean> {
  if (!about.isCharacterDevice()) return false;
  const empty = await stat('/dev/null').catch(() => undefined);
  return empty?.rdev === about.rdev;
}

const tooBig = (path: string, most: number): UnreadableFile =>
  new UnreadableFile(path, 'EFBIG', { kind: 'too-big', megabytes: Math.round(most / 1024 / 1024) });

function faultOf(code: string): FileFault {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'missing' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'not-permitted' };
    case 'ELOOP':
      return { kind: 'link-circle' };
    case 'ENAMETOOLONG':
      return { kind: 'long-name' };
    default:
      return { kind: 'unreadable', code };
  }
}
