/** What `stat` tells of a file. Times in milliseconds, size in bytes. */
interface FileFacts {
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly size: number;
  readonly ino: number;
}

/**
 * A text that changes when the file does. The time of its content can be set, as by whoever copies one of two files over it; that of the change of the file
 * can't.
 */
export const fileStamp = ({ mtimeMs, ctimeMs, size, ino }: FileFacts): string => `${mtimeMs}/${ctimeMs}/${size}/${ino}`;
