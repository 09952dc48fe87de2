import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notTooSoon, READ_AFTER } from '../../../../src/ui/words/notTooSoon.ts';

/** A person who answers each time after so many milliseconds. */
function person(...answers: readonly (readonly [after: number, answer: string | undefined])[]) {
  let now = 10_000;
  let asked = 0;
  const ask = async () => {
    const [after, answer] = answers[asked] ?? assert.fail('asked too often');
    asked += 1;
    now += after;
    return answer;
  };
  return { answered: () => notTooSoon(ask, () => now), asked: () => asked };
}

describe('a dialog', () => {
  for (const [what, answers, expected] of [
    [
      'is not confirmed by a second press of Enter',
      [
        [170, 'Stop'],
        [2_000, undefined],
      ],
      undefined,
    ],
    [
      'nor by a key that repeats',
      [
        [30, 'Stop'],
        [30, 'Stop'],
        [30, 'Stop'],
        [READ_AFTER - 1, 'Stop'],
        [900, undefined],
      ],
      undefined,
    ],
    [
      'is asked again, and takes what is answered then',
      [
        [0, 'Stop'],
        [1_500, 'Show Details'],
      ],
      'Show Details',
    ],
    ['takes what is answered once it can have been read', [[READ_AFTER, 'Stop']], 'Stop'],
    ['is left at once', [[0, undefined]], undefined],
  ] as const)
    it(what, async () => {
      const one = person(...answers);
      assert.equal(await one.answered(), expected);
      assert.equal(one.asked(), answers.length);
    });
});
