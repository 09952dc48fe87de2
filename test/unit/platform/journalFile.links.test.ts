import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { createJournalFile } from '../../../src/platform/journalFile.ts';

describe('11.30: a linked journal', { skip: process.platform === 'win32' }, () => {
  let root = '';
  let count = 0;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'halt-links-'));
  });
  after(() => rm(root, { recursive: true }));

  const fresh = async (): Promise<{ readonly folder: string; readonly path: string; readonly disk: string }> => {
    count += 1;
    const folder = join(root, `${count}`);
    await mkdir(folder);
    return { folder, path: join(folder, 'journal.jsonl'), disk: join(root, `disk-${count}`) };
  };

  test('whose disk isn’t there is unread and not empty, and nothing is written beside the link', async () => {
    const { folder, path, disk } = await fresh();
    await symlink(join(disk, 'real.jsonl'), path);
    const journal = createJournalFile(path);
    await assert.rejects(journal.read(), { code: 'ENOENT' });
    await assert.rejects(journal.archived(), { code: 'ENOENT' });
    await assert.rejects(journal.setAside(), { code: 'ENOENT' });
    await assert.rejects(journal.append(1), /journal\.jsonl could not be written/);
    assert.deepEqual(await readdir(folder), ['journal.jsonl']);

    await mkdir(disk);
    await journal.append(2);
    assert.equal(await readFile(join(disk, 'real.jsonl'), 'utf8'), '2\n');
    assert.deepEqual((await journal.read()).entries, [2]);
  });

  test('whose disk goes is unread until it comes back', async () => {
    const { folder, path, disk } = await fresh();
    await mkdir(disk);
    await symlink(join(disk, 'real.jsonl'), path);
    const journal = createJournalFile(path);
    await journal.append(1);
    const read = await journal.read();
    await rename(disk, `${disk}-away`);
    await assert.rejects(journal.read());
    await assert.rejects(journal.replace(read, [], [1]));
    await rename(`${disk}-away`, disk);
    await journal.replace(await journal.read(), [2], [1]);
    assert.deepEqual((await journal.read()).entries, [2]);
    assert.deepEqual(await readdir(folder), ['journal.jsonl']);
  });

  test('locks where it leads to, also before its first line, along several links and from a relative one', async () => {
    const { folder, path, disk } = await fresh();
    await mkdir(disk);
    await symlink(join('..', `disk-${count}`, 'middle'), path);
    await symlink('real.jsonl', join(disk, 'middle'));
    const journal = createJournalFile(path);
    await writeFile(join(disk, 'real.jsonl.lock'), `${process.pid} somebody`);
    const beside = join(folder, 'journal.jsonl.lock');
    await writeFile(beside, `${process.pid} nobody`);
    const start = performance.now();
    await journal.append(1);
    assert.ok(performance.now() - start > 500, 'it waited for who holds the lock');
    assert.equal(await readFile(join(disk, 'real.jsonl'), 'utf8'), '1\n');
    assert.equal(await readFile(beside, 'utf8'), `${process.pid} nobody`);
  });

  test('that is none yet is an empty one', async () => {
    const { path } = await fresh();
    assert.deepEqual((await createJournalFile(path).read()).entries, []);
    assert.deepEqual((await createJournalFile(join(path, 'deeper', 'x')).read()).entries, []);
  });

  for (const name of ['journal.jsonl', 'journal.jsonl.r-1', 'journal.jsonl.1', 'journal.jsonl.lock'])
    test(`in whose place, or beside which, is a pipe is not waited for: ${name}`, { timeout: 30_000 }, async () => {
      const { folder, path } = await fresh();
      await promisify(execFile)('mkfifo', [join(folder, name)]);
      const journal = createJournalFile(path);
      const ends = await Promise.allSettled([journal.read(), journal.archived(), journal.append(1)]);
      const rejected = ends.map(({ status }) => status === 'rejected');
      assert.deepEqual(rejected, [name === 'journal.jsonl', name.endsWith('.1'), name === 'journal.jsonl']);
    });
});
