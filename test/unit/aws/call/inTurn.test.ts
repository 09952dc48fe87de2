import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inTurn } from '../../../../src/aws/call/inTurn.ts';
import { failed, type Outcome, succeeded } from '../../../../src/model/failure.ts';
import { failure } from '../../../stages/fakes.ts';

describe('a request that the SDK doesn’t send', () => {
  const throttled = failed(failure('throttled'));
  const rows: readonly (readonly [string, readonly Outcome<string>[], number])[] = [
    ['is asked once where it is answered', [succeeded('x')], 1],
    ['is asked again after a throttled answer', [throttled, throttled, succeeded('x')], 3],
    ['gives up after three', [throttled, throttled, throttled, succeeded('x')], 3],
    ['is not asked again for what would be refused again', [failed(failure('denied')), succeeded('x')], 1],
  ];
  for (const [what, answers, times] of rows)
    test(what, async () => {
      let asked = 0;
      const outcome = await inTurn(() => Promise.resolve(answers[asked++] ?? throttled));
      assert.equal(asked, times);
      assert.deepEqual(outcome, answers[times - 1]);
    });
});
