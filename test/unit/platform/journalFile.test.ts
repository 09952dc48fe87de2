import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  rmdir,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import type { Journal } from '../../../src/model/ports/journal.ts';
import { JournalConflict, createJournalFile } from '../../../src/platform/journalFile.ts';
import { assertProperty } from '../../stages/property.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halt-journal-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const fresh = (): string => join(folder, crypto.randomUUID(), 'journal.jsonl');

void describe('a journal file', () => {
  void it('gives back what was appended, in order, whatever it is', async () => {
    await assertProperty(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 20 }), async (entries) => {
        const journal = createJournalFile(fresh());
        await Promise.all(entries.map((entry) => journal.append(entry)));
        const content = await journal.read();
        assert.deepEqual(content, { entries: JSON.parse(JSON.stringify(entries)), damaged: 0 });
      }),
      { numRuns: 40 },
    );
  });

  void it('is empty before it was written', async () => {
    assert.deepEqual(await createJournalFile(fresh()).read(), { entries: [], damaged: 0 });
  });

  void it('loses at most the last line to a kill in mid-write, at whichever byte, and goes on', async () => {
    const path = fresh();
    const journal = createJournalFile(path);
    const entries = [{ a: 1 }, { b: 'zwei — 2' }, { c: [3, '"'] }];
    for (const entry of entries) await journal.append(entry);
    const whole = await readFile(path);
    for (let length = 0; length <= whole.length; length += 1) {
      await writeFile(path, whole.subarray(0, length));
      await journal.append({ next: true });
      const { entries: read, damaged } = await journal.read();
      const text = whole.subarray(0, length).toString('latin1');
      const complete = text.split('\n').length - 1;
      assert.deepEqual(read.at(-1), { next: true }, `cut at byte ${length}`);
      assert.deepEqual(read.slice(0, complete), entries.slice(0, complete), `cut at byte ${length}`);
      assert.ok(damaged <= 1 && read.length + damaged >= complete + 1);
      assert.equal((await readFile(path)).at(-1), 0x0a);
    }
  });

  void it('skips lines that are damaged, and sets them aside when it is rewritten', async () => {
    const path = fresh();
    const journal = createJournalFile(path);
    await journal.append(1);
    await writeFile(path, '1\n{"torn": \n\0\0\0\n2\n');
    assert.deepEqual(await journal.read(), { entries: [1, 2], damaged: 2, damagedAt: [1, 1] });
    assert.equal(await journal.setAside(), 0);
    await journal.replace(await journal.read(), [1, 2]);
    assert.deepEqual(await journal.read(), { entries: [1, 2], damaged: 0 });
    await writeFile(path, '3\n{"torn\n4\n{"torn');
    assert.deepEqual(await journal.read(), { entries: [1, 2, 3, 4], damaged: 2, damagedAt: [3, 4] });
    assert.equal(await journal.setAside(), 2);
    assert.equal(await readFile(`${path}.damaged`, 'utf8'), '{"torn": \n\0\0\0\n');
  });

  void it('sets lines aside byte for byte, whatever they are written in', async () => {
    const odd = [
      Buffer.from('{"latin": "Müller"', 'latin1'),
      Buffer.from('{"wide": 1}', 'utf16le'),
      Buffer.from([0xff, 0xfe, 0x00, 0x80]),
      Buffer.alloc(5_000),
    ];
    for (const line of odd) {
      const path = fresh();
      const journal = createJournalFile(path);
      await journal.append(1);
      await writeFile(path, Buffer.concat([Buffer.from('1\n'), line, Buffer.from('\n2\n')]));
      assert.deepEqual(await journal.read(), { entries: [1, 2], damaged: 1, damagedAt: [1] });
      await journal.replace(await journal.read(), [1, 2]);
      assert.deepEqual(await readFile(`${path}.damaged`), Buffer.concat([line, Buffer.from('\n')]));
    }
  });

  void it('reads twice rather than loses where the first line of what replaced it is damaged, and sets that aside', async () => {
    for (const damage of [
      Buffer.from('{"standsFor": [["x", 1'),
      Buffer.alloc(40),
      Buffer.from('"no list"'),
      Buffer.from(''),
    ]) {
      const path = fresh();
      const journal = createJournalFile(path);
      await journal.append('old');
      await journal.replace(await journal.read(), ['new', 'newer']);
      await journal.append('newest');
      const replacement = `${path}.r-1`;
      const [, ...lines] = (await readFile(replacement, 'utf8')).split('\n');
      await writeFile(replacement, Buffer.concat([damage, Buffer.from(`\n${lines.join('\n')}`)]));
      const { entries } = await journal.read();
      for (const line of ['old', 'new', 'newer', 'newest'])
        assert.ok(entries.includes(line), `${JSON.stringify(entries)} after ${JSON.stringify(damage.toString())}`);
      await journal.replace(await journal.read(), entries);
      assert.deepEqual((await journal.read()).entries, entries);
      if (damage[0] === 0x7b) assert.equal(await readFile(`${path}.damaged`, 'utf8'), `${damage.toString()}\n`);
    }
  });

  void it('keeps what another window appended between the read and the replacement', async () => {
    const path = fresh();
    const [mine, theirs] = [createJournalFile(path), createJournalFile(path)];
    await mine.append('old');
    const read = await mine.read();
    await theirs.append('theirs');
    await mine.replace(read, ['new']);
    assert.deepEqual((await theirs.read()).entries, ['new', 'theirs']);
  });

  // Whatever the same window reads meanwhile, for a page that is opened for example, what it writes was made of the read that it names.
  for (const [name, meanwhile] of Object.entries({
    'a read': (mine) => mine.read(),
    'a read that fails': (mine, path) => withoutFile(path, () => mine.read()),
    'several reads at once': (mine) => Promise.all([mine.read(), mine.read()]),
    'a read, and an append of its own': async (mine) => {
      await mine.read();
      await mine.append('mine');
    },
    'the archive and what was set aside': (mine) => Promise.all([mine.archived(), mine.setAside()]),
  } satisfies Readonly<Record<string, (mine: Journal, path: string) => Promise<unknown>>>)) {
    void it(`replaces what it was read for, and nothing that came later, whatever is asked in between: ${name}`, async () => {
      const path = fresh();
      const [mine, theirs] = [createJournalFile(path), createJournalFile(path)];
      await mine.append('old', 'older');
      const read = await mine.read();
      await theirs.append('theirs');
      await meanwhile(mine, path);
      await theirs.append('theirs, too');
      await mine.replace(read, ['new']);
      const { entries } = await theirs.read();
      const own = entries.filter((entry) => entry !== 'mine');
      assert.deepEqual(own, ['new', 'theirs', 'theirs, too']);
      assert.equal(entries.includes('mine'), name.includes('append'));
      // What was read before is over.
      await assert.rejects(mine.replace(read, ['again']), JournalConflict);
    });
  }

  void it('replaces nothing for an answer that isn’t one of its reads', async () => {
    const path = fresh();
    const [mine, theirs] = [createJournalFile(path), createJournalFile(path)];
    await mine.append('old');
    for (const read of [await theirs.read(), await mine.archived(), { entries: ['old'], damaged: 0 }])
      await assert.rejects(mine.replace(read, ['new']), /could not be written: .*was not read here/);
    assert.deepEqual((await mine.read()).entries, ['old']);
  });

  void it('refuses a replacement of what another window has replaced meanwhile', async () => {
    const path = fresh();
    const [mine, theirs] = [createJournalFile(path), createJournalFile(path)];
    await mine.append('old');
    const read = await mine.read();
    await theirs.replace(await theirs.read(), ['theirs']);
    await assert.rejects(mine.replace(read, ['mine']), JournalConflict);
    // A look at what they made of it doesn't make it the journal that was read.
    await mine.read();
    await assert.rejects(mine.replace(read, ['mine']), JournalConflict);
    assert.deepEqual((await mine.read()).entries, ['theirs']);
  });

  void it('says that the disk is full, by path and reason', { skip: process.platform !== 'linux' }, async () => {
    const path = fresh();
    await mkdir(join(path, '..'));
    await symlink('/dev/full', path);
    await assert.rejects(createJournalFile(path).append({}), (error: Error) => {
      assert.match(error.message, /no space left on the disk \(ENOSPC\)/);
      assert.ok(error.message.includes(path));
      return true;
    });
  });

  void it('takes over the lock of a process that was killed', async () => {
    const path = fresh();
    const journal = createJournalFile(path);
    await journal.append(1);
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    await writeFile(`${path}.lock`, `${gone.pid} some-token`);
    await utimes(`${path}.lock`, new Date(Date.now() - 2_000), new Date(Date.now() - 2_000));
    await journal.append(2);
    assert.deepEqual((await journal.read()).entries, [1, 2]);
    assert.deepEqual(await readdir(join(path, '..')), ['journal.jsonl']);
  });

  void it('loses no line of several processes that append and rewrite at once, and no more than its last to one that is killed', async () => {
    const path = fresh();
    const count = 150;
    const writers = ['a', 'b', 'c', 'd'].map((name) => startWriter(path, name, count, name === 'd' ? 25 : 0));
    const killed = startWriter(path, 'killed', 1_000_000, 0);
    await Promise.all(writers.map(ended));
    killed.kill('SIGKILL');
    await ended(killed).catch(() => undefined);
    const journal = createJournalFile(path);
    await journal.append('after');
    const { entries, damaged } = await journal.read();
    assert.ok(damaged <= 1);
    for (const name of ['a', 'b', 'c', 'd']) {
      const numbers = entries.filter((entry) => nameOf(entry) === name).map(numberOf);
      assert.deepEqual(
        numbers.toSorted((x, y) => x - y),
        Array.from({ length: count }, (_, index) => index),
        `writer ${name}`,
      );
    }
    assert.ok(entries.some((entry) => nameOf(entry) === 'killed'));
    assert.equal(entries.at(-1), 'after');
  });

  void it('recovers from a file that was cut to nothing', async () => {
    const path = fresh();
    const journal = createJournalFile(path);
    await journal.append(1);
    await truncate(path, 0);
    await journal.append(2);
    assert.deepEqual((await journal.read()).entries, [2]);
  });
});

