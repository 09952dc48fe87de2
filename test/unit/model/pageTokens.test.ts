import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPageTokens } from '../../../src/model/pageTokens.ts';

void describe('the tokens of pages', () => {
  void it('lead on as long as each is another one', () => {
    const tokens = createPageTokens('fis:ListExperiments');
    for (const token of ['a', 'b', 'A']) assert.deepEqual(tokens.next(token), { ok: true, value: token });
    assert.deepEqual(tokens.next(undefined), { ok: true, value: undefined });
  });

  void it('that lead back end in a failure, however long the way round', () => {
    const tokens = createPageTokens('ecs:ListServices');
    for (const token of ['a', 'b', 'c']) tokens.next(token);
    const answer = tokens.next('a');
    assert.ok(!answer.ok);
    assert.deepEqual([answer.failure.kind, answer.failure.operation], ['malformed', 'ecs:ListServices']);
  });
});
