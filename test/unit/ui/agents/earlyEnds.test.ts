import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEarlyEnds } from '../../../../src/ui/agents/earlyEnds.ts';
import type { Verdict } from '../../../../src/stopping/verdict.ts';
import { failure, instance, refTo } from '../../../stages/fakes.ts';

const end = (id: string, verdict: Verdict) => ({
  tracked: { id, run: 'r', ref: refTo(instance()), name: id, operation: { type: 'stop' }, requestedAt: 0 } as const,
  verdict,
});

test('what ends before all of a request is answered is kept until no request is open, and nothing else is', () => {
  let open = 0;
  const ends = createEarlyEnds(() => open > 0);
  ends.add(end('before', { type: 'gone' }));
  open = 2;
  ends.add(end('a', { type: 'gone' }));
  ends.add(end('b', { type: 'refused', failure: failure('denied') }));
  open = 1;
  ends.settled();
  assert.deepEqual(
    ['before', 'a', 'b'].map((id) => ends.of(id)?.verdict.type),
    [undefined, 'gone', undefined],
  );
  open = 0;
  ends.settled();
  assert.equal(ends.of('a'), undefined);
});
