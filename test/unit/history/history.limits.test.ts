import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { member } from '../../../src/base/untrusted.ts';
import { createHistoryStore } from '../../../src/history/store.ts';
import { instance, memoryJournal, MINUTE, noon, open, ref } from '../../stages/history/history.ts';

const limits = { perResource: 4, total: 12, stretches: 3 };
const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `i-${from + index}`);
const requested = (at: number) => ({ operation: 'stop' as const, at, outcome: { result: 'accepted' as const } });

void describe('how much history is kept', () => {
  void it('is the newest of each resource, and of the resources those that were touched last', async () => {
    const { history } = await open(memoryJournal(), limits);
    const tell = (id: string, at: number) => history.requested({ ref: ref('instance', id), ...requested(at) });
    const kept = (id: string) =>
      history.of(ref('instance', id)).flatMap((entry) => (entry.type === 'request' ? entry.at : []));
    for (const at of [1, 2, 3, 4, 5, 6]) tell('i-often', noon + at);
    assert.deepEqual(
      kept('i-often'),
      [3, 4, 5, 6].map((at) => noon + at),
    );
    for (const id of ids(0, 8)) tell(id, noon);
    assert.equal(kept('i-often').length, 4, 'twelve facts');
    // It is told of again, so that another is the one that was left alone for the longest time.
    tell('i-often', noon + 7);
    tell('i-8', noon);
    assert.deepEqual(
      kept('i-often'),
      [4, 5, 6, 7].map((at) => noon + at),
    );
    assert.deepEqual(kept('i-0'), []);
    assert.deepEqual(kept('i-1'), [noon]);
    // What was dropped and comes again is new.
    tell('i-often', noon + 1);
    assert.deepEqual(
      kept('i-often'),
      [1, 5, 6, 7].map((at) => noon + at),
    );
  });

  void it('is the same after a restart', async () => {
    const { history, journal } = await open(memoryJournal(), limits);
    for (const id of ids(0, 40)) history.requested({ ref: ref('instance', id), ...requested(noon) });
    await history.dispose();
    const again = (await open(journal, limits)).history;
    for (const id of ids(0, 40)) {
      const count = again.of(ref('instance', id)).filter(({ type }) => type === 'request').length;
      assert.equal(count, Number(id.slice(2)) >= 28 ? 1 : 0, id);
    }
  });

  void it('is in watched stretches those that ended last, whichever list they are of', async () => {
    const journal = memoryJournal();
    const { history } = await open(journal, limits);
    for (let list = 0; list < 6; list += 1) {
      const scope = { profile: `p${list}`, region: 'eu-west-1' };
      history.observe([instance({ scope, id: 'i-1', state: 'stopping' })], noon + list * MINUTE);
    }
    await history.dispose();
    const lists = journal.lines.flatMap((line) => {
      const stretch = member(line, 'watched');
      return stretch === undefined ? [] : [member(stretch, 'list')];
    });
    // The journal was made shorter on the way, since it had more lines than facts are kept.
    assert.deepEqual(lists, ['p3/eu-west-1/instance', 'p4/eu-west-1/instance', 'p5/eu-west-1/instance']);
  });

  // Of quiet ones two facts each, of chatty ones many more than are kept: with those trimmed, all are within the limit of all together.
  const quiet = ids(0, 20).flatMap((id) => [1, 2].map((at) => ({ id, at })));
  const chatty = (most: number) => ids(50, 55).flatMap((id) => Array.from({ length: most }, (_, at) => ({ id, at })));
  for (const [name, lines] of Object.entries({
    'the quiet ones were touched first': [...quiet, ...chatty(40)],
    'the quiet ones were touched last': [...chatty(40), ...quiet],
    'they take turns': [...chatty(40).slice(0, 90), ...quiet, ...chatty(40).slice(90)],
    'one of them alone is over the limit of all': [...quiet, ...chatty(300)],
    'none is over its own limit': [...quiet, ...chatty(4)],
  })) {
    void it(`drops no history that has room once each is trimmed: ${name}`, async () => {
      const journal = memoryJournal();
      journal.lines = lines.map(({ id, at }) => {
        const fact = { type: 'request', operation: 'stop', at, outcome: { result: 'accepted' } };
        return { v: 1, type: 'fact', ref: ref('instance', id), fact };
      });
      // Lets it be written anew as well.
      journal.damaged = 1;
      const within = { perResource: 4, total: 60, stretches: 3 };
      const store = createHistoryStore(journal, within);
      await store.load();
      await store.flush();
      const again = createHistoryStore(journal, within);
      await again.load();
      assert.equal(journal.lines.length, 60, 'on the disk');
      for (const kept of [store, again]) {
        for (const id of ids(0, 20)) assert.equal(kept.record(ref('instance', id))?.facts.length, 2, id);
        for (const id of ids(50, 55)) {
          const most = Math.max(...lines.map((line) => (line.id === id ? line.at : 0)));
          const newest = kept
            .record(ref('instance', id))
            ?.facts.map((fact) => (fact.type === 'request' ? fact.at : NaN));
          assert.deepEqual(
            newest,
            [3, 2, 1, 0].map((before) => most - before),
            id,
          );
        }
      }
    });
  }
});
