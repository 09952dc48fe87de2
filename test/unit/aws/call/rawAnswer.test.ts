import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listAnswer, nextPage, rawAnswer } from '../../../../src/aws/call/rawAnswer.ts';
import { newTrace } from '../../../../src/aws/sdk/sdkHandler.ts';
import { MalformedAnswer } from '../../../../src/aws/sdk/wireAnswer.ts';
import type { Json } from '../../../../src/base/untrusted.ts';

const answered = (body: Json) => ({ ...newTrace(), lastBody: { body, text: JSON.stringify(body) } });
const malformed = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof MalformedAnswer);
  assert.match(error.message, words);
  return true;
};

test('an answer without a JSON object is not taken for an empty one', () => {
  assert.throws(() => rawAnswer(newTrace()), malformed(/not a JSON object/));
  assert.throws(() => listAnswer(newTrace(), 'experiments'), malformed(/not a JSON object/));
  assert.deepEqual(rawAnswer(answered({ a: 1 })).body, { a: 1 });
});

describe('an answer that should have a list', () => {
  test('is read where it has one, an empty one too', () => {
    for (const body of [
      { experiments: [] },
      { experiments: [{ id: 'EXP1' }], nextToken: 't' },
      { experiments: [null] },
    ])
      assert.deepEqual(listAnswer(answered(body), 'experiments').body, body);
  });

  test('says nothing of what there is where something else stands in the list’s place', () => {
    for (const odd of [undefined, null, {}, 'none', 0, true])
      assert.throws(
        () => listAnswer(answered({ experiments: odd, others: [] }), 'experiments'),
        malformed(/"experiments" is no list/),
      );
  });

  test('is not the last page where its token can’t be read', () => {
    for (const nextToken of [0, 7, false, true, {}, [], ['t']])
      assert.throws(() => listAnswer(answered({ experiments: [], nextToken }), 'experiments'), malformed(/more pages/));
  });
});

test('the next page is asked for by the token as it came, and there is none without a token', () => {
  const tokens: readonly (readonly [unknown, string | undefined])[] = [
    [undefined, undefined],
    [null, undefined],
    ['', undefined],
    ['abc', 'abc'],
    [' ', ' '],
    ['0', '0'],
  ];
  for (const [token, expected] of tokens) assert.equal(nextPage(token), expected, JSON.stringify(token));
});
