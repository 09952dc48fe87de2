import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAnswerSnapshots, type AnswerSnapshots, type SnapshotLimits } from '../../../src/history/snapshots.ts';
import type { Journal } from '../../../src/model/ports/journal.ts';
import { memoryJournal, noon, ref } from '../../stages/history/history.ts';

const exp = (id = 'EXP1') => ref('experiment', id);
const text = (name: string, length: number) => name.padEnd(length, '.');

/** Snapshots in a journal that counts how often it is written anew. */
function stage(limits?: Partial<SnapshotLimits>, lines: readonly unknown[] = [], damaged = 0) {
  const journal = memoryJournal();
  journal.lines = [...lines];
  journal.damaged = damaged;
  const count = { replaced: 0 };
  const counting: Journal = {
    ...journal,
    append: (...entries) => journal.append(...entries),
    read: () => journal.read(),
    replace: (read, entries) => {
      count.replaced += 1;
      return journal.replace(read, entries);
    },
  };
  const snapshots = createAnswerSnapshots(limits === undefined ? { journal: counting } : { journal: counting, limits });
  const keep = (at: number, json: string, id?: string) =>
    snapshots.keep(exp(id), { at: noon + at, state: 'running', json });
  return { journal, count, snapshots, keep };
}

const lineOf = (at: number, json: string, id?: string) => ({
  ...{ v: 1, ref: exp(id) },
  snapshot: { at: noon + at, state: 'running', json },
});
const kept = (snapshots: AnswerSnapshots, id?: string) =>
  snapshots.of(exp(id)).map(({ at, json }) => `${at - noon} ${json.replace(/\.+$/, '')}`);

describe('the room for snapshots', () => {
  it('is for twenty of a resource, and for none that is half of all', () => {
    const { snapshots, keep } = stage();
    for (let at = 1; at <= 25; at += 1) keep(at, `${at}`);
    assert.equal(kept(snapshots).length, 20);
    assert.deepEqual([kept(snapshots)[0], kept(snapshots)[1]], ['1 1', '7 7']);
    keep(1, text('huge', 4_000_001), 'HUGE');
    assert.deepEqual(kept(snapshots, 'HUGE'), []);
    keep(2, text('large', 4_000_000), 'HUGE');
    assert.deepEqual(kept(snapshots, 'HUGE'), ['2 large']);
  });

  it('may be used to the last character', () => {
    const { snapshots, keep } = stage({ total: 1_000 });
    for (const [at, id] of [[1, 'A'] as const, [2, 'B'] as const]) keep(at, text(id, 500), id);
    assert.deepEqual([kept(snapshots, 'A'), kept(snapshots, 'B')], [['1 A'], ['2 B']]);
  });

  it('is taken from the resource that was seen longest ago, whichever came first', () => {
    for (const [early, late] of [
      ['A', 'B'],
      ['B', 'A'],
    ] as const) {
      const { snapshots, keep } = stage({ total: 1_000 });
      for (const id of ['A', 'B']) {
        keep(id === early ? 200 : 100, text(`${id}1`, 200), id);
        keep(id === early ? 300 : 400, text(`${id}2`, 200), id);
      }
      keep(500, text('C', 400), 'C');
      assert.equal(kept(snapshots, early).length, 1, `${early} gives way`);
      assert.match(kept(snapshots, early).join(), /^300/);
      assert.deepEqual(kept(snapshots, late), [`100 ${late}1`, `400 ${late}2`]);
      assert.deepEqual(kept(snapshots, 'C'), ['500 C']);
    }
  });

  it('is taken from the resource whose newest is the oldest, however early the others began', () => {
    const { snapshots, keep } = stage({ total: 1_000 });
    for (const [id, times] of [
      ['A', [100, 200, 900]],
      ['B', [150, 300, 400]],
    ] as const)
      for (const at of times) keep(at, text(`${id}${at}`, 100), id);
    keep(1_000, text('C', 500), 'C');
    assert.deepEqual(kept(snapshots, 'A'), ['100 A100', '200 A200', '900 A900']);
    assert.deepEqual(kept(snapshots, 'B'), ['150 B150', '400 B400']);
  });

  it('is taken from between the first and the newest, as long as there is anything', () => {
    const { snapshots, keep } = stage({ total: 1_000 });
    for (const at of [1, 2, 3]) keep(at, text(`a${at}`, 200), 'A');
    const left = (size: number) => {
      keep(1_000 - size, text('b', size), 'B');
      return kept(snapshots, 'A');
    };
    assert.deepEqual(left(401), ['1 a1', '3 a3']);
    assert.deepEqual(left(399), ['3 a3']);
    assert.deepEqual(kept(snapshots, 'B'), ['599 b', '601 b']);
  });

  it('of two has the first and the newest, also while a clock is behind', () => {
    const { snapshots, keep, journal } = stage({ perResource: 2 });
    keep(10, 'first');
    keep(30, 'newest');
    keep(20, 'between');
    assert.deepEqual(kept(snapshots), ['10 first', '30 newest']);
    return snapshots.flush().then(() => assert.equal(journal.lines.length, 2));
  });
});

describe('the journal of the snapshots', () => {
  it('is written anew once more was written than there is room for, and not before', async () => {
    const { snapshots, keep, count } = stage({ total: 1_000, perResource: 2 });
    for (let at = 1; at <= 4; at += 1) keep(at, text(`${at}`, 250));
    await snapshots.flush();
    assert.equal(count.replaced, 0);
    keep(5, text('5', 250));
    await snapshots.flush();
    assert.equal(count.replaced, 1);
    keep(6, text('6', 250));
    await snapshots.flush();
    assert.equal(count.replaced, 1, 'it is counted anew');
  });

  for (const [name, sizes, damaged, replaced] of [
    ['is left as it is', [500, 500], 0, 0],
    ['is left as it is with twice as much as there is room for', [500, 500, 500, 500], 0, 0],
    ['is written anew with more', [500, 500, 500, 501], 0, 1],
    ['is written anew with damage', [500], 1, 1],
  ] as const)
    it(`${name} when it is read`, async () => {
      const lines = sizes.map((size, at) => lineOf(at, text(`${at}`, size), `E${at}`));
      const { snapshots, count } = stage({ total: 1_000 }, lines, damaged);
      await snapshots.load();
      assert.equal(count.replaced, replaced);
    });

  it('may hold what several windows saw alike: the first of equal ones counts', async () => {
    const lines = [lineOf(20, 'a'), lineOf(10, 'a'), lineOf(30, 'b'), lineOf(40, 'b'), lineOf(50, 'a')];
    const { snapshots } = stage({}, lines);
    await snapshots.load();
    assert.deepEqual(kept(snapshots), ['10 a', '30 b', '50 a']);
  });

  it('has nothing of a time that no calendar has: no document could be called by it', async () => {
    const last = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
    const times = [9e15, -9e15, 1e300, 8.64e15, -8.64e15, last + 1, last, -last].map((at) =>
      lineOf(at - noon, `${at}`),
    );
    const { snapshots } = stage({}, [lineOf(1, 'a'), ...times, lineOf(2, 'b')]);
    await snapshots.load();
    const names = snapshots.of(exp()).map(({ at }) => new Date(at).toISOString());
    assert.equal(names.length, 4);
  });

  it('has nothing of a resource that it doesn’t know', () => {
    assert.deepEqual(stage().snapshots.of(exp('OTHER')), []);
  });
});
