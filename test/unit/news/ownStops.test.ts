import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEmitter } from '../../../src/base/event.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { News, NewsType } from '../../../src/news/news.ts';
import { createOwnStops } from '../../../src/news/ownStops.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import { failure, scope } from '../../stages/fakes.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';

function stage() {
  const marks = createEmitter<readonly TargetRef[]>();
  const ends = createEmitter<Ended>();
  let following: readonly Tracked[] = [];
  const own = createOwnStops({ following: () => following, onDidMark: marks.event, onDidEnd: ends.event });
  const ask = (kind: TargetRef['kind'], operation: Operation): Tracked => {
    const ref: TargetRef = { kind, scope, id: 'x' };
    const tracked: Tracked = { id: 't', run: 'r', ref, name: 'x', operation, requestedAt: 0 };
    following = [tracked];
    marks.fire([ref]);
    return tracked;
  };
  const end = (tracked: Tracked, verdict: Ended['verdict']) => {
    following = [];
    ends.fire({ tracked, verdict });
  };
  const did = (kind: TargetRef['kind'], type: NewsType) =>
    own.did({
      type,
      ref: { kind, scope, id: 'x' },
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
