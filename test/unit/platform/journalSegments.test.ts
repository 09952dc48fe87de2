import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import { machineFiles, type JournalFiles } from '../../../src/platform/journalFiles.ts';
import { readSegments, standsFor } from '../../../src/platform/journalSegments.ts';

const refusal = (code: string) => Object.assign(new Error(`${code}: refused`), { code });
type Disk = Record<string, string>;

/** A folder with these files, and what happens to it: `meanwhile` is told of each look before it is answered. */
function diskOf(files: Disk, meanwhile: (look: string, disk: Disk) => void = () => undefined): JournalFiles {
  return {
    ...machineFiles,
    readdir: async () => {
      meanwhile('names', files);
      return Object.keys(files);
    },
    readFile: async (path) => {
      const name = basename(path);
      meanwhile(name, files);
      const content = files[name];
      if (content === undefined) throw refusal('ENOENT');
      return Buffer.from(content);
    },
  };
}
const lines = (...entries: readonly unknown[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
const replacing = (read: Readonly<Record<string, number>>, ...entries: readonly unknown[]) =>
  lines(standsFor(new Map(Object.entries(read))), ...entries);
const read = (files: Disk, meanwhile?: Parameters<typeof diskOf>[1]) =>
  readSegments('/folder/log', diskOf(files, meanwhile));
const entriesOf = async (...args: Parameters<typeof read>) => (await read(...args)).content.entries;

describe('the files of a journal', () => {
  const rows: readonly (readonly [what: string, files: Disk, entries: readonly unknown[], damaged?: number])[] = [
    ['none', {}, []],
    ['the one that is appended to', { log: lines(1, 2) }, [1, 2]],
    ['one that was retired', { 'log.s-0-a': lines(1), log: lines(2) }, [1, 2]],
    ['several that were retired, by their names', { log: '', 'log.s-1-b': lines(2), 'log.s-0-a': lines(1) }, [1, 2]],
    ['one that was retired alone', { 'log.s-0-a': lines(1) }, [1]],
    ['a replacement', { 'log.r-1': replacing({}, 'new'), log: lines('newer') }, ['new', 'newer']],
    [
      'the newest replacement, by its number',
      { 'log.r-9': replacing({}, 'old'), 'log.r-10': replacing({}, 'new'), log: '' },
      ['new'],
    ],
    [
      'a replacement, and what came behind what it stands for',
      { 'log.r-1': replacing({ 'log.s-0-a': 4 }, 'new'), 'log.s-0-a': lines(1, 2, 3), log: lines(4) },
      ['new', 3, 4],
    ],
    [
      'a replacement that says of a file nothing that can be read',
      {
        'log.r-1': lines({ standsFor: ['odd', ['log.s-0-a', 'far'], [7, 2], ['log.s-1-b', 2]] }, 'new'),
        'log.s-0-a': lines(1),
        'log.s-1-b': lines(2),
      },
      ['new', 1],
    ],
    [
      'a replacement whose first line is another',
      { 'log.r-1': lines({ standsFor: 'odd' }, 'new'), 'log.s-0-a': lines(1) },
      [{ standsFor: 'odd' }, 'new', 1],
    ],
    ['a replacement that is empty', { 'log.r-1': '', 'log.s-0-a': lines(1) }, [1]],
    ['damaged lines in each', { 'log.r-1': `${replacing({})}{\n`, 'log.s-0-a': 'x\n1\n', log: 'y\n' }, [1], 3],
    [
      'others that are named alike',
      {
        ...{
          'log.r-': lines(1),
          'log.r-x': lines(2),
          'log.xr-1': lines(12),
          'log.r-1.bak': lines(3),
          'logs.r-1': lines(4),
          'xlog.r-1': lines(5),
        },
        ...{ 'log.1': lines(6), 'log.damaged': lines(7), 'logs.s-1': lines(8), 'log.r-1234567890123456': lines(9) },
        ...{ 'other.s-1': lines(10), 'logXr-1': lines(11), log: lines('own') },
      },
      ['own'],
    ],
  ];
  for (const [what, files, entries, damaged = 0] of rows)
    it(`are read in their order: ${what}`, async () => {
      const { damagedAt = [], ...content } = (await read(files)).content;
      assert.deepEqual(content, { entries, damaged });
      assert.equal(damagedAt.length, damaged);
    });

  it('say how far each was read, and which number comes next', async () => {
    const old = replacing({ 'log.s-0-a': 4 }, 'old');
    const found = await read({
      'log.r-2': old,
      'log.r-3': replacing({ 'log.s-0-a': 4, 'log.s-2-c': 2 }, 'new'),
      'log.s-0-a': lines(1, 2),
      'log.s-1-b': '3\n{"half',
      'log.s-2-c': lines(4, 5),
      log: '6\n{"half',
    });
    assert.deepEqual(
      [...found.read],
      [
        ['log.s-0-a', 4],
        ['log.s-2-c', 4],
        ['log.s-1-b', 8],
        // Whoever writes it may go on.
        ['log', 2],
      ],
    );
    assert.deepEqual([found.generation, found.outdated], [3, ['log.r-2']]);
    assert.equal(found.active.toString(), '6\n{"half');
    assert.deepEqual(found.content, { entries: ['new', 3, 5, 6], damaged: 2, damagedAt: [2, 4] });
    assert.deepEqual(
      found.older.map((bytes) => bytes.toString()),
      [replacing({ 'log.s-0-a': 4, 'log.s-2-c': 2 }, 'new'), '', '3\n{"half', '5\n'],
    );
    const marked = await read({ 'log.r-1': `${replacing({}, 'new')}{\n${lines('newer')}`, log: lines(1) });
    assert.deepEqual(marked.content, { entries: ['new', 'newer', 1], damaged: 1, damagedAt: [1] });
    const several = await read({ 'log.r-9': replacing({}), 'log.r-11': replacing({}), 'log.r-10': replacing({}) });
    assert.deepEqual([several.generation, several.outdated], [11, ['log.r-9', 'log.r-10']]);
    const none = await read({});
    assert.deepEqual([none.generation, none.outdated, [...none.read]], [0, [], [['log', 0]]]);
  });

  it('are stood for only as far as a replacement says it so that it can be read', async () => {
    const old = { 'log.s-0-a': lines(1), 'log.s-1-b': lines(2), log: '' };
    for (const [said, expected] of [
      [
        [],
        [
          ['log.s-0-a', 2],
          ['log.s-1-b', 2],
          ['log', 0],
        ],
      ],
      [
        [null, 'odd', ['log.s-1-b', 2]],
        [
          ['log.s-1-b', 2],
          ['log.s-0-a', 2],
          ['log', 0],
        ],
      ],
      [
        [
          ['log.s-0-a', 'far'],
          [7, 2],
          ['log.s-1-b', 2],
        ],
        [
          ['log.s-1-b', 2],
          ['log.s-0-a', 2],
          ['log', 0],
        ],
      ],
      [
        'odd',
        [
          ['log.s-0-a', 2],
          ['log.s-1-b', 2],
          ['log', 0],
        ],
      ],
    ] as const) {
      const found = await read({ ...old, 'log.r-1': lines({ standsFor: said }) });
      assert.deepEqual([...found.read], expected, JSON.stringify(said));
    }
  });

  it('are looked for twice where nothing changes meanwhile', async () => {
    let looks = 0;
    await read({ 'log.s-0-a': lines(1), 'log.r-1': replacing({}) }, (look) => {
      if (look === 'names') looks += 1;
    });
    assert.equal(looks, 2);
  });

  it('are those of their own folder, and none where there is no folder', async () => {
    const asked: string[] = [];
    const files = {
      ...diskOf({ log: lines(1) }),
      readdir: (path: string) => {
        asked.push(path);
        return Promise.reject(refusal('ENOENT'));
      },
    };
    assert.deepEqual((await readSegments('/folder/log', files)).content.entries, [1]);
    assert.deepEqual([...new Set(asked)], ['/folder']);
    await assert.rejects(readSegments('/folder/log', { ...files, readdir: () => Promise.reject(refusal('EACCES')) }), {
      code: 'EACCES',
    });
  });
});

describe('a journal that is replaced while it is read', () => {
  it('is read again, whichever file comes or goes meanwhile', async () => {
    let looks = 0;
    // What is appended to is retired behind its read, and a replacement stands for both.
    const entries = await entriesOf({ 'log.s-0-a': lines(1), log: lines(2) }, (look, disk) => {
      looks += 1;
      if (look !== 'log.s-0-a' || disk['log.r-1'] !== undefined) return;
      disk['log.r-1'] = replacing({ 'log.s-0-a': 2, 'log.s-0-b': 2 }, 'new');
      disk['log.s-0-b'] = disk['log'] ?? '';
      disk['log'] = lines(3);
    });
    assert.deepEqual(entries, ['new', 3]);
    assert.ok(looks > 4);
  });

  it('is read again where a file went before it was read', async () => {
    const entries = await entriesOf({ 'log.s-0-a': lines(1), log: lines(2) }, (look, disk) => {
      if (look === 'log.s-0-a') delete disk['log.s-0-a'];
    });
    assert.deepEqual(entries, [2]);
  });

  it('is told as it was found where that goes on for too long', async () => {
    let turn = 0;
    const entries = await entriesOf({ log: lines(1) }, (look, disk) => {
      if (look !== 'names') return;
      turn += 1;
      disk[`log.s-${turn}`] = '';
    });
    assert.deepEqual(entries, [1]);
    // Two looks at the names each time.
    assert.equal(turn, 40);
    let tries = 0;
    await assert.rejects(
      entriesOf({ 'log.s-0-a': lines(1) }, (look) => {
        if (look !== 'log.s-0-a') return;
        tries += 1;
        throw refusal('ENOENT');
      }),
      { code: 'ENOENT' },
    );
    assert.equal(tries, 20);
  });

  it('isn’t read where a file can’t be', async () => {
    for (const name of ['log', 'log.s-0-a', 'log.r-1']) {
      let tries = 0;
      await assert.rejects(
        entriesOf({ log: '', 'log.s-0-a': '', 'log.r-1': replacing({}) }, (look) => {
          if (look !== name) return;
          tries += 1;
          throw refusal('EACCES');
        }),
        { code: 'EACCES' },
      );
      assert.equal(tries, 1);
    }
  });
});
