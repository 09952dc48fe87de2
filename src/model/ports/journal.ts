/**
 * An append-only record on disk, one JSON value a line. Safe with several writers and with a kill in mid-write: a damaged line is
 * skipped, never fatal.
 */
export interface Journal {
  /** Appends the entries, together and in this order. Rejects when the disk refuses (full, read-only); the caller decides what that means. */
  append(...entries: readonly unknown[]): Promise<void>;
  /** Every entry that can be read, oldest first, and how many lines could not. */
  read(): Promise<JournalContent>;
  /**
   * Replaces what {@link Journal.read} answered, atomically: for rotation and compaction. `read` is that very answer, whatever was read since; what anybody appended after
   * it stays, behind `entries`. What is to be kept apart goes to the archive first.
   */
  replace(read: JournalContent, entries: readonly unknown[], toArchive?: readonly unknown[]): Promise<void>;
  /** What was put into the archive, oldest first; a kill in mid-rotation can leave an entry in both. The archive is bounded, too. */
  archived(): Promise<JournalContent>;
  /** How many lines that can't be read were taken out of the journal when it was replaced. */
  setAside(): Promise<number>;
}

/** What a journal or its archive holds. */
export interface JournalContent {
  /** Parsed JSON that nobody has checked, oldest first. */
  readonly entries: readonly unknown[];
  /** How many lines can't be read. */
  readonly damaged: number;
  /** For each of them how many of the entries are older. Absent where there is none, or where nobody knows. */
  readonly damagedAt?: readonly number[];
}

/** One that is kept in a file. */
export interface JournalOnDisk extends Journal {
  readonly path: string;
}
