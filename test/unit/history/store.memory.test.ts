import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { member } from '../../../src/base/untrusted.ts';
import type { HistoryFact, ListedStretch } from '../../../src/history/entry.ts';
import { createHistoryStore } from '../../../src/history/store.ts';
import type { Journal } from '../../../src/model/ports/journal.ts';
import { memoryJournal, noon, ref, until } from '../../stages/history/history.ts';

const wide = { perResource: 100, total: 100, stretches: 100 };
const one = ref('instance', 'i-1');
const fact = (at: number): HistoryFact => ({ type: 'missing', at: noon + at });
const stretch = (list: string, from: number, to: number): ListedStretch => ({ list, from, to });
const times = (facts: readonly HistoryFact[] = []) =>
  facts.map((each) => (each.type === 'missing' ? each.at - noon : NaN));
/** Of each line that is a fact, its time. */
const written = (lines: readonly unknown[]) =>
  lines.flatMap((line) => {
    const at = member(member(line, 'fact'), 'at');
    return typeof at === 'number' ? [at - noon] : [];
  });
/** A journal that does what the real one does, until something is asked of it that it refuses. */
const refusing = (what: Partial<Journal>) => {
  const journal = memoryJournal();
  const own: Journal = {
    append: (...entries) => journal.append(...entries),
    read: () => journal.read(),
    replace: (read, entries) => journal.replace(read, entries),
    archived: () => journal.archived(),
    setAside: () => journal.setAside(),
    ...what,
  };
  return { journal, own };
};

describe('what is known of a resource', () => {
  it('has each fact once, however its members are ordered, and says whether one is new', () => {
    const store = createHistoryStore(memoryJournal(), wide);
    assert.equal(store.record(one), undefined);
    assert.equal(store.add(one, { type: 'gap', from: 1, to: 2 }), true);
    assert.equal(store.add(one, { to: 2, type: 'gap', from: 1 }), false);
    assert.equal(store.add(one, { type: 'gap', from: 1, to: 3 }), true);
    assert.equal(store.add(ref('instance', 'i-2'), { type: 'gap', from: 1, to: 2 }), true);
    assert.equal(store.record(one)?.facts.length, 2);
    assert.deepEqual(
      [...store.records()].map(({ ref: { id } }) => id),
      ['i-1', 'i-2'],
    );
  });
});

describe('what is added to a resource of which all is kept that may be', () => {
  it('costs what the first fact did: the one that goes is not read again', () => {
    const { own } = refusing({ append: async () => {} });
    const store = createHistoryStore(own, { ...wide, perResource: 3 });
    let read = 0;
    const outcome = { result: 'accepted', toJSON: () => (read += 1) } as const;
    const add = (at: number) => store.add(one, { type: 'request', operation: 'stop', at, outcome });
    for (let at = 0; at < 20; at += 1) {
      read = 0;
      add(at);
      assert.equal(read, 1, String(at));
    }
    assert.equal(store.record(one)?.facts.length, 3);
  });
});

describe('what is known of all resources', () => {
  it('is, where there is no room for more, that of those of which something was added last', () => {
    const store = createHistoryStore(memoryJournal(), { ...wide, total: 3 });
    const add = (id: string, at: number) => store.add(ref('instance', id), fact(at));
    const known = () => [...store.records()].map(({ ref: { id }, facts }) => `${id} ${times(facts).join()}`);
    add('i-1', 1);
    add('i-2', 2);
    add('i-1', 3);
    assert.deepEqual(known(), ['i-2 2', 'i-1 1,3']);
    add('i-3', 4);
    assert.deepEqual(known(), ['i-1 1,3', 'i-3 4']);
    add('i-4', 5);
    assert.deepEqual(known(), ['i-3 4', 'i-4 5']);
    add('i-5', 6);
    assert.deepEqual(known(), ['i-3 4', 'i-4 5', 'i-5 6']);
    assert.equal(store.record(ref('instance', 'i-1')), undefined);
  });

  it('pushes out nobody by what one resource has too much of', () => {
    const store = createHistoryStore(memoryJournal(), { ...wide, perResource: 2, total: 3 });
    store.add(ref('instance', 'i-2'), fact(1));
    for (const at of [2, 3, 4, 5]) store.add(one, fact(at));
    assert.deepEqual(
      [...store.records()].map(({ facts }) => times(facts)),
      [[1], [4, 5]],
    );
  });
});

