import assert from 'node:assert/strict';
import { createEmitter } from '../../../src/base/event.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { StoppableRef } from '../../../src/model/resources/resource.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import type { SeenState, Verdict } from '../../../src/stopping/verdict.ts';
import type { StopStatus } from '../../../src/ui/agents/api.ts';
import { createRequestBook } from '../../../src/ui/agents/requestBook.ts';
import { failure, scope, seenState } from '../../stages/fakes.ts';

const onError = (error: unknown) => {
  throw error;
};

describe('what an agent is told of a request', () => {
  const ref: StoppableRef = { kind: 'instance', scope, id: 'i-0123456789abcdef0' };
  const tracked: Tracked = {
    ...{ id: 'one', run: 'run', ref, name: 'web-1', requestedAt: 0 },
    operation: { type: 'stop' },
  };
  const plan = {
    ...{ id: 'plan', operation: tracked.operation, policyVersion: '1', groups: [] },
    made: { now: 0, elapsed: 0 },
  };
  const settled = (why: Failure | undefined, isFollowed: boolean) => {
    const book = createRequestBook({
      following: () => (isFollowed ? [tracked] : []),
      onDidEnd: createEmitter<Ended>(onError).event,
    });
    book.open('r', [ref]);
    const result = { run: 'run', operation: tracked.operation, answers: [{ tracked, ...(why && { failure: why }) }] };
    return book.settle('r', { type: 'sent', plan, result }, [ref], 'agent');
  };

  it('says of one that AWS refused that it is over where a look found it so, and refused where not', () => {
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

  it('says that AWS accepted or refused it only where AWS said so', () => {
    for (const [why, isFollowed, status, message] of [
      [undefined, true, 'stopping', /AWS accepted it\. How/],
      [failure('cut', { mayHaveHappened: true }), true, 'stopping', /whether AWS accepted it isn’t known/],
      [failure('timeout', { mayHaveHappened: true }), true, 'stopping', /whether AWS accepted it isn’t known/],
      [failure('cut', { mayHaveHappened: true }), false, 'unwatched', /no longer watches/],
      [failure('denied'), false, 'refused', /AWS refused it/],
      [failure('refused'), false, 'refused', /AWS refused it/],
      [failure('forbidden', { code: 'permit-expired' }), false, 'refused', /AWS accepted nothing/],
      [failure('unreachable'), false, 'refused', /AWS accepted nothing/],
      [failure('signin-expired'), false, 'refused', /AWS accepted nothing/],
      [failure('forbidden', { code: 'account-unknown' }), false, 'refused', /AWS accepted nothing/],
    ] as const) {
      const said = settled(why, isFollowed);
      assert.equal(said.status, status, `${why?.kind}`);
      assert.match(said.message, message);
    }
  });

  const DAY = 86_400_000;
  const seen = { state: 'stopping', seenAt: DAY } as unknown as SeenState;
  for (const [what, verdict, status] of [
    ['its state was seen', { type: 'stopped', ...seen }, 'ended'],
    ['AWS no longer knows it', { type: 'gone', last: seen }, 'ended'],
    ['the person ended the watching', { type: 'unwatched', last: seen }, 'unwatched'],
    ['the profile leads elsewhere', { type: 'other-account', asked: '1', now: '2' }, 'unwatched'],
    ['it was given up', { type: 'unknown', last: seen }, 'unwatched'],
    ['nothing came of it', { type: 'not-carried-out', failure: failure('cut'), ...seen }, 'unwatched'],
  ] as const satisfies readonly (readonly [string, Verdict, StopStatus])[])
    for (const isEarly of [false, true])
      it(`says that it is over only where all ends were seen: ${what}, ${isEarly ? 'before' : 'after'} AWS answered for all`, () => {
        const ends = createEmitter<Ended>(onError);
        const [other, otherRef] = [
          { ...tracked, id: 'two' },
          { ...ref, id: 'i-2' },
        ];
        let following: readonly Tracked[] = isEarly ? [] : [tracked, other];
        const book = createRequestBook({ following: () => following, onDidEnd: ends.event });
        const last = () => ends.fire({ tracked: { ...other, ref: otherRef }, verdict: { type: 'stopped', ...seen } });
        book.open('r', [ref, otherRef]);
        if (isEarly) ends.fire({ tracked, verdict });
        if (isEarly) last();
        const answers = [{ tracked }, { tracked: { ...other, ref: otherRef } }];
        const result = { run: 'run', operation: tracked.operation, answers };
        book.settle('r', { type: 'sent', plan, result }, [ref, otherRef], 'agent');
        following = [];
        if (!isEarly) ends.fire({ tracked, verdict });
        if (!isEarly) last();
        assert.equal(book.get('r')?.status, status);
      });

  it('says “accepted” where AWS’s reply tells no state', () => {
    assert.deepEqual(
      settled(undefined, true).targets.map(({ untrusted }) => untrusted?.outcome),
      ['accepted'],
    );
  });

  it('is still told of a stop under way after however many requests that were read at once', () => {
    const book = createRequestBook({ following: () => [tracked], onDidEnd: createEmitter<Ended>(onError).event });
    book.open('mine', [ref]);
    const result = { run: 'run', operation: tracked.operation, answers: [{ tracked }] };
    book.settle('mine', { type: 'sent', plan, result }, [ref], 'agent');
    for (let at = 0; at < 1_000; at += 1) book.read(`other-${at}`, []);
    assert.equal(book.get('mine')?.status, 'stopping');
    assert.equal(book.get('other-999')?.status, 'reading');
  });
});
