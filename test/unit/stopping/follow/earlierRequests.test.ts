import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { elsewhereOf } from '../../../../src/model/destination.ts';
import { nobodys } from '../../../../src/model/sight.ts';
import { createEarlierRequests } from '../../../../src/stopping/follow/earlierRequests.ts';
import type { Tracked } from '../../../../src/stopping/follow/followed.ts';
import type { Verdict } from '../../../../src/stopping/verdict.ts';
import { failure, instance, refTo, seenState } from '../../../stages/fakes.ts';

const ofAccount = (account: string) => ({ account, elsewhere: undefined });
const ref = refTo(instance({ id: 'i-1' }));
const stop = { type: 'stop' } as const;
/** Of the epoch, as the times of requests are. */
const BEGUN = Date.parse('2026-01-15T12:00:00Z');
const asked = (more: Partial<Tracked> = {}): Tracked => ({
  ...{
    id: 'a',
    run: 'r',
    ref,
    name: 'web',
    operation: stop,
    requestedAt: BEGUN - 100,
    account: '111122223333',
    ...more,
  },
});
const lost: Verdict = { type: 'not-carried-out', failure: failure('cut'), ...seenState('running') };

function stage(...following: readonly Tracked[]) {
  let now = BEGUN;
  const clock = { now: () => now };
  const open = [...following];
  const requests = createEarlierRequests({ following: () => open }, clock);
  const end = (tracked: Tracked, verdict: Verdict): void => {
    open.splice(open.indexOf(tracked), open.includes(tracked) ? 1 : 0);
    requests.ended({ tracked, verdict });
  };
  const find = (whose = nobodys, of = ref) => requests.find(of, whose);
  return { find, end, pass: (milliseconds: number) => (now += milliseconds) };
}

describe('what was asked for of a thing before', () => {
  it('is told while it is under way, and no more once it has ended', () => {
    const one = asked();
    const { find, end } = stage(one);
    assert.deepEqual(find(), { operation: stop, at: BEGUN - 100, came: 'under-way' });
    end(one, { type: 'stopped', ...seenState('stopped') });
    assert.equal(find(), undefined);
  });

  it('is told with when that was by AWS’s clock', () => {
    const { find } = stage(asked({ clockOffset: 90_000 }));
    assert.equal(find()?.at, BEGUN - 100 + 90_000);
  });

  it('is told with its answer lost: while it is looked for, and after nothing has told', () => {
    const one = asked({ uncertain: failure('cut', { mayHaveHappened: true }) });
    const otherAccount = { type: 'other-account', asked: '111122223333', now: '444455556666' } as const;
    for (const verdict of [lost, { type: 'unknown' }, { type: 'unwatched' }, otherAccount] as const) {
      const { find, end } = stage(one);
      assert.equal(find()?.came, 'lost');
      end(one, verdict);
      assert.deepEqual(find(), { operation: stop, at: BEGUN - 100, came: 'lost' });
      // Asked for once more, and seen to end.
      end(asked({ id: 'b', requestedAt: BEGUN - 60 }), { type: 'stopped', ...seenState('stopped') });
      assert.equal(find(), undefined);
    }
  });

  it('is not told with its answer lost where AWS answered and only the end was not seen', () => {
    const one = asked();
    const { find, end } = stage(one);
    end(one, { type: 'unknown' });
    assert.equal(find(), undefined);
  });

  it('is not told of what is known to have ended, though its answer was lost', () => {
    const one = asked({ uncertain: failure('cut', { mayHaveHappened: true }) });
    const { find, end } = stage(one);
    end(one, { type: 'stopped', ...seenState('stopped') });
    assert.equal(find(), undefined);
  });

  it('is the latest of several, in whichever order they are followed', () => {
    const force = { type: 'force-stop', skipOsShutdown: false } as const;
    const lastFollowed = stage(
      asked({ requestedAt: BEGUN - 60 }),
      asked({ id: 'b', requestedAt: BEGUN - 50, operation: force }),
    );
    assert.deepEqual(lastFollowed.find(), { operation: force, at: BEGUN - 50, came: 'under-way' });
    const { find } = stage(
      asked({ requestedAt: BEGUN - 50, operation: force }),
      asked({ id: 'b', requestedAt: BEGUN - 60 }),
    );
    assert.deepEqual(find(), { operation: force, at: BEGUN - 50, came: 'under-way' });
  });

  it('is told through another profile of its account, and of nothing in another account', () => {
    const { find } = stage(asked());
    const beside = { ...ref, scope: { ...ref.scope, profile: 'admin' } };
    assert.equal(find(ofAccount('111122223333'), beside)?.at, BEGUN - 100);
    assert.equal(find(ofAccount('444455556666'), beside), undefined);
    assert.equal(find(nobodys, { ...ref, id: 'i-2' }), undefined);
  });

  it('is told of nothing that the same profile reaches in another account, and is not settled by it', () => {
    const lever = { ...ref, kind: 'lever', id: 'default' } as const;
    const engage = { type: 'engage-lever', reason: 'drill' } as const;
    const one = asked({ ref: lever, operation: engage, uncertain: failure('cut', { mayHaveHappened: true }) });
    const { find, end } = stage(one);
    const tellsOfOwnOnly = () => {
      assert.equal(find(ofAccount('111122223333'), lever)?.came, 'lost');
      assert.equal(find({ account: '111122223333', elsewhere: elsewhereOf({ kind: 'simulated' }) }, lever), undefined);
      assert.equal(find(ofAccount('444455556666'), lever), undefined);
      // An account that is not known is no other.
      assert.equal(find(nobodys, lever)?.came, 'lost');
    };
    tellsOfOwnOnly();
    end(one, lost);
    tellsOfOwnOnly();
    const theirs = asked({ id: 'b', ref: lever, operation: engage, account: '444455556666' });
    end(theirs, { type: 'engaged', ...seenState('engaged') });
    tellsOfOwnOnly();
  });

  it('is told while it is followed, also where the clock was set forward by days', () => {
    const { find, pass } = stage(asked());
    pass(3 * 24 * 3_600_000);
    assert.deepEqual(find(), { operation: stop, at: BEGUN - 100, came: 'under-way' });
  });

  it('is told for a day, where nobody follows it', () => {
    const { find, end, pass } = stage();
    end(asked({ uncertain: failure('cut', { mayHaveHappened: true }) }), lost);
    pass(23 * 3_600_000);
    assert.equal(find()?.came, 'lost');
    pass(3_600_000);
    assert.equal(find(), undefined);
  });
});