describe('what is added', () => {
  it('is written by itself, each time', async () => {
    const journal = memoryJournal();
    const store = createHistoryStore(journal, wide);
    for (const at of [1, 2, 3]) {
      store.add(one, fact(at));
      await until(() => written(journal.lines).includes(at));
    }
    assert.equal(store.problem(), undefined);
  });
});

describe('the stretches in which a list was watched', () => {
  for (const [name, added, kept] of [
    [
      'that are apart stay so',
      [
        [10, 20],
        [30, 40],
      ],
      [
        [10, 20],
        [30, 40],
      ],
    ],
    [
      'that overlap are one',
      [
        [10, 20],
        [15, 40],
      ],
      [[10, 40]],
    ],
    [
      'that touch are one',
      [
        [10, 20],
        [20, 40],
      ],
      [[10, 40]],
    ],
    [
      'that touch are one, the later one first',
      [
        [20, 40],
        [10, 20],
      ],
      [[10, 40]],
    ],
    [
      'of which one is in the other are that one',
      [
        [10, 40],
        [20, 30],
      ],
      [[10, 40]],
    ],
    [
      'of which one is in the other are that one, the smaller one first',
      [
        [20, 30],
        [10, 40],
      ],
      [[10, 40]],
    ],
    [
      'that one joins are one',
      [
        [10, 20],
        [30, 40],
        [50, 60],
        [15, 35],
      ],
      [
        [50, 60],
        [10, 40],
      ],
    ],
  ] as const)
    it(name, () => {
      const store = createHistoryStore(memoryJournal(), wide);
      store.addStretch(stretch('other', 15, 15));
      for (const [from, to] of added) store.addStretch(stretch('a', from, to));
      assert.deepEqual(
        store.listed('a').map(({ from, to }) => [from, to]),
        kept,
      );
      assert.deepEqual(store.listed('other'), [stretch('other', 15, 15)]);
      assert.deepEqual(store.listed('none'), []);
    });

  it('are those that ended last, and one that grew counts by its new end', () => {
    const store = createHistoryStore(memoryJournal(), { ...wide, stretches: 2 });
    store.addStretch(stretch('a', 0, 10));
    store.addStretch(stretch('a', 20, 30));
    store.addStretch(stretch('a', 10, 12));
    assert.deepEqual(store.listed('a'), [stretch('a', 20, 30), stretch('a', 0, 12)]);
    store.addStretch(stretch('b', 40, 50));
    assert.deepEqual(store.listed('a'), [stretch('a', 20, 30)]);
    store.addStretch(stretch('b', 60, 70));
    assert.deepEqual([store.listed('a'), store.listed('b').length], [[], 2]);
  });
});

describe('what the disk refuses', () => {
  it('is told in its words, kept, and written before what comes later, without what it took', async () => {
    const refused = new Set([2, 3]);
    const { journal, own } = refusing({
      append: (...entries) =>
        written(entries).some((at) => refused.has(at))
          ? Promise.reject(new Error('It is full.'))
          : journal.append(...entries),
    });
    const store = createHistoryStore(own, wide);
    for (const at of [1, 2, 3, 4]) store.add(one, fact(at));
    assert.equal(store.problem(), undefined);
    await store.flush();
    assert.equal(store.problem(), 'It is full.');
    assert.deepEqual(written(journal.lines), [1, 4]);
    assert.deepEqual(times(store.record(one)?.facts), [1, 2, 3, 4]);
    refused.clear();
    store.add(one, fact(5));
    await store.flush();
    assert.deepEqual(written(journal.lines), [1, 4, 2, 3, 5]);
    assert.equal(store.problem(), undefined);
  });

  it('is told as it is, also where it is no error', async () => {
    // eslint-disable-next-line prefer-promise-reject-errors -- whatever a disk's driver throws
    const { own } = refusing({ append: () => Promise.reject('EIO') });
    const store = createHistoryStore(own, wide);
    store.add(one, fact(1));
    await store.flush();
    assert.equal(store.problem(), 'EIO');
  });

  it('waits in a bounded number of lines, the newest', async () => {
    let full = true;
    const { journal, own } = refusing({
      append: (...entries) => (full ? Promise.reject(new Error('It is full.')) : journal.append(...entries)),
    });
    const store = createHistoryStore(own, { perResource: 5_000, total: 5_000, stretches: 1 });
    for (let at = 1; at <= 2_500; at += 1) store.add(one, fact(at));
    await store.flush();
    full = false;
    await store.flush();
    const lines = written(journal.lines);
    assert.deepEqual([lines.length, lines[0], lines.at(-1)], [2_000, 501, 2_500]);
  });

  it('of a read is told until one succeeds, and costs nothing of what is known', async () => {
    let broken = true;
    const { journal, own } = refusing({
      read: () => (broken ? Promise.reject(new Error('It can’t be read.')) : journal.read()),
    });
    const store = createHistoryStore(own, wide);
    store.add(one, fact(1));
    assert.equal(await store.load(), false);
    assert.equal(store.problem(), 'It can’t be read.');
    assert.deepEqual(times(store.record(one)?.facts), [1]);
    // That more could be written doesn't make the rest known.
    store.add(one, fact(2));
    await store.flush();
    assert.equal(store.problem(), 'It can’t be read.');
    broken = false;
    assert.equal(await store.load(), true);
    assert.equal(store.problem(), undefined);
  });
});

