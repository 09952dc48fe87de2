import assert from 'node:assert/strict';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { withFileLock } from '../../../src/platform/fileLock.ts';
import { createJournalFile, JournalConflict } from '../../../src/platform/journalFile.ts';
import { heldClock } from '../../stages/clocks/heldClock.ts';
import { type JournalFiles, machineFiles } from '../../../src/platform/journalFiles.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halt-disk-'));
});
after(() => rm(folder, { recursive: true, force: true }));
const fresh = async (): Promise<string> => {
  const own = join(folder, crypto.randomUUID());
  await mkdir(own);
  return join(own, 'journal.jsonl');
};
const failing = (code: string): Error => Object.assign(new Error(`${code}: refused`), { code });
const took = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
const others = async (path: string): Promise<readonly string[]> =>
  (await readdir(join(path, '..'))).filter((name) => name !== 'journal.jsonl');

describe('11.30: a lock', () => {
  for (const [name, ahead] of [
    ['of now', 0],
    ['dated an hour ago', -3_600_000],
    ['dated in the future', 3_600_000],
    ['dated years ahead', 1e11],
  ] as const) {
    for (const holder of [`${process.pid} somebody-alive`, '', 'no number']) {
      test(`${name} that nobody works behind (${JSON.stringify(holder)}) holds nobody up for 2 s, and is taken over`, async () => {
        const path = await fresh();
        await writeFile(`${path}.lock`, holder);
        const at = new Date(Date.now() + ahead);
        await utimes(`${path}.lock`, at, at);
        const journal = createJournalFile(path);
        assert.ok((await took(() => journal.append(1))) < 2_000);
        assert.deepEqual((await journal.read()).entries, [1]);
        assert.deepEqual(await others(path), []);
      });
    }
  }

  test('of a process that has ended is taken over at once', async () => {
    const path = await fresh();
    await writeFile(`${path}.lock`, '999999999 gone');
    let held: boolean | undefined;
    const milliseconds = await took(() =>
      withFileLock(`${path}.lock`, async (lock) => (held = await lock?.isHeld()), {
        times: { staleAfter: 60_000, giveUpAfter: 120_000 },
      }),
    );
    assert.ok(held === true && milliseconds < 5_000);
  });

  test('that changes hands is waited for, to a point, and is then done without', async () => {
    const path = `${await fresh()}.lock`;
    await writeFile(path, `${process.pid} first`);
    let turns = 0;
    const files: JournalFiles = {
      ...machineFiles,
      readFile: () => Promise.resolve(Buffer.from(`${process.pid} turn-${(turns += 1)}`)),
    };
    const times = { staleAfter: 200, giveUpAfter: 400 };
    const lock = await withFileLock(path, (one) => Promise.resolve(one), { files, times });
    assert.ok(turns > 1);
    assert.equal(lock, undefined, 'it was never stale');
  });

  test('is not taken by somebody who was held up for longer than that and has hardly looked', async () => {
    const path = `${await fresh()}.lock`;
    await writeFile(path, `${process.pid} at-work`);
    let looks = 0;
    let taken = 0;
    const files: JournalFiles = {
      ...machineFiles,
      readFile: async (from) => {
        looks += 1;
        const found = await machineFiles.readFile(from);
        // Nothing in this process goes on meanwhile, neither the waiter's clock nor the holder.
        if (looks === 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
        if (looks === 3) await rm(path);
        return found;
      },
      rename: (from, to) => {
        if (from === path) taken += 1;
        return machineFiles.rename(from, to);
      },
    };
    const times = { staleAfter: 300, giveUpAfter: 5_000 };
    assert.ok(await withFileLock(path, (one) => Promise.resolve(one), { files, times }), 'had when it is let go');
    assert.equal(taken, 0, 'it was never stale');
  });

  test('is not taken from whoever came between the look and the taking', async () => {
    const path = `${await fresh()}.lock`;
    await writeFile(path, '999999999 dead');
    const files: JournalFiles = {
      ...machineFiles,
      rename: async (from, to) => {
        if (from === path) await writeFile(path, `${process.pid} newcomer`);
        return machineFiles.rename(from, to);
      },
    };
    const times = { staleAfter: 5_000, giveUpAfter: 300 };
    const lock = await withFileLock(path, (one) => Promise.resolve(one), { files, times });
    assert.equal(lock, undefined);
    assert.equal(await readFile(path, 'utf8'), `${process.pid} newcomer`);
  });

  test('knows that it was lost, and leaves the next one’s alone', async () => {
    const path = `${await fresh()}.lock`;
    await withFileLock(path, async (lock) => {
      assert.equal(await lock?.isHeld(), true);
      await writeFile(path, 'another');
      assert.equal(await lock?.isHeld(), false);
    });
    assert.equal(await readFile(path, 'utf8'), 'another');
  });

  test('is not left by a full disk, or by work that fails', async () => {
    const path = await fresh();
    const files: JournalFiles = {
      ...machineFiles,
      open: async (...args: Parameters<JournalFiles['open']>) => {
        const file = await machineFiles.open(...args);
        return new Proxy(file, {
          get(target, key) {
            if (key === 'writeFile' || key === 'write') return () => Promise.reject(failing('ENOSPC'));
            const value: unknown = Reflect.get(target, key);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
      },
    };
    await assert.rejects(createJournalFile(path, files).append(1), /no space left on the disk \(ENOSPC\)/);
    assert.deepEqual(await others(path), []);
    assert.ok((await took(() => createJournalFile(path).append(2))) < 1_000);
    await assert.rejects(
      withFileLock(`${path}.lock`, () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.deepEqual(await others(path), []);
  });
});

describe('11.30: a journal', () => {
  for (const code of ['EACCES', 'EROFS', 'ENOSPC', 'EPERM'])
    test(`takes a line where no lock can be made beside it (${code})`, async () => {
      const path = await fresh();
      await writeFile(path, '1\n');
      const files: JournalFiles = {
        ...machineFiles,
        open: (...args: Parameters<JournalFiles['open']>) =>
          String(args[0]).endsWith('.lock') ? Promise.reject(failing(code)) : machineFiles.open(...args),
      };
      const journal = createJournalFile(path, files);
      await Promise.all([journal.append(2), journal.append(3)]);
      assert.equal(await readFile(path, 'utf8'), '1\n2\n3\n');
      await assert.rejects(journal.replace(await journal.read(), []), { cause: failing(code) });
    });

  test(
    'that is linked keeps its link and its mode, also when it is replaced',
    { skip: process.platform === 'win32' },
    async () => {
      for (const mode of [0o600, 0o640, 0o664]) {
        const path = await fresh();
        const target = join(path, '..', 'elsewhere.jsonl');
        await writeFile(target, '1\n');
        await chmod(target, mode);
        await symlink(target, path);
        const journal = createJournalFile(path);
        await journal.append(2);
        const read = await journal.read();
        await journal.replace(read, [3], [1, 2]);
        await journal.append(4);
        assert.deepEqual((await journal.read()).entries, [3, 4]);
        assert.deepEqual((await journal.archived()).entries, [1, 2]);
        assert.ok((await lstat(path)).isSymbolicLink());
        assert.equal((await stat(path)).mode & 0o777, mode);
      }
    },
  );

  test('is for its owner alone', { skip: process.platform === 'win32' }, async () => {
    const path = await fresh();
    const journal = createJournalFile(path);
    await journal.append(1);
    const read = await journal.read();
    await journal.replace(read, [2], [1]);
    await journal.append(3);
    for (const name of await readdir(join(path, '..')))
      assert.equal((await stat(join(path, '..', name))).mode & 0o077, 0, name);
  });

  test('loses nothing to a mark at its start', async () => {
    for (const rest of ['{"a":1}\n{"b":2}\n', '{"a":1}', '\n{"a":1}\n']) {
      const path = await fresh();
      await writeFile(path, `\ufeff${rest}`);
      const journal = createJournalFile(path);
      const first = (await journal.read()).entries;
      assert.deepEqual(first[0], { a: 1 });
      await journal.append({ c: 3 });
      assert.deepEqual(await journal.read(), { entries: [...first, { c: 3 }], damaged: 0 });
      await journal.replace(await journal.read(), first);
      assert.deepEqual(await journal.read(), { entries: first, damaged: 0 });
    }
  });

  test('keeps a line that a suspended window writes into what was replaced meanwhile', async () => {
    const path = await fresh();
    const [mine, theirs] = [createJournalFile(path), createJournalFile(path)];
    await mine.append('first');
    let wake: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    let opened: () => void = () => undefined;
    const isOpen = new Promise<void>((resolve) => (opened = resolve));
    const files: JournalFiles = {
      ...machineFiles,
      open: async (...args: Parameters<JournalFiles['open']>) => {
        const file = await machineFiles.open(...args);
        if (args[1] === 'a+') {
          opened();
          await asleep;
        }
        return file;
      },
    };
    const slow = createJournalFile(path, files).append('late');
    await isOpen;
    const read = await mine.read();
    await mine.replace(read, ['kept']).catch(() => undefined);
    await theirs.append('between');
    wake();
    await slow;
    const { entries } = await theirs.read();
    assert.deepEqual(new Set(entries), new Set(['kept', 'late', 'between']));
    assert.equal(entries.length, 3);
    await theirs.replace(await theirs.read(), ['all']);
    assert.deepEqual((await mine.read()).entries, ['all']);
  });

  for (const step of ['rename', 'link'] as const) {
    test(`loses nothing to a window that sleeps before its ${step} while another replaces`, async () => {
      const path = await fresh();
      const mine = createJournalFile(path);
      await mine.append('old');
      let inside = false;
      const files: JournalFiles = {
        ...machineFiles,
        [step]: async (from: string, to: string) => {
          if (!inside && !from.endsWith('.lock') && !to.endsWith('.lock')) {
            inside = true;
            await rm(`${path}.lock`, { force: true });
            const read = await mine.read();
            await mine.replace(read, ['theirs']);
            await mine.append('after');
          }
          return machineFiles[step](from, to);
        },
      };
      const slow = createJournalFile(path, files);
      const read = await slow.read();
      await assert.rejects(slow.replace(read, ['mine']), JournalConflict);
      const { entries } = await mine.read();
      assert.deepEqual(new Set(entries), new Set(['theirs', 'after']), JSON.stringify(entries));
      assert.equal(entries.length, 2);
    });
  }

  for (const code of ['EBUSY', 'EPERM', 'EACCES']) {
    test(`waits for what answers ${code} for a moment, and no longer than a second`, async () => {
      const path = await fresh();
      let refusals = 3;
      const files: JournalFiles = {
        ...machineFiles,
        rename: (from, to) => {
          refusals -= 1;
          return refusals >= 0 ? Promise.reject(failing(code)) : machineFiles.rename(from, to);
        },
      };
      const journal = createJournalFile(path, files);
      await journal.append(1);
      const read = await journal.read();
      await journal.replace(read, [2]);
      assert.deepEqual((await journal.read()).entries, [2]);
      await journal.append(3);
      refusals = 1_000_000;
      const readAgain = await journal.read();
      const milliseconds = await took(() => assert.rejects(journal.replace(readAgain, [9])));
      assert.ok(milliseconds < 2_000, String(milliseconds));
      assert.deepEqual((await journal.read()).entries, [2, 3]);
      await journal.append(4);
      assert.deepEqual((await journal.read()).entries, [2, 3, 4]);
    });
  }

  test('is replaced where there are no hard links, too', async () => {
    const path = await fresh();
    const files: JournalFiles = { ...machineFiles, link: () => Promise.reject(failing('ENOTSUP')) };
    const journal = createJournalFile(path, files);
    await journal.append(1);
    const read = await journal.read();
    await journal.replace(read, [2]);
    await journal.append(3);
    assert.deepEqual((await journal.read()).entries, [2, 3]);
  });

  test('doesn’t grow by its replacements, and what it stands for goes once no window can write to it', async () => {
    const path = await fresh();
    const clock = heldClock(Date.now(), 0.5);
    const journal = createJournalFile(path, undefined, clock);
    for (let turn = 0; turn < 5; turn += 1) {
      await journal.append(turn);
      const read = await journal.read();
      await journal.replace(read, [turn]);
    }
    assert.equal((await others(path)).filter((name) => name.includes('.s-')).length, 5);
    assert.equal((await others(path)).filter((name) => name.includes('.r-')).length, 1);
    clock.advance(3_600_000 + 60_000);
    await journal.append('last');
    const read = await journal.read();
    await journal.replace(read, ['end']);
    assert.equal((await others(path)).filter((name) => name.includes('.s-')).length, 0);
    assert.deepEqual(await journal.read(), { entries: ['end'], damaged: 0 });
  });

  test('takes only files that are its own for parts of itself', async () => {
    const path = await fresh();
    for (const name of [
      'journal.jsonl.r-x',
      'journal.jsonl.r-',
      'journal.jsonl.bak',
      'other.jsonl.r-9',
      'journal.jsonl.r-1.tmp',
    ])
      await writeFile(join(path, '..', name), '"no"\n');
    const journal = createJournalFile(path);
    await journal.append(1);
    assert.deepEqual(await journal.read(), { entries: [1], damaged: 0 });
  });
});