function startWriter(path: string, name: string, count: number, replaceEvery: number): ChildProcess {
  const module = fileURLToPath(new URL('../../../src/platform/journalFile.ts', import.meta.url));
  const code = `
    import { createJournalFile } from ${JSON.stringify(module)};
    const journal = createJournalFile(${JSON.stringify(path)});
    for (let n = 0; n < ${count}; n += 1) {
      await journal.append({ name: ${JSON.stringify(name)}, n });
      if (${replaceEvery} > 0 && n % ${replaceEvery} === 0) {
        const read = await journal.read();
        await journal.replace(read, read.entries).catch((error) => { if (error.name !== 'JournalConflict') throw error; });
      }
    }
  `;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = child.exitCode === null && child.signalCode === null ? await once(child, 'exit') : [child.exitCode];
  if (code !== 0) throw new Error(`A writer ended with ${String(code)}.`);
}

/** Runs it while the file can't be read. */
async function withoutFile(path: string, run: () => Promise<unknown>): Promise<void> {
  await rename(path, `${path}.away`);
  await mkdir(path);
  await assert.rejects(run());
  await rmdir(path);
  await rename(`${path}.away`, path);
}

function nameOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined;
}

function numberOf(entry: unknown): number {
  return typeof entry === 'object' && entry !== null && 'n' in entry ? Number(entry.n) : Number.NaN;
}
