import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createHistoryStore } from '../../../src/history/store.ts';
import { parseHistoryLine } from '../../../src/history/entry.ts';
import type { Journal } from '../../../src/model/ports/journal.ts';
import { createJournalFile } from '../../../src/platform/journalFile.ts';
import { createAuditLog } from '../../../src/stopping/audit/auditLog.ts';
import { type JournalFiles, machineFiles } from '../../../src/platform/journalFiles.ts';
import {
  appends,
  heldUpBefore,
  isKilled,
  type Meanwhile,
  replaces,
  type Room,
} from '../../stages/journals/heldUpWriter.ts';
import { noon, ref } from '../../stages/history/history.ts';
import { requestedLine } from '../../stages/stopping/auditLines.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halt-appended-'));
});
after(() => rm(folder, { recursive: true, force: true }));
const begun = async (text: string): Promise<string> => {
  const path = join(folder, crypto.randomUUID(), 'journal.jsonl');
  await mkdir(dirname(path));
  if (text !== '') await writeFile(path, text);
  return path;
};
const countOf = (entries: readonly unknown[], one: unknown): number => entries.filter((entry) => entry === one).length;

const meanwhiles: Readonly<Record<string, Meanwhile>> = {
  'appends a line': appends('theirs'),
  'appends two': async (path) => {
    for (const entry of ['theirs', 'theirs, too']) await appends(entry)(path);
  },
  'is killed in the middle of a line': isKilled,
  'is killed, and a third appends': async (path) => {
    await isKilled(path);
    await appends('theirs')(path);
  },
  'appends, and a third is killed': async (path) => {
    await appends('theirs')(path);
    await isKilled(path);
  },
  'writes the journal anew': replaces,
  'writes the journal anew and appends': async (path) => {
    await replaces(path);
    await appends('theirs')(path);
  },
  'writes the journal anew, twice': async (path) => {
    await replaces(path);
    await replaces(path);
  },
};
const lines = ['mine', 'mine, too', 'and a third one'];
const rooms: readonly Room[] = ['enough', 'for half', 'for half at first'];

describe('11.30: lines that are appended by who is held up before any step, and has lost the lock meanwhile', () => {
  for (const [what, meanwhile] of Object.entries(meanwhiles))
    for (const room of rooms)
      it(`stand there once when they are acknowledged, and so do another’s who ${what} (room ${room})`, async () => {
        for (const text of ['', '"first"\n', '"first"\n"cut'])
          for (let step = 1, wasHeldUp = true; wasHeldUp && step < 60; step += 1) {
            const path = await begun(text);
            const about = `before step ${step}, after ${JSON.stringify(text)}`;
            const held = heldUpBefore(step, path, room, meanwhile);
            const isAcknowledged = await createJournalFile(path, held.files)
              .append(...lines)
              .then(
                () => true,
                () => false,
              );
            wasHeldUp = held.wasHeldUp();
            assert.equal(isAcknowledged, room !== 'for half', about);
            await createJournalFile(path).append('last');
            const { entries } = await createJournalFile(path).read();
            const told = `${about}: ${JSON.stringify(entries)} in ${JSON.stringify(await readFile(path, 'utf8'))}`;
            for (const line of lines) {
              const count = countOf(entries, line);
              assert.ok(isAcknowledged ? count === 1 : count <= 1, told);
            }
            if (text !== '') assert.equal(countOf(entries, 'first'), 1, told);
            assert.equal(countOf(entries, 'last'), 1, told);
            if (wasHeldUp && what.includes('append')) assert.equal(countOf(entries, 'theirs'), 1, told);
            if (wasHeldUp && what.includes('two')) assert.equal(countOf(entries, 'theirs, too'), 1, told);
          }
      });

  it('leave nothing that can’t be read where nobody writes between them, also of a disk that is full', async () => {
    for (const room of rooms) {
      const path = await begun('"first"\n');
      const { files } = heldUpBefore(0, path, room, isKilled);
      await createJournalFile(path, files)
        .append(...lines)
        .catch(() => undefined);
      const expected = ['first', ...(room === 'for half' ? [] : lines)];
      assert.deepEqual(await createJournalFile(path).read(), { entries: expected, damaged: 0 });
    }
  });

  it('are refused where somebody always writes between them, and not tried for ever', async () => {
    const path = await begun('"first"\n');
    let tries = 0;
    const always: JournalFiles = {
      ...machineFiles,
      open: async (...args: Parameters<JournalFiles['open']>) => {
        const file = await machineFiles.open(...args);
        if (args[0] !== path) return file;
        const write = file.write.bind(file);
        file.write = (async (...given: Parameters<typeof write>) => {
          tries += 1;
          await isKilled(path);
          return write(...given);
        }) as typeof file.write;
        return file;
      },
    };
    await assert.rejects(createJournalFile(path, always).append('mine'), /could not be written: others wrote between/);
    assert.ok(tries > 2 && tries < 100, String(tries));
    assert.deepEqual((await createJournalFile(path).read()).entries, ['first']);
  });
});

/** The two journals that Halt keeps: what writes a line of this name, and rejects where that is refused, and which names it tells. */
const journals: Readonly<
  Record<
    string,
    {
      readonly write: (journal: Journal, name: string) => Promise<void>;
      readonly names: (journal: Journal) => Promise<readonly string[]>;
    }
  >
> = {
  'audit log': {
    write: (journal, name) => createAuditLog(journal).write([requestedLine(name)]),
    names: async (journal) => (await createAuditLog(journal).read()).records.map(({ requested }) => requested.id),
  },
  history: {
    write: async (journal, name) => {
      const store = createHistoryStore(journal, { perResource: 100, total: 100, stretches: 10 });
      store.add(ref('instance', name), { type: 'observed', subject: '', to: 's', after: noon, before: noon + 1 });
      await store.flush();
      if (store.problem() !== undefined) throw new Error(store.problem());
    },
    names: async (journal) =>
      (await journal.read()).entries.flatMap((entry) => {
        const line = parseHistoryLine(entry);
        return typeof line === 'object' && 'ref' in line ? [line.ref.id] : [];
      }),
  },
};

for (const [which, { write, names }] of Object.entries(journals))
  describe(`11.30: the ${which}`, () => {
    const theirs: Meanwhile = async (path) => {
      await rm(`${path}.lock`, { force: true });
      await write(createJournalFile(path), 'i-theirs');
    };
    for (const [what, room, meanwhile, expected] of [
      ['keeps what another window wrote behind a line that the disk took half of', 'for half', theirs, ['i-theirs']],
      ['has a line whose window slept while another was killed in its own', 'enough', isKilled, ['i-mine']],
    ] as const)
      it(`${what}, whenever that was`, async () => {
        for (let step = 1, wasHeldUp = true; wasHeldUp && step < 60; step += 1) {
          const path = await begun('');
          await write(createJournalFile(path), 'i-first');
          const held = heldUpBefore(step, path, room, meanwhile);
          const mine = write(createJournalFile(path, held.files), 'i-mine');
          await (room === 'enough' ? mine : assert.rejects(mine, /no space left/));
          wasHeldUp = held.wasHeldUp();
          const told = await names(createJournalFile(path));
          for (const name of ['i-first', ...(wasHeldUp || room === 'enough' ? expected : [])])
            assert.equal(countOf(told, name), 1, `${name} before step ${step}: ${told.join()}`);
        }
      });
  });
