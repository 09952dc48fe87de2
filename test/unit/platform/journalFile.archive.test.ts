import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createJournalFile } from '../../../src/platform/journalFile.ts';
import { type JournalFiles, machineFiles } from '../../../src/platform/journalFiles.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halt-archive-'));
});
after(() => rm(folder, { recursive: true, force: true }));
const fresh = (): string => join(folder, crypto.randomUUID(), 'journal.jsonl');
const refusal = (code: string | undefined, message = 'refused') =>
  Object.assign(new Error(message), code !== undefined && { code });
type Handle = Awaited<ReturnType<JournalFiles['open']>>;

/** The machine's disk, but for what is done with the journal itself once it is open to append to it. */
const opening = (path: string, change: (file: Handle) => void): JournalFiles => ({
  ...machineFiles,
  open: async (...args: Parameters<JournalFiles['open']>) => {
    const file = await machineFiles.open(...args);
    if (args[0] === path && args[1] === 'a+') change(file);
    return file;
  },
});

describe('the archive of a journal', () => {
  /** A journal whose archive is said to be as large as this, in bytes. */
  const sized = (path: string, size: number, meanwhile: () => Promise<unknown> = () => Promise.resolve()) =>
    createJournalFile(path, {
      ...machineFiles,
      stat: async (one) => {
        const found = await machineFiles.stat(one);
        const isTaken = one.includes('.2-');
        if (!one.endsWith('.1') && !isTaken) return found;
        if (!isTaken) await meanwhile();
        return { mode: found.mode, mtimeMs: found.mtimeMs, size };
      },
    });
  const archive = async (journal: ReturnType<typeof createJournalFile>, ...entries: readonly unknown[]) =>
    journal.replace(await journal.read(), [], entries);

  it('has what was taken from the journal, in its order, and what can’t be read is counted', async () => {
    const path = fresh();
    const journal = createJournalFile(path);
    assert.deepEqual(await journal.archived(), { entries: [], damaged: 0 });
    await journal.append(1, 2, 3);
    await archive(journal, 1, 2);
    assert.deepEqual(await journal.archived(), { entries: [1, 2], damaged: 0 });
    await archive(journal, 3);
    await appendFile(`${path}.1`, '{"torn\n');
    await writeFile(`${path}.2`, '{"torn\n0\n');
    assert.deepEqual(await journal.archived(), { entries: [0, 1, 2, 3], damaged: 2, damagedAt: [0, 4] });
    assert.deepEqual((await journal.read()).entries, []);
  });

  it('is none where nothing is archived', async () => {
    const path = fresh();
    const journal = createJournalFile(path);
    await journal.append(1);
    await archive(journal);
    assert.equal(existsSync(`${path}.1`), false);
  });

  it('begins anew once it is larger than 20 MB, and not before', async () => {
    for (const [size, isMoved] of [
      [20_000_000, false],
      [20_000_001, true],
    ] as const) {
      const path = fresh();
      const journal = sized(path, size);
      await archive(journal, 'old');
      await archive(journal, 'new');
      assert.equal(existsSync(`${path}.2`), isMoved);
      assert.equal(await readFile(`${path}.1`, 'utf8'), isMoved ? '"new"\n' : '"old"\n"new"\n');
      assert.deepEqual((await journal.archived()).entries, ['old', 'new']);
    }
  });

  it('doesn’t begin anew in the hands of who has lost the lock', async () => {
    const path = fresh();
    let isLost = false;
    const journal = sized(path, 20_000_001, async () => {
      if (isLost) await writeFile(`${path}.lock`, `${process.pid} another`);
    });
    await archive(journal, 'old');
    isLost = true;
    await archive(journal, 'new').catch(() => undefined);
    assert.equal(existsSync(`${path}.2`), false);
    await rm(`${path}.lock`, { force: true });
    assert.deepEqual((await journal.archived()).entries, ['old', 'new']);
  });

  it('loses no line to who was held up between its last look and the move, whoever has begun it anew meanwhile', async () => {
    for (const isKilled of [false, true]) {
      const path = fresh();
      await archive(createJournalFile(path), 'oldest');
      let isMoved = false;
      const journal = createJournalFile(path, {
        ...machineFiles,
        // Only what the other one has moved is large.
        stat: async (one) => {
          const { mode, mtimeMs, size } = await machineFiles.stat(one);
          return { mode, mtimeMs, size: one.endsWith('.1') && !isMoved ? 20_000_001 : size };
        },
        rename: async (from, to) => {
          if (from === `${path}.1` && !isMoved) {
            isMoved = true;
            await machineFiles.rename(from, `${path}.2`);
            await appendFile(from, '"of another window"\n');
          }
          await machineFiles.rename(from, to);
          if (from === `${path}.1` && isKilled) throw refusal('killed');
        },
      });
      await archive(journal, 'its own').catch(() => undefined);
      const { entries } = await createJournalFile(path).archived();
      assert.deepEqual(entries, ['oldest', 'of another window', ...(isKilled ? [] : ['its own'])]);
      if (!isKilled)
        assert.deepEqual(
          (await readdir(dirname(path))).filter((one) => one.includes('.2-')),
          [],
        );
    }
  });

  it('isn’t told where it can’t be read', async () => {
    const path = fresh();
    const journal = createJournalFile(path, {
      ...machineFiles,
      readFile: (one) => (one.endsWith('.1') ? Promise.reject(refusal('EIO')) : machineFiles.readFile(one)),
    });
    await assert.rejects(journal.archived(), { code: 'EIO' });
  });
});

