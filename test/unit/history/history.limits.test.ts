import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { member } from '../../../src/base/untrusted.ts';
import { instance, memoryJournal, MINUTE, noon, open, ref } from '../../stages/history.ts';

const limits = { perResource: 4, total: 12, watched: 3 };
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
});
