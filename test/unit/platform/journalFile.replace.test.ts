import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createJournalFile, JournalConflict } from '../../../src/platform/journalFile.ts';
import { type JournalFiles, machineFiles } from '../../../src/platform/journalFiles.ts';
import { heldClock } from '../../stages/clocks/heldClock.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halt-replace-'));
});
after(() => rm(folder, { recursive: true, force: true }));
const fresh = (): string => join(folder, crypto.randomUUID(), 'journal.jsonl');
const refusal = (code?: string) => Object.assign(new Error('refused'), code !== undefined && { code });
const HOUR = 3_600_000;

/** A disk on which the lock changes hands all the time: nobody who waits can have it, nor take it for stale. */
const busy = (more: Partial<JournalFiles> = {}): JournalFiles => {
  let turn = 0;
  return {
    ...machineFiles,
    readFile: (one) => {
      if (!one.endsWith('.lock')) return machineFiles.readFile(one);
      turn += 1;
      return Promise.resolve(Buffer.from(`${process.pid} holder ${turn}`));
    },
    ...more,
  };
};
const lockOf = (path: string) => writeFile(`${path}.lock`, `${process.pid} somebody`);

/** A disk without hard links, which says so with this; `meanwhile` happens before it does. */
const linkless = (code: string | undefined, meanwhile: (target: string) => Promise<void> = async () => undefined) => ({
  ...machineFiles,
  link: async (_from: unknown, to: unknown) => {
    await meanwhile(String(to));
    throw refusal(code);
  },
});

describe('a replacement of what was read', () => {
  it('is refused where another window replaced it, also where no line came since', async () => {
    const path = fresh();
    const [mine, theirs] = [createJournalFile(path), createJournalFile(path)];
    await mine.append('old');
    await mine.replace(await mine.read(), ['mine']);
    const read = await mine.read();
    await theirs.replace(await theirs.read(), ['theirs']);
    await assert.rejects(mine.replace(read, ['mine again']), JournalConflict);
    assert.deepEqual((await theirs.read()).entries, ['theirs']);
  });

  it('is refused where the file was cut or written anew since', async () => {
    for (const text of ['', '"new"\n', '"new one"\n']) {
      const path = fresh();
      const mine = createJournalFile(path);
      await mine.append('old');
      const read = await mine.read();
      await truncate(path, 0);
      await appendFile(path, text);
      await assert.rejects(mine.replace(read, ['mine']), JournalConflict);
      assert.deepEqual((await mine.read()).entries, text === '' ? [] : [JSON.parse(text)]);
      assert.deepEqual(await readdir(dirname(path)), ['journal.jsonl'], 'nothing was begun');
    }
  });

  it('is refused, and loses nothing, where a window that was killed had begun one of its own', async () => {
    const path = fresh();
    const mine = createJournalFile(path, {
      ...machineFiles,
      rename: async (from, to) => {
        if (from === path && !existsSync(`${path}.s-killed`)) {
          await machineFiles.rename(path, `${path}.s-killed`);
          await writeFile(path, '"after"\n');
        }
        return machineFiles.rename(from, to);
      },
    });
    await mine.append('old');
    const read = await mine.read();
    await assert.rejects(mine.replace(read, ['mine']), JournalConflict);
    const { entries } = await mine.read();
    assert.deepEqual(new Set(entries), new Set(['old', 'after']));
  });

  it('is refused while others are at work on the same for long', async () => {
    const path = fresh();
    const mine = createJournalFile(path, busy());
    await createJournalFile(path).append('old');
    await lockOf(path);
    await assert.rejects(async () => mine.replace(await mine.read(), ['mine']), JournalConflict);
    assert.deepEqual(await mine.read(), { entries: ['old'], damaged: 0 });
    assert.deepEqual((await readdir(dirname(path))).toSorted(), ['journal.jsonl', 'journal.jsonl.lock']);
  });

  it('leaves nothing beside it that nobody needs', async () => {
    const path = fresh();
    const mine = createJournalFile(path);
    await mine.append('old');
    await mine.replace(await mine.read(), ['new']);
    const names = (await readdir(dirname(path))).map((name) => name.replace(/\.s-.*$/, '.s-…'));
    assert.deepEqual(names.toSorted(), ['journal.jsonl', 'journal.jsonl.r-1', 'journal.jsonl.s-…']);
    const refused = createJournalFile(path, linkless('EIO'));
    await refused.append('more');
    await assert.rejects(async () => refused.replace(await refused.read(), ['never']), /refused \(EIO\)/);
    assert.deepEqual(
      (await readdir(dirname(path))).filter((name) => name.includes('.new-')),
      [],
    );
    assert.deepEqual((await mine.read()).entries, ['new', 'more']);
  });

  it('keeps the file to which lines are appended, however long nobody has', async () => {
    const path = fresh();
    const clock = heldClock(Date.now(), 0.5);
    const mine = createJournalFile(path, undefined, clock);
    await mine.append('old');
    await mine.replace(await mine.read(), ['new']);
    clock.advance(2 * HOUR);
    await mine.replace(await mine.read(), ['newer']);
    assert.equal(existsSync(path), true, 'a suspended window may have it open');
    assert.deepEqual((await mine.read()).entries, ['newer']);
  });

  it('keeps what a window that was suspended wrote into an old part since, however old, and misses none that is gone', async () => {
    const path = fresh();
    const clock = heldClock(Date.now(), 0.5);
    const mine = createJournalFile(path, undefined, clock);
    for (const line of ['first', 'second']) {
      await mine.append(line);
      await mine.replace(await mine.read(), [line]);
    }
    const read = await mine.read();
    const [one = '', other = ''] = (await readdir(dirname(path))).filter((name) => name.includes('.s-'));
    await appendFile(join(dirname(path), one), '"late"\n');
    await rm(join(dirname(path), other));
    clock.advance(2 * HOUR);
    await mine.replace(read, ['all']);
    assert.deepEqual((await mine.read()).entries, ['all', 'late']);
  });
});

