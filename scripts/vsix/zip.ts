// Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.7 local header, 4.3.12 central directory, 4.3.16 end record).

const [ENTRY, ENTRY_LENGTH] = [0x02_01_4b_50, 46];
const [LOCAL, LOCAL_LENGTH] = [0x04_03_4b_50, 30];
const [END, END_LENGTH] = [0x06_05_4b_50, 22];
/** Sizes that stand behind a file's bytes instead of before them. */
const SIZES_BEHIND = 1 << 3;

export interface ZipEntry {
  readonly name: string;
  /** 0 is stored as it is, 8 is deflated. */
  readonly method: number;
  /** As it stands in the archive. */
  readonly packed: Buffer;
  /** Its record in the directory. */
  readonly record: Buffer;
}

/** What is in a ZIP archive that ends without a comment. Throws when the directory can't be read. */
export function zipEntries(archive: Buffer): readonly ZipEntry[] {
  const end = archive.length - END_LENGTH;
  if (end < 0 || archive.readUInt32LE(end) !== END) throw new Error('This is no whole archive.');
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new Error('The directory of this archive could not be read.');
    const nameEnds = at + ENTRY_LENGTH + archive.readUInt16LE(at + 28);
    const ends = nameEnds + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    const local = archive.readUInt32LE(at + 42);
    const begins = local + LOCAL_LENGTH + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    entries.push({
      name: archive.toString('utf8', at + ENTRY_LENGTH, nameEnds),
      method: archive.readUInt16LE(at + 10),
      packed: archive.subarray(begins, begins + archive.readUInt32LE(at + 20)),
      record: archive.subarray(at, ends),
    });
    at = ends;
  }
  return entries;
}

/** An archive of the same files, each with the bytes that it is given for what it had. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const [files, directory]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const { packed, record } of entries) {
    const central = Buffer.from(record);
    central.writeUInt16LE(central.readUInt16LE(8) & ~SIZES_BEHIND, 8);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(at, 42);
    const name = central.subarray(ENTRY_LENGTH, ENTRY_LENGTH + central.readUInt16LE(28));
    const local = Buffer.alloc(LOCAL_LENGTH);
    local.writeUInt32LE(LOCAL, 0);
    // From the version that is needed to the length of the name, both headers say the same.
    central.copy(local, 4, 6, 30);
    files.push(local, name, packed);
    directory.push(central);
    at += LOCAL_LENGTH + name.length + packed.length;
  }
  const end = Buffer.alloc(END_LENGTH);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, ...directory, end]);
}
