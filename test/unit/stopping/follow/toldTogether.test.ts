import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEmitter } from '../../../../src/base/event.ts';
import { createToldTogether, TOGETHER } from '../../../../src/stopping/follow/toldTogether.ts';
import type { Tracked } from '../../../../src/stopping/follow/followed.ts';
import type { Ended } from '../../../../src/stopping/follow/tracker.ts';
import type { Verdict } from '../../../../src/stopping/verdict.ts';
import { failure, heldTime, instance, refTo } from '../../../stages/fakes.ts';

function stage(...began: readonly string[]) {
  const clock = heldTime();
  const fail = (error: unknown) => assert.fail(String(error));
  const [ends, found] = [createEmitter<Ended>(fail), createEmitter<readonly Ended[]>(fail)];
  const told: string[] = [];
  const tracked = (id: string): Tracked => ({
    ...{ id, run: id.slice(0, 1), ref: refTo(instance()), name: id, requestedAt: clock.now() },
    operation: { type: 'stop' },
  });
  let following = began.map(tracked);
  const drop = (id: string) => {
    following = following.filter((one) => one.id !== id);
  };
  const together = createToldTogether({
    follow: { following: () => following, onDidEnd: ends.event, onDidFindEnds: found.event },
    clock,
    tell: (all) => told.push(all.map((one) => one.tracked.id).join()),
  });
  return {
    ...{ clock, told, together, drop },
    end: (id: string, verdict: Verdict = { type: 'gone' }) => {
      drop(id);
      ends.fire({ tracked: tracked(id), verdict });
    },
    find: (ids: readonly string[], verdict: Verdict = { type: 'gone' }) =>
      found.fire(ids.map((id) => ({ tracked: tracked(id), verdict, loggedAt: clock.now() }))),
  };
}

describe('the ends of what was under way together', () => {
  it('are told at once where nothing is under way any more', () => {
    const { end, told } = stage('x1', 'x2');
    end('x1');
    assert.deepEqual(told, []);
    end('x2');
    assert.deepEqual(told, ['x1,x2']);
  });

  it('are told at once where only one thing was under way, and nothing is told where nothing has ended', async () => {
    const { end, told, together } = stage('x1');
    end('x1');
    assert.deepEqual(told, ['x1']);
    together.dispose();
    const idle = stage('x1');
    idle.together.dispose();
    assert.deepEqual([idle.told, idle.clock.timers()], [[], 0]);
  });

  it('wait for all of their own run, and for others no longer than from the first', async () => {
    const { end, told, clock } = stage('x1', 'y1', 'y2', 'y3', 'y4');
    end('x1');
    for (const id of ['y1', 'y2']) {
      await clock.advance(TOGETHER / 2 - 1);
      end(id);
    }
    assert.deepEqual(told, []);
    await clock.advance(2);
    assert.deepEqual(told, ['x1']);
    end('y3');
    await clock.advance(10 * TOGETHER);
    assert.deepEqual(told, ['x1']);
    end('y4');
    assert.deepEqual(told, ['x1', 'y1,y2,y3,y4']);
  });

  it('are told soon where they are refusals, whatever the others of their run do', async () => {
    const refused = { type: 'refused', failure: failure('denied') } as const;
    const { end, told, clock } = stage('x1', 'x2', 'x3', 'x4', 'y1');
    end('x1');
    await clock.advance(1_000);
    end('x2', refused);
    await clock.advance(4_000);
    end('x3', refused);
    assert.deepEqual(told, []);
    await clock.advance(1_000);
    assert.deepEqual(told, ['x2,x3']);
    await clock.advance(600_000);
    end('x4');
    await clock.advance(TOGETHER);
    assert.deepEqual(told, ['x2,x3', 'x1,x4']);
  });

  it('are told almost at once where all of a run was refused, whatever other runs do', async () => {
    const refused = { type: 'refused', failure: failure('denied') } as const;
    const { end, told, clock } = stage('x1', 'y1', 'y2', 'z1', 'z2');
    end('x1', refused);
    await clock.advance(500);
    end('y1', refused);
    end('y2', refused);
    assert.deepEqual(told, [], 'one dialog can have asked for both');
    await clock.advance(500);
    assert.deepEqual(told, ['x1,y1,y2']);
    end('z1', refused);
    await clock.advance(1_000);
    assert.deepEqual(told, ['x1,y1,y2'], 'the rest of its run is still to be answered');
    end('z2');
    assert.deepEqual(told, ['x1,y1,y2', 'z1,z2']);
  });

  it('are told almost at once where the log has refusals of several runs, one of which is refused whole', async () => {
    const { find, told, clock } = stage('x2');
    find(['x1', 'y1'], { type: 'refused', failure: failure('denied') });
    await clock.advance(999);
    assert.deepEqual(told, []);
    await clock.advance(1);
    assert.deepEqual(told, ['x1', 'y1']);
  });

  it('are told run by run where the log alone has them or some of them, apart from what else was seen to end', async () => {
    const { find, end, told, clock } = stage('x2', 'v1', 'w1', 'z1');
    find(['x1', 'y1', 'y2']);
    assert.deepEqual(told, []);
    end('x2');
    end('v1');
    end('w1');
    await clock.advance(TOGETHER);
    assert.deepEqual(told, ['v1,w1', 'x1,x2', 'y1,y2']);
  });

  it('are told, too, where the rest of the run was let go of in another window, of which nothing is said', async () => {
    const { find, told, drop, clock } = stage('x2', 'z1');
    find(['x1']);
    await clock.advance(TOGETHER);
    assert.deepEqual(told, []);
    drop('x2');
    find(['x2'], { type: 'unwatched' });
    await clock.advance(TOGETHER);
    assert.deepEqual(told, ['x1']);
  });

  it('are told by nobody once the window is closed', async () => {
    const { end, find, told, clock, together } = stage('x1', 'y1');
    end('x1');
    together.dispose();
    end('y1');
    find(['x2']);
    await clock.advance(TOGETHER);
    assert.deepEqual([told, clock.timers()], [[], 0]);
  });
});
