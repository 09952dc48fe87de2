import { ofAws } from '../../stages/accounts.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEmitter } from '../../../src/base/event.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { News, NewsType } from '../../../src/news/news.ts';
import { createOwnStops } from '../../../src/news/ownStops.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { failure, scope } from '../../stages/fakes.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';

/** Whose each profile is. */
type Owners = Readonly<Record<string, string | undefined>>;

function stage(owners: Owners = {}) {
  const marks = createEmitter<readonly TargetRef[]>();
  const ends = createEmitter<Ended>();
  let following: readonly Tracked[] = [];
  const own = createOwnStops({ following: () => following, onDidMark: marks.event, onDidEnd: ends.event }, (profile) =>
    ofAws(owners[profile]),
  );
  const ask = (kind: TargetRef['kind'], operation: Operation, account?: string): Tracked => {
    const ref = { kind, scope, id: 'x' } as TargetRef;
    const asked = { id: 't', run: 'r', ref, name: 'x', operation, requestedAt: 0 };
    const tracked: Tracked = { ...asked, ...(account !== undefined && { account }) };
    following = [tracked];
    marks.fire([ref]);
    return tracked;
  };
  const end = (tracked: Tracked, verdict: Ended['verdict']) => {
    following = [];
    ends.fire({ tracked, verdict });
  };
  const did = (kind: TargetRef['kind'], type: NewsType, place = scope) =>
    own.did({
      type,
      ref: { kind, scope: place, id: 'x' } as TargetRef,
      name: 'x',
      state: '',
      key: '',
      tags: [],
      tagsUnread: false,
    } satisfies News);
  return { ask, end, did };
}

describe('what this window’s own stops did', () => {
  it('is what a confirmed change brings about, while it is followed and afterwards', () => {
    const table: readonly (readonly [TargetRef['kind'], Operation, NewsType, boolean])[] = [
      ['deployment', { type: 'roll-back' }, 'rolled-back', true],
      ['deployment', { type: 'roll-back' }, 'deployment-failed', true],
      ['deployment', { type: 'abort' }, 'deployment-failed', true],
      ['deployment', { type: 'continue', action: 'ROLLBACK' }, 'rolled-back', true],
      ['deployment', { type: 'continue', action: 'CONTINUE' }, 'paused', false],
      ['deployment', { type: 'continue', action: 'CONTINUE' }, 'rolled-back', false],
      ['experiment', { type: 'stop-experiment' }, 'experiment-failed', true],
      ['experiment', { type: 'stop-experiment' }, 'never-began', true],
      ['experiment', { type: 'stop-experiment' }, 'started', false],
      ['lever', { type: 'engage-lever', reason: 'x' }, 'engaged', true],
      ['lever', { type: 'engage-lever', reason: 'x' }, 'still-engaged', false],
      ['lever', { type: 'disengage-lever', reason: 'x' }, 'engaged', false],
    ];
    for (const [kind, operation, type, expected] of table) {
      for (const hasEnded of [false, true]) {
        const { ask, end, did } = stage();
        assert.equal(did(kind, type), false);
        const tracked = ask(kind, operation);
        if (hasEnded) end(tracked, { type: 'unwatched' });
        assert.equal(did(kind, type), expected, `${operation.type} ${type}`);
      }
    }
  });

  it('is the same through another profile of the account, and of no other account or region', () => {
    const own = '111122223333';
    const other = { ...scope, profile: 'another' };
    const rows: readonly (readonly [
      what: string,
      owners: Owners,
      asked: string | undefined,
      place: Scope,
      did: boolean,
    ])[] = [
      ['another profile of the account', { [scope.profile]: own, another: own }, own, other, true],
      ['whose it is was known when it was asked for', { another: own }, own, other, true],
      ['whose the other is isn’t known', { [scope.profile]: own }, own, other, false],
      ['nobody’s is known', {}, undefined, other, false],
      ['another account', { [scope.profile]: own, another: '444455556666' }, own, other, false],
      ['another region', { [scope.profile]: own, another: own }, own, { ...other, region: 'us-east-1' }, false],
      ['its own profile, which leads to another account now', { [scope.profile]: '444455556666' }, own, scope, false],
    ];
    for (const [what, owners, account, place, expected] of rows) {
      for (const [kind, operation, type] of [
        ['deployment', { type: 'roll-back' }, 'rolled-back'],
        ['experiment', { type: 'stop-experiment' }, 'experiment-failed'],
        ['lever', { type: 'engage-lever', reason: 'x' }, 'engaged'],
      ] as const) {
        const { ask, end, did } = stage(owners);
        const tracked = ask(kind, operation, account);
        assert.equal(did(kind, type, place), expected, `${what} ${kind}`);
        ask(kind, operation, account);
        end(tracked, { type: 'refused', failure: failure('denied') });
        assert.equal(did(kind, type, place), false, `${what} ${kind}, refused`);
      }
    }
  });

  it('is nothing of the lever of another account to which the profile leads by now', () => {
    const owners: Record<string, string> = { [scope.profile]: '111122223333' };
    const { ask, did } = stage(owners);
    ask('lever', { type: 'engage-lever', reason: 'x' }, '111122223333');
    owners[scope.profile] = '444455556666';
    assert.equal(did('lever', 'engaged'), false);
    owners[scope.profile] = '111122223333';
    assert.equal(did('lever', 'engaged'), true);
  });

  it('is one engaging of a lever: the next is somebody else’s', () => {
    const { ask, did } = stage();
    ask('lever', { type: 'engage-lever', reason: 'x' });
    assert.equal(did('lever', 'engaged'), true);
    assert.equal(did('lever', 'engaged'), false);
  });

  it('is nothing that AWS refused, and no lever that somebody engages after it was disengaged here', () => {
    const { ask, end, did } = stage();
    end(ask('deployment', { type: 'roll-back' }), { type: 'refused', failure: failure('denied') });
    assert.equal(did('deployment', 'rolled-back'), false);
    end(ask('lever', { type: 'engage-lever', reason: 'x' }), { type: 'unwatched' });
    end(ask('lever', { type: 'disengage-lever', reason: 'x' }), { type: 'unwatched' });
    assert.equal(did('lever', 'engaged'), false);
    end(ask('lever', { type: 'engage-lever', reason: 'x' }), { type: 'unknown' });
    assert.equal(did('lever', 'engaged'), false, 'nobody knows whether it was engaged here');
  });
});
