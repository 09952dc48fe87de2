import assert from 'node:assert/strict';
import { createEmitter } from '../../../src/base/event.ts';
import type { StoppableRef } from '../../../src/model/resources/resource.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import type { Verdict } from '../../../src/stopping/verdict.ts';
import type { StopStatus } from '../../../src/ui/agents/api.ts';
import { createRequestBook } from '../../../src/ui/agents/requestBook.ts';
import { failure, scope, seenState } from '../../stages/fakes.ts';

describe('an agent’s request that AWS refused', () => {
  const ref: StoppableRef = { kind: 'instance', scope, id: 'i-0123456789abcdef0' };
  const tracked: Tracked = {
    ...{ id: 'one', run: 'run', ref, name: 'web-1', requestedAt: 0 },
    operation: { type: 'stop' },
  };
  const plan = {
    ...{ id: 'plan', operation: tracked.operation, policyVersion: '1', groups: [] },
    made: { now: 0, elapsed: 0 },
  };
  const onError = (error: unknown) => {
    throw error;
  };

  it('is over where a look found it so, and refused where not', () => {
    const refused = failure('refused', { code: 'IncorrectInstanceState' });
    for (const [verdict, status, outcome] of [
      [{ type: 'terminated', ...seenState('terminated') }, 'ended', /^terminated/],
      [{ type: 'refused', failure: refused }, 'refused', /./],
    ] as const satisfies readonly (readonly [Verdict, StopStatus, RegExp])[]) {
      const ends = createEmitter<Ended>(onError);
      let following: readonly Tracked[] = [tracked];
      const book = createRequestBook({ following: () => following, onDidEnd: ends.event });
      book.open('r', [ref]);
      const result = { run: 'run', operation: tracked.operation, answers: [{ tracked, failure: refused }] };
      assert.equal(book.settle('r', { type: 'sent', plan, result }, [ref], 'agent').status, 'refused');
      following = [];
      ends.fire({ tracked, verdict });
      assert.equal(book.get('r')?.status, status);
      assert.match(book.get('r')?.targets[0]?.untrusted?.outcome ?? '', outcome);
    }
  });
});
