import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Failure, failed, type FailureKind, succeeded } from '../../../../src/model/failure.ts';
import type { Changed, StateChange } from '../../../../src/model/ports/awsChanges.ts';
import { type BatchAnswer, RESENDS, sendInBatches } from '../../../../src/stopping/run/instanceBatches.ts';
import { failure, heldTime } from '../../../stages/fakes.ts';

const accept = (batch: readonly string[]): Changed<readonly StateChange[]> => ({
  value: batch.map((id) => ({ id, previous: 'running', current: 'stopping' })),
});

/** Each call is answered by the next of `answers`, and any further one with a yes. Tells the size and the moment of each, in ms since the first. */
async function send(
  ids: readonly string[],
  answers: readonly (Failure | ((batch: readonly string[]) => Failure | Changed<readonly StateChange[]>))[],
  again = RESENDS,
  random = 0.5,
) {
  const held = heldTime();
  const clock = { ...held, random: () => random };
  const begun = clock.elapsed();
  const calls: { readonly size: number; readonly at: number }[] = [];
  const settled = new Map<string, BatchAnswer>();
  const queue = [...answers];
  const work = sendInBatches(
    ids,
    (batch) => {
      calls.push({ size: batch.length, at: clock.elapsed() - begun });
      const next = queue.shift() ?? accept;
      const answer = typeof next === 'function' ? next(batch) : next;
      return Promise.resolve('kind' in answer ? failed(answer) : succeeded(answer));
    },
    again,
    clock,
    { settle: (id, answer) => settled.set(id, answer), throttled: () => {} },
  );
  for (let done = false; !done;)
    done = await Promise.race([work.then(() => true), held.advance(250).then(() => false)]);
  return { sizes: calls.map(({ size }) => size), times: calls.map(({ at }) => at), settled };
}

const lost = (kind: FailureKind): Failure => failure(kind, { mayHaveHappened: true });

describe('a call of which nobody knows whether AWS carried it out', () => {
  it('is sent again after about a second where its fault can pass, and at once never', async () => {
    for (const kind of ['cut', 'timeout', 'unreachable', 'server', 'throttled', 'malformed'] as const)
      for (const [random, pause] of [
        [0, 750],
        [0.5, 1_000],
        [1, 1_250],
      ] as const) {
        const { sizes, times, settled } = await send(['i-1', 'i-2'], [lost(kind)], RESENDS, random);
        assert.deepEqual(
          [sizes, times],
          [
            [2, 2],
            [0, pause],
          ],
          kind,
        );
        assert.equal(settled.get('i-1')?.current, 'stopping');
      }
  });

  it('is not sent again where the fault stays, or nobody wants it any more', async () => {
    for (const kind of [
      'credentials-expired',
      'credentials-wrong',
      'clock-skew',
      'forbidden',
      'cancelled',
      'region-disabled',
      'unknown',
    ] as const) {
      const { sizes, settled } = await send(['i-1', 'i-2'], [lost(kind)]);
      assert.deepEqual(sizes, [2], kind);
      assert.deepEqual(settled.get('i-2'), { failure: lost(kind) });
    }
  });

  it('waits, too, where it named one that is bad, and not after a plain no', async () => {
    const words = { message: 'The instance i-1 is bad' };
    const doubtful = await send(['i-1', 'i-2'], [failure('refused', { ...words, mayHaveHappened: true })]);
    assert.deepEqual(
      [doubtful.sizes, doubtful.times],
      [
        [2, 1],
        [0, 1_000],
      ],
    );
    const plain = await send(['i-1', 'i-2'], [failure('refused', words)]);
    assert.deepEqual(
      [plain.sizes, plain.times],
      [
        [2, 1],
        [0, 0],
      ],
    );
  });
});

describe('a good answer', () => {
  it('leaves in doubt those that it doesn’t name, who are asked for again, and says so with its own request’s id', async () => {
    const naming = (batch: readonly string[]) => accept(batch.filter((id) => id !== 'i-2'));
    for (const requestId of [undefined, 'r-1']) {
      const stated = requestId === undefined ? {} : { requestId };
      const answers = Array.from({ length: 3 }, () => (batch: readonly string[]) => ({ ...naming(batch), ...stated }));
      const { sizes, times, settled } = await send(['i-1', 'i-2', 'i-3'], answers);
      assert.deepEqual(
        [sizes, times],
        [
          [3, 1, 1],
          [0, 1_000, 2_000],
        ],
      );
      assert.deepEqual(settled.get('i-1'), { previous: 'running', current: 'stopping', ...stated });
      assert.deepEqual(settled.get('i-2'), {
        failure: { kind: 'malformed', message: 'AWS’s answer doesn’t name it.', mayHaveHappened: true, ...stated },
      });
    }
  });
});

describe('a refusal', () => {
  it('is everybody’s where it isn’t about a member', async () => {
    for (const kind of ['credentials-wrong', 'region-disabled', 'forbidden', 'server', 'unknown'] as const) {
      const { sizes, settled } = await send(['i-1', 'i-2'], [failure(kind)]);
      assert.deepEqual(sizes, [2], kind);
      assert.deepEqual([...settled.values()], [{ failure: failure(kind) }, { failure: failure(kind) }]);
    }
  });

  it('that names its member is searched far longer than one that names nobody', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `i-${String(index).padStart(3, '0')}`);
    const bad = ids.filter((_, index) => index % 2 === 0);
    const refuse = (batch: readonly string[]) => {
      const first = batch.find((id) => bad.includes(id));
      return first === undefined ? accept(batch) : failure('refused', { message: `${first} may not be stopped` });
    };
    const { settled } = await send(
      ids,
      Array.from({ length: 200 }, () => refuse),
    );
    assert.deepEqual([...settled].flatMap(([id, { failure: why }]) => (why ? [id] : [])).toSorted(), bad);
  });

  it('that names nobody doesn’t make the calls small after the first that does', async () => {
    const ids = Array.from({ length: 400 }, (_, index) => `i-${String(index).padStart(3, '0')}`);
    const { sizes } = await send(ids, [
      failure('refused', { message: 'no' }),
      failure('refused', { message: 'no' }),
      failure('refused', { message: 'i-007 is bad' }),
    ]);
    assert.deepEqual(sizes, [400, 200, 100, 99, 100, 200]);
  });
});
