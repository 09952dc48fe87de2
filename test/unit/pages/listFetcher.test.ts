import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../src/model/failure.ts';
import type { Paged } from '../../../src/model/ports/awsReads.ts';
import { createListFetcher } from '../../../src/pages/listFetcher.ts';
import { failure, heldTime, told } from '../../stages/fakes.ts';

/** A list of two pages, of which the first is then fetched anew. */
async function renewed(pages: readonly [Paged<number>, Paged<number>], anew: Paged<number>) {
  const answers = [...pages, anew];
  const fetcher = createListFetcher<number>({
    clock: heldTime(),
    operation: 'ecs:ListServiceDeployments',
    fetch: () => Promise.resolve(told(answers.shift() ?? { items: [] })),
    sentence: ({ kind }) => kind,
    changed: () => undefined,
    grows: { idOf: String, isOver: () => true },
  });
  await fetcher.more();
  await fetcher.more();
  const before = fetcher.state();
  await fetcher.renew();
  return { before, after: fetcher.state() };
}

void describe('a list of several pages whose first is fetched anew', () => {
  const denied: readonly Failure[] = [failure('denied')];
  const malformed: readonly Failure[] = [failure('malformed')];
  const first: Paged<number> = { items: [4, 3], next: 'b' };
  const second: Paged<number> = { items: [2, 1] };
  const rows: readonly (readonly [
    what: string,
    pages: readonly [Paged<number>, Paged<number>],
    anew: Paged<number>,
    before: readonly string[] | undefined,
    after: readonly string[] | undefined,
  ])[] = [
    ['what the first page lacked is there now', [{ ...first, gaps: denied }, second], first, ['denied'], undefined],
    ['it is lacking still', [{ ...first, gaps: denied }, second], { ...first, gaps: denied }, ['denied'], ['denied']],
    [
      'something else is',
      [{ ...first, gaps: denied }, second],
      { ...first, gaps: malformed },
      ['denied'],
      ['malformed'],
    ],
    ['something is lacking only now', [first, second], { ...first, gaps: denied }, undefined, ['denied']],
    ['what a further page lacked', [first, { ...second, gaps: denied }], first, ['denied'], ['denied']],
    [
      'both lacked the same',
      [
        { ...first, gaps: denied },
        { ...second, gaps: denied },
      ],
      first,
      ['denied'],
      ['denied'],
    ],
  ];
  for (const [what, pages, anew, before, after] of rows) {
    void it(`tells what can’t be read as it is now: ${what}`, async () => {
      const seen = await renewed(pages, anew);
      assert.deepEqual([seen.before.gaps, seen.after.gaps], [before, after]);
      assert.deepEqual(seen.after.items, [4, 3, 2, 1]);
    });
  }

  void it('holds what AWS lists alone, once that is one page', async () => {
    const { before, after } = await renewed([first, second], { items: [5, 4] });
    assert.deepEqual(before.items, [4, 3, 2, 1]);
    assert.deepEqual(after, { items: [5, 4], more: false, loading: false });
  });
});

void describe('a list that AWS doesn’t answer for', () => {
  it('says since when, of the first page and of a further one that was asked for, and not while what is there is fetched anew', async () => {
    const clock = heldTime();
    const answers: ((page: Paged<number>) => void)[] = [];
    let changes = 0;
    const fetcher = createListFetcher<number>({
      ...{ clock, operation: 'ecs:ListServiceDeployments', sentence: ({ kind }) => kind },
      fetch: () => new Promise((resolve) => answers.push((page) => resolve(told(page)))),
      changed: () => (changes += 1),
    });
    for (const [ask, isSaid] of [
      [() => fetcher.renew(), true],
      [() => fetcher.more(), true],
      [() => fetcher.renew(), false],
    ] as const) {
      const asked = clock.now();
      const asking = ask();
      await clock.advance(4_999);
      const before = changes;
      assert.equal(fetcher.waitingSince(), undefined);
      await clock.advance(60_001);
      assert.deepEqual([fetcher.waitingSince(), changes - before], isSaid ? [asked, 1] : [undefined, 0]);
      answers.shift()?.({ items: [1], next: `after ${asked}` });
      await asking;
      assert.deepEqual([fetcher.waitingSince(), clock.timers()], [undefined, 0]);
    }
    void fetcher.more();
    fetcher.dispose();
    await clock.advance(60_000);
    assert.deepEqual([fetcher.waitingSince(), clock.timers()], [undefined, 0]);
  });
});
