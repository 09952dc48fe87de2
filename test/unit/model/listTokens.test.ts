import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createListTokens } from '../../../src/model/listTokens.ts';

void describe('the tokens of pages', () => {
  void it('lead on as long as each is another one', () => {
    const tokens = createListTokens('fis:ListExperiments');
    for (const token of ['a', 'b', 'A']) assert.deepEqual(tokens.next(token), { ok: true, value: token });
    assert.deepEqual(tokens.next(undefined), { ok: true, value: undefined });
  });

  void it('that lead back end in a failure, however long the way round', () => {
    const tokens = createListTokens('ecs:ListServices');
    for (const token of ['a', 'b', 'c']) tokens.next(token);
    const answer = tokens.next('a');
    assert.ok(!answer.ok);
    assert.deepEqual([answer.failure.kind, answer.failure.operation], ['malformed', 'ecs:ListServices']);
  });

  void it('that always lead on end in a failure, too, after as many pages as no list has', () => {
    const last = (most?: number): [pages: number, kind: string] => {
      const tokens = createListTokens('ecs:ListServices', most);
      for (let pages = 1; pages < 20_000; pages += 1) {
        const answer = tokens.next(`page ${pages}`);
        if (!answer.ok) return [pages, `${answer.failure.kind} ${answer.failure.operation}`];
      }
      return [20_000, 'no end'];
    };
    assert.deepEqual(last(), [10_000, 'malformed ecs:ListServices']);
    assert.deepEqual(last(3), [3, 'malformed ecs:ListServices']);
    const tokens = createListTokens('ecs:ListServices', 3);
    for (const token of ['a', 'b']) assert.ok(tokens.next(token).ok);
    assert.deepEqual(tokens.next(undefined), { ok: true, value: undefined }, 'a list of just so many pages is whole');
  });
});
