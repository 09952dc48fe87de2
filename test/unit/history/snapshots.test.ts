import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { member } from '../../../src/base/untrusted.ts';
import { type AnswerSnapshots, createAnswerSnapshots } from '../../../src/history/snapshots.ts';
import type { Journal } from '../../../src/model/ports/journal.ts';
import { memoryJournal, MINUTE, noon, ref } from '../../stages/history/history.ts';

void describe('the snapshots of a resource', () => {
  void it('are kept when they differ, bounded, over a restart, the first among them', async () => {
    const journal = memoryJournal();
    const snapshots = createAnswerSnapshots({ journal, limits: { perResource: 4, total: 10_000 } });
    const exp = ref('experiment', 'EXP1');
    for (let n = 0; n < 10; n += 1) {
      for (const repeat of [0, 1])
        snapshots.keep(exp, { at: noon + n * 10 + repeat, state: 'running', json: `{"n":${n}}` });
    }
    await snapshots.flush();
    const again = createAnswerSnapshots({ journal, limits: { perResource: 4, total: 10_000 } });
    await again.load();
    for (const kept of [snapshots, again]) {
      assert.deepEqual(
        kept.of(exp).map((moment) => moment.json),
        ['{"n":0}', '{"n":7}', '{"n":8}', '{"n":9}'],
      );
    }
  });

  void it('are those of this session where their journal can’t be read', async () => {
    const journal = memoryJournal();
    const read = () => Promise.reject(new Error('EMFILE'));
    const snapshots = createAnswerSnapshots({ journal: { ...journal, append: async () => undefined, read } });
    const exp = ref('experiment', 'EXP1');
    const snapshot = { at: noon, state: 'running', json: '{}' };
    assert.deepEqual(snapshots.of(exp), []);
    snapshots.keep(exp, snapshot);
    assert.equal(await snapshots.load(), false);
    assert.deepEqual(snapshots.of(exp), [snapshot]);
    const readable = createAnswerSnapshots({ journal });
    assert.equal(await readable.load(), true);
  });

  void it('never exceed their total', async () => {
    const journal = memoryJournal();
    const snapshots = createAnswerSnapshots({ journal, limits: { perResource: 20, total: 1_000 } });
    for (let n = 0; n < 100; n += 1) {
      snapshots.keep(ref('experiment', `E${n % 3}`), {
        at: noon + n,
        state: 'running',
        json: `${n}${'x'.repeat(100)}`,
      });
    }
    snapshots.keep(ref('experiment', 'E0'), { at: noon + 1_000, state: 'running', json: 'x'.repeat(900) });
    await snapshots.flush();
    const size = ['E0', 'E1', 'E2']
      .flatMap((id) => snapshots.of(ref('experiment', id)))
      .reduce((sum, one) => sum + one.json.length, 0);
    assert.ok(size <= 1_000 && size > 500, String(size));
    assert.ok(JSON.stringify(journal.lines).length < 5_000);
  });

  void it('are kept while a clock is behind, too, in the order of their times, and once each', async () => {
    const journal = memoryJournal();
    const snapshots = createAnswerSnapshots({ journal });
    const exp = ref('experiment', 'EXP1');
    const keep = (minutes: number, json: string) =>
      snapshots.keep(exp, { at: noon + minutes * MINUTE, state: 'running', json });
    const told = (kept: AnswerSnapshots = snapshots) =>
      kept.of(exp).map(({ at, json }) => `${(at - noon) / MINUTE} ${json}`);
    keep(60, 'a');
    keep(120, 'b');
    // Set back by an hour and more: each look that tells something else is kept, and no other.
    keep(10, 'c');
    keep(11, 'c');
    keep(12, 'd');
    keep(13, 'd');
    keep(14, 'c');
    assert.deepEqual(told(), ['10 c', '12 d', '14 c', '60 a', '120 b']);
    // What the next one tells is no change of it, and a time that another has is no place of its own.
    keep(59, 'a');
    keep(60, 'e');
    keep(120, 'e');
    keep(60, 'a');
    assert.deepEqual(told(), ['10 c', '12 d', '14 c', '60 a', '120 b']);
    keep(90, 'f');
    keep(121, 'g');
    const all = ['10 c', '12 d', '14 c', '60 a', '90 f', '120 b', '121 g'];
    assert.deepEqual(told(), all);
    await snapshots.flush();
    assert.equal(journal.lines.length, all.length, 'each is written once');
    const again = createAnswerSnapshots({ journal });
    await again.load();
    assert.deepEqual(told(again), all);
  });

  void it('stay within their bounds while a clock is behind, and what came last is among them', async () => {
    const journal = memoryJournal();
    const snapshots = createAnswerSnapshots({ journal, limits: { perResource: 5, total: 1_000 } });
    const exp = ref('experiment', 'EXP1');
    for (let n = 0; n < 5; n += 1) snapshots.keep(exp, { at: noon + n, state: 'running', json: `${n}` });
    for (let n = 0; n < 50; n += 1) {
      const json = `back ${n}`;
      snapshots.keep(exp, { at: noon - MINUTE + n, state: 'running', json });
      const kept = snapshots.of(exp);
      assert.equal(kept.length, 5);
      assert.ok(
        kept.some((one) => one.json === json),
        json,
      );
      assert.deepEqual(
        kept.map(({ at }) => at),
        kept.map(({ at }) => at).toSorted((a, b) => a - b),
      );
      assert.equal(kept.at(-1)?.json, '4', 'the newest by its time');
    }
    await snapshots.flush();
    assert.ok(JSON.stringify(journal.lines).length < 20_000);
  });

  void it('that find no room are not written with each look', async () => {
    const journal = memoryJournal();
    let appended = 0;
    const counting: Journal = {
      ...journal,
      read: () => journal.read(),
      replace: (read, entries) => journal.replace(read, entries),
      append(...entries) {
        appended += entries.length;
        return journal.append(...entries);
      },
    };
    const snapshots = createAnswerSnapshots({ journal: counting, limits: { perResource: 9, total: 1_000 } });
    const exp = ref('experiment', 'EXP1');
    const keep = (at: number) => snapshots.keep(exp, { at: noon + at, state: 'running', json: `${at}`.padEnd(300) });
    for (const at of [0, 100, 200]) keep(at);
    for (let at = 1; at < 50; at += 1) keep(at);
    await snapshots.flush();
    assert.equal(appended, 3);
    assert.equal(snapshots.of(exp).length, 3);
  });

  void it('leave the lines of a later version as they are, when the journal is written anew', async () => {
    const journal = memoryJournal();
    const exp = ref('experiment', 'EXP1');
    const later = [
      { v: 2, ref: exp, snapshot: { at: noon, state: 'running', zipped: 'eJw=' } },
      { v: 3, type: 'other' },
    ];
    const no = [{ v: 0 }, { v: '2' }, 'v', null, { v: 1, ref: exp }];
    journal.lines = [...later, ...no, { v: 1, ref: exp, snapshot: { at: noon, state: 'running', json: '1' } }];
    journal.damaged = 1;
    const snapshots = createAnswerSnapshots({ journal, limits: { perResource: 4, total: 1_000 } });
    await snapshots.load();
    assert.deepEqual(journal.lines.slice(0, 2), later);
    assert.equal(journal.lines.length, 3, 'what is no line of one goes');
    for (let n = 1; n < 60; n += 1)
      snapshots.keep(exp, { at: noon + n, state: 'running', json: `${n}${'x'.repeat(100)}` });
    await snapshots.flush();
    const lines = journal.lines.filter((line) => member(line, 'v') !== 1);
    assert.deepEqual(lines, later);
    assert.ok(JSON.stringify(journal.lines).length < 5_000);
    assert.equal(snapshots.of(exp).length, 4);
  });

  void it('keep of the lines of a later version the last ones, within the same bound', async () => {
    const journal = memoryJournal();
    const later = Array.from({ length: 50 }, (_, n) => ({ v: 2, n, json: 'x'.repeat(80) }));
    journal.lines = [...later];
    journal.damaged = 1;
    await createAnswerSnapshots({ journal, limits: { perResource: 4, total: 1_000 } }).load();
    const size = JSON.stringify(later.at(-1)).length;
    assert.deepEqual(journal.lines, later.slice(-Math.floor(1_000 / size)));
  });
});