describe('a journal that has grown', () => {
  const line = (at: number) => ({ v: 1, type: 'fact', ref: one, fact: fact(at) });
  const limits = { perResource: 3, total: 4, stretches: 1 };

  it('is written anew once more was added than is kept, and not before', async () => {
    for (const [count, kept] of [
      [4, [1, 2, 3, 4]],
      [5, [3, 4, 5]],
    ] as const) {
      const journal = memoryJournal();
      const store = createHistoryStore(journal, limits);
      for (let at = 1; at <= count; at += 1) store.add(one, fact(at));
      await store.flush();
      assert.deepEqual(written(journal.lines), kept);
      assert.equal(store.problem(), undefined);
      // It is counted anew from then on.
      store.add(one, fact(6));
      await store.flush();
      assert.equal(journal.lines.length, count === 4 ? 3 : 4);
    }
  });

  it('is written anew when it is read with damage, or with more than twice as much as is kept', async () => {
    for (const [count, damaged, isAnew] of [
      [8, 0, false],
      [9, 0, true],
      [5, 1, true],
    ] as const) {
      const journal = memoryJournal();
      journal.lines = Array.from({ length: count }, (_, at) => line(at));
      journal.damaged = damaged;
      const store = createHistoryStore(journal, limits);
      await store.load();
      assert.equal(journal.lines.length, isAnew ? 3 : count, `${count}, ${damaged}`);
      assert.deepEqual(times(store.record(one)?.facts), [count - 3, count - 2, count - 1]);
    }
  });

  it('has the lines of a later version first, then the facts, then the stretches', async () => {
    const journal = memoryJournal();
    const watched = { v: 1, type: 'watched', watched: stretch('a', 1, 2) };
    journal.lines = [watched, line(1), { v: 2, later: true }, { v: 1, type: 'none' }];
    journal.damaged = 1;
    await createHistoryStore(journal, limits).load();
    assert.deepEqual(journal.lines, [{ v: 2, later: true }, line(1), watched]);
  });

  for (const [refusals, problem] of [
    [2, undefined],
    [3, 'Somebody else wrote it.'],
  ] as const)
    it(`is tried three times, for another window may write it, too (${refusals} refusals)`, async () => {
      let tries = 0;
      const { journal, own } = refusing({
        replace: (read, entries) => {
          tries += 1;
          return tries > refusals
            ? journal.replace(read, entries)
            : Promise.reject(new Error('Somebody else wrote it.'));
        },
      });
      const store = createHistoryStore(own, limits);
      for (let at = 1; at <= 5; at += 1) store.add(one, fact(at));
      await store.flush();
      assert.equal(tries, 3);
      assert.equal(store.problem(), problem);
      assert.equal(journal.lines.length, problem === undefined ? 3 : 5);
    });
});

describe('a read of the journal', () => {
  it('adds what other windows wrote to what is known here, and what is on its way to the disk', async () => {
    const journal = memoryJournal();
    const [mine, theirs] = [createHistoryStore(journal, wide), createHistoryStore(journal, wide)];
    theirs.add(one, fact(1));
    theirs.addStretch(stretch('a', 10, 20));
    await theirs.flush();
    journal.full = 'It is full.';
    mine.add(one, fact(2));
    mine.addStretch(stretch('a', 30, 40));
    await mine.flush();
    await mine.load();
    assert.deepEqual(times(mine.record(one)?.facts), [1, 2]);
    assert.deepEqual(mine.listed('a'), [stretch('a', 10, 20), stretch('a', 30, 40)]);
    assert.deepEqual(times(theirs.record(one)?.facts), [1]);
  });
});