describe('a disk without hard links', () => {
  for (const code of ['ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EMLINK', 'EINVAL'])
    it(`has the replacement all the same (${code})`, async () => {
      const journal = createJournalFile(fresh(), linkless(code));
      await journal.append('old');
      await journal.replace(await journal.read(), ['new']);
      await journal.append('newer');
      assert.deepEqual((await journal.read()).entries, ['new', 'newer']);
    });

  it('is not taken for one that refuses for another reason, or for none', async () => {
    for (const code of ['EIO', 'ENOSPC', undefined]) {
      const journal = createJournalFile(fresh(), linkless(code));
      await journal.append('old');
      await assert.rejects(async () => journal.replace(await journal.read(), ['new']), /could not be written/);
      assert.deepEqual((await journal.read()).entries, ['old']);
    }
  });

  it('gives no number twice: what another window has put there stands', async () => {
    const path = fresh();
    const theirs = '{"standsFor":[]}\n"theirs"\n';
    const mine = createJournalFile(
      path,
      linkless('ENOTSUP', (target) => writeFile(target, theirs)),
    );
    await mine.append('old');
    await assert.rejects(async () => mine.replace(await mine.read(), ['mine']), JournalConflict);
    assert.deepEqual((await mine.read()).entries, ['theirs', 'old']);
  });
});

describe('what a journal does to its files', () => {
  it('leaves none of them open, also where the disk refuses', async () => {
    let isFull = false;
    let open = 0;
    const path = fresh();
    const journal = createJournalFile(path, {
      ...machineFiles,
      open: async (...args: Parameters<JournalFiles['open']>) => {
        const file = await machineFiles.open(...args);
        open += 1;
        const close = file.close.bind(file);
        file.close = () => {
          open -= 1;
          return close();
        };
        if (isFull && !String(args[0]).endsWith('.lock'))
          for (const call of ['write', 'sync'] as const) file[call] = () => Promise.reject(refusal('ENOSPC'));
        return file;
      },
    });
    await journal.append('old');
    await journal.replace(await journal.read(), ['new'], ['old']);
    assert.equal(open, 0);
    isFull = true;
    await assert.rejects(journal.append('more'), /no space left/);
    await assert.rejects(async () => journal.replace(await journal.read(), ['newer']), /no space left/);
    assert.equal(open, 0);
  });

  it('makes no file for what there is nothing of', async () => {
    const path = fresh();
    const journal = createJournalFile(path);
    await journal.append('old');
    await journal.replace(await journal.read(), ['new']);
    assert.deepEqual([existsSync(`${path}.1`), existsSync(`${path}.damaged`)], [false, false]);
  });

  it('goes on with a disk that takes half of what is left each time', async () => {
    const path = fresh();
    const journal = createJournalFile(path, {
      ...machineFiles,
      open: async (...args: Parameters<JournalFiles['open']>) => {
        const file = await machineFiles.open(...args);
        if (args[1] !== 'a+') return file;
        const write = file.write.bind(file);
        file.write = ((bytes: Buffer, from: number, length: number) =>
          write(bytes, from, Math.ceil(length / 2), null)) as typeof file.write;
        return file;
      },
    });
    await journal.append({ a: 'line that is long enough' }, 2);
    assert.deepEqual(await journal.read(), { entries: [{ a: 'line that is long enough' }, 2], damaged: 0 });
  });
});
