import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createJournalFile } from '../../../src/platform/journalFile.ts';
import { machineFiles } from '../../../src/platform/journalFiles.ts';
import { heldClock } from '../../stages/clocks/heldClock.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halt-folders-'));
});
after(() => rm(folder, { recursive: true, force: true }));
const fresh = async (): Promise<string> => {
  const own = join(folder, crypto.randomUUID());
  await mkdir(own);
  return join(own, 'journal.jsonl');
};

describe('a folder where a journal has a file', () => {
  test('in the journal’s place is named, with what to do, by whoever reads or writes', async () => {
    const path = await fresh();
    await mkdir(path);
    const journal = createJournalFile(path);
    const said = `${path} is a folder, where Halt keeps a file. Move it elsewhere, then reload the window.`;
    await assert.rejects(journal.read(), { message: said });
    await assert.rejects(journal.append(1), {
      message: `${path} could not be written: a folder stands in its place (EISDIR).`,
    });
  });

  for (const name of ['r-1', 'r-7', 's-0-a'])
    test(`beside it, with the name of one of its files, is passed over, and told of once: ${name}`, async () => {
      const path = await fresh();
      const told: string[] = [];
      const journal = createJournalFile(path, machineFiles, heldClock(Date.now(), 0), ({ message }) =>
        told.push(message),
      );
      await journal.append(1, 2);
      await journal.replace(await journal.read(), [3]);
      const place = `${path}.${name}`;
      await rm(place, { force: true });
      await mkdir(place);
      const left = name === 'r-1' ? [1, 2] : [3];
      assert.deepEqual((await journal.read()).entries, left);
      await journal.append(4);
      const known = await journal.read();
      assert.deepEqual(known.entries, [...left, 4]);
      await journal.replace(known, [5]);
      await journal.append(6);
      assert.deepEqual((await journal.read()).entries, [5, 6]);
      await journal.replace(await journal.read(), [7]);
      assert.deepEqual((await createJournalFile(path).read()).entries, [7]);
      assert.ok((await stat(place)).isDirectory());
      assert.deepEqual(told, [
        `${place} is a folder, where Halt keeps a file. Move it elsewhere, then reload the window.`,
      ]);
    });
});