describe('what can’t be written', () => {
  it('is told with the path and the reason', async () => {
    const path = fresh();
    const rows: readonly (readonly [error: unknown, told: string])[] = [
      [refusal('ENOSPC'), 'there is no space left on the disk (ENOSPC).'],
      [refusal('EDQUOT'), 'the disk quota is used up (EDQUOT).'],
      [refusal('EROFS'), 'the disk is read-only (EROFS).'],
      [refusal('EACCES'), 'permission is denied (EACCES).'],
      [refusal('EPERM'), 'permission is denied (EPERM).'],
      [refusal('EIO', 'an odd disk'), 'an odd disk (EIO).'],
      [refusal(undefined, 'an odd disk'), 'an odd disk.'],
      ['words', 'words.'],
    ];
    for (const [error, told] of rows) {
      const journal = createJournalFile(path, {
        ...machineFiles,
        mkdir: (() => Promise.reject(error)) as typeof machineFiles.mkdir,
      });
      const why = { message: `${path} could not be written: ${told}`, cause: error };
      await assert.rejects(journal.append(1), why);
      await assert.rejects(async () => journal.replace(await journal.read(), []), why);
    }
  });

  it('is all of what waited at that moment, and nothing of what comes later', async () => {
    const path = fresh();
    let isFull = true;
    const journal = createJournalFile(path, {
      ...machineFiles,
      mkdir: (...args: Parameters<typeof machineFiles.mkdir>) =>
        isFull ? Promise.reject(refusal('ENOSPC')) : machineFiles.mkdir(...args),
    } as JournalFiles);
    const results = await Promise.allSettled([journal.append(1), journal.append(2), journal.append(3)]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    isFull = false;
    await Promise.all([journal.append(4), journal.append(5)]);
    assert.deepEqual((await journal.read()).entries, [4, 5]);
  });

  it('is what is no JSON, which costs nothing that is', async () => {
    const path = fresh();
    const journal = createJournalFile(path);
    await assert.rejects(journal.append(undefined), TypeError);
    await journal.append();
    assert.equal(existsSync(dirname(path)), false);
    await journal.append(1);
    assert.deepEqual((await journal.read()).entries, [1]);
  });
});

describe('a line that the disk takes in parts', () => {
  it('is written whole, at the end', async () => {
    const path = fresh();
    await createJournalFile(path).append('first');
    const files = opening(path, (file) => {
      const write = file.write.bind(file);
      file.write = ((bytes: Buffer, from: number) => write(bytes, from, 1, null)) as typeof file.write;
    });
    await createJournalFile(path, files).append({ long: 'enough' }, 2);
    assert.deepEqual((await createJournalFile(path).read()).entries, ['first', { long: 'enough' }, 2]);
  });

  /** A disk that takes so many letters, one by one, and then refuses, after what happens `meanwhile`. */
  const full = (path: string, letters: number, meanwhile: () => Promise<unknown> = () => Promise.resolve()) => {
    let left = letters;
    return opening(path, (file) => {
      const write = file.write.bind(file);
      file.write = (async (bytes: Buffer, from: number) => {
        if (left === 0) {
          await meanwhile();
          throw refusal('ENOSPC');
        }
        left -= 1;
        return write(bytes, from, 1, null);
      }) as typeof file.write;
    });
  };

  it('leaves none of it where the disk refuses the rest', async () => {
    for (const letters of [0, 1, 2, 3, 4, 5, 6]) {
      const path = fresh();
      await createJournalFile(path).append('first');
      await assert.rejects(createJournalFile(path, full(path, letters)).append('second'), /no space left/);
      assert.match(await readFile(path, 'utf8'), /^"first"\n\s*$/);
      assert.deepEqual(await createJournalFile(path).read(), { entries: ['first'], damaged: 0 });
      await createJournalFile(path).append('third');
      assert.deepEqual(await createJournalFile(path).read(), { entries: ['first', 'third'], damaged: 0 });
      assert.deepEqual(await readdir(dirname(path)), ['journal.jsonl']);
    }
  });

  it('is written anew where the file was removed meanwhile', async () => {
    const path = fresh();
    await createJournalFile(path).append('first');
    let isRemoved = false;
    const files = opening(path, (file) => {
      const write = file.write.bind(file);
      file.write = (async (...args: Parameters<typeof write>) => {
        const written = await write(...args);
        if (!isRemoved) await unlink(path);
        isRemoved = true;
        return written;
      }) as typeof file.write;
    });
    await createJournalFile(path, files).append('second');
    assert.equal(await readFile(path, 'utf8'), '"second"\n');
  });
});
