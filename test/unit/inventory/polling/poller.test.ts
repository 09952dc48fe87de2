import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ListPage } from '../../../../src/model/ports/awsReads.ts';
import { failed } from '../../../../src/model/failure.ts';
import type { Read } from '../../../../src/model/sight.ts';
import type { ListKind, Resource } from '../../../../src/model/resources/resource.ts';
import { type Scope, scopeKey } from '../../../../src/model/scope.ts';
import {
  deployment,
  experiment,
  failure,
  flush,
  instance,
  lever,
  looksAt,
  scope,
  service,
  told,
} from '../../../stages/fakes.ts';
import { paces, pollerStage } from '../../../stages/poller.ts';

const seen = { viewVisible: true, windowFocused: true };
const glanced = { viewVisible: false, windowFocused: true };
const unseen = { viewVisible: false, windowFocused: false };

const all = ['experiment', 'instance', 'lever', 'service'];
const whole = (...resources: Resource[]): Read<ListPage>[] => [told({ resources, gaps: [] })];
const only =
  (kind: ListKind, ...resources: Resource[]) =>
  (_where: Scope, asked: ListKind) =>
    whole(...(asked === kind ? resources : []));

describe('the poller', () => {
  it('asks nothing while nobody looks, the status bar’s lists gently in a focused window, and all while a view is visible', async () => {
    const { poller, clock, take } = pollerStage();
    poller.setAttention(unseen);
    poller.setScopes([scope]);
    await clock.advance(600_000);
    assert.deepEqual(take(), []);
    assert.equal(clock.timers(), 0);
    poller.setAttention(glanced);
    await clock.advance(0);
    assert.deepEqual(take(), ['experiment', 'lever']);
    await clock.advance(59_999);
    assert.deepEqual(take(), []);
    await clock.advance(1);
    assert.deepEqual(take(), ['experiment'], 'which never wait for longer than a minute');
    await clock.advance(29_999);
    assert.deepEqual(take(), []);
    await clock.advance(1);
    assert.deepEqual(take(), ['lever']);
    poller.setAttention(seen);
    await clock.advance(0);
    assert.deepEqual(take(), ['instance', 'service'], 'what is fresh is not asked again');
    await clock.advance(60_000);
    assert.deepEqual(take(), all);
    poller.setAttention(unseen);
    await clock.advance(600_000);
    assert.deepEqual(take(), []);
  });

  it('follows a new pace at once', async () => {
    const { poller, clock, take } = pollerStage();
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(0);
    take();
    poller.setPaces({ ...paces, slow: 20_000 });
    await clock.advance(19_999);
    assert.deepEqual(take(), []);
    await clock.advance(1);
    assert.deepEqual(take(), all);
  });

  it('looks fast at what changes by itself, only while a view is visible', async () => {
    let state = 'stopping';
    const { poller, clock, take, inventory } = pollerStage({
      list: (_where, kind) =>
        kind === 'instance'
          ? whole(instance({ id: 'i-1', state }), instance({ id: 'i-2' }))
          : kind === 'service'
            ? whole(service({ deployment: deployment({ status: 'SUCCESSFUL' }) }))
            : kind === 'experiment'
              ? whole(experiment({ state: 'running' }))
              : whole(lever()),
      look: looksAt(() => [instance({ id: 'i-1', state }), experiment({ state: 'running' })]),
    });
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(0);
    take();
    await clock.advance(5_000);
    assert.deepEqual(take(), ['look experiment EXP1', 'look instance i-1']);
    state = 'stopped';
    await clock.advance(5_000);
    assert.equal(inventory.get(scope, 'instance', 'i-1')?.state, 'stopped');
    take();
    await clock.advance(5_000);
    assert.deepEqual(take(), ['look experiment EXP1'], 'what is final is not looked at any more');
    poller.setAttention(glanced);
    await clock.advance(60_000);
    assert.deepEqual(take(), ['experiment', 'lever'], 'the status bar needs no more than its lists');
    poller.setAttention(seen);
    await clock.advance(0);
    assert.deepEqual(take(), ['instance', 'look experiment EXP1', 'service']);
  });

  it('backs off with jitter while a list fails, keeps the rest at its pace, and recovers', async () => {
    let bad = true;
    const { poller, clock, take, inventory } = pollerStage({
      list: (_where, kind) => (kind === 'instance' && bad ? [failed(failure('timeout'))] : whole()),
    });
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(0);
    take();
    const times: number[] = [];
    const begun = clock.now();
    for (let second = 1; second <= 59; second += 1) {
      await clock.advance(1_000);
      for (const kind of take()) {
        assert.equal(kind, 'instance');
        times.push(clock.now() - begun);
      }
    }
    // The held clock's random is in the middle: three quarters of 5, 10, 20 and 40 seconds, seen second by second.
    assert.deepEqual(times, [4_000, 12_000, 27_000, 57_000]);
    bad = false;
    await clock.advance(70_000);
    assert.equal(inventory.status(scope, 'instance').failure, undefined);
    take();
    await clock.advance(60_000);
    assert.ok(take().includes('instance'));
  });

  it('does not retry for nobody, and neither forgets nor hurries a retry when somebody looks again', async () => {
    const { poller, clock, take } = pollerStage({ list: () => [failed(failure('timeout'))] });
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(0);
    take();
    poller.setAttention(unseen);
    await clock.advance(1_000);
    assert.equal(clock.timers(), 0);
    poller.setAttention(seen);
    await clock.advance(2_000);
    assert.deepEqual(take(), []);
    await clock.advance(1_000);
    assert.deepEqual(take(), all, 'at the time at which they were due');
    poller.setAttention(unseen);
    poller.refresh();
    await clock.advance(0);
    assert.deepEqual(take(), all);
    await clock.advance(3_600_000);
    assert.deepEqual(take(), [], 'a refresh that failed is not repeated for nobody');
  });

  it('waits long where a person has to act first, and asks at once when they have', async () => {
    let kind: 'signin-expired' | 'denied' = 'signin-expired';
    const { poller, clock, take } = pollerStage({ list: () => [failed(failure(kind))] });
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(0);
    take();
    await clock.advance(299_999);
    assert.deepEqual(take(), []);
    kind = 'denied';
    poller.refresh({ profile: 'staging' });
    await clock.advance(0);
    assert.deepEqual(take(), all);
    await clock.advance(299_999);
    assert.deepEqual(take(), []);
  });

  it('collapses refreshes of a list that is on its way into one more run', async () => {
    const open: (() => void)[] = [];
    const { poller, clock, take } = pollerStage({ gate: () => new Promise((resolve) => open.push(resolve)) });
    poller.setAttention(unseen);
    poller.setScopes([scope]);
    for (let time = 0; time < 5; time += 1) {
      poller.refresh({ kind: 'instance' });
      await clock.advance(0);
    }
    assert.deepEqual(take(), ['instance']);
    open.shift()?.();
    await clock.advance(0);
    assert.deepEqual(take(), ['instance']);
    open.shift()?.();
    await clock.advance(60_000);
    assert.deepEqual(take(), []);
  });

  it('does not lose a refresh that still waits for its turn when nobody looks any more', async () => {
    const { poller, clock, take } = pollerStage();
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(0);
    take();
    poller.refresh({ scope, kind: 'instance' });
    poller.setAttention(unseen);
    await clock.advance(0);
    assert.deepEqual(take(), ['instance']);
  });

  it('aborts what is on its way for a scope that is dropped, and nothing of it arrives', async () => {
    let open = () => {};
    const { poller, clock, take, inventory, aborted } = pollerStage({
      gate: () => new Promise((resolve) => (open = resolve)),
      list: only('instance', instance()),
    });
    poller.setAttention(unseen);
    poller.setScopes([scope]);
    poller.refresh({ kind: 'instance' });
    await clock.advance(0);
    const listed: unknown[] = [];
    poller.onDidList((name) => listed.push(name));
    poller.setScopes([]);
    poller.setScopes([scope]);
    poller.refresh({ kind: 'instance' });
    const opened = open;
    await clock.advance(0);
    assert.deepEqual(aborted, ['instance']);
    opened();
    await flush();
    assert.deepEqual(inventory.list(scope, 'instance'), []);
    assert.equal(inventory.status(scope, 'instance').loading, true, 'the new listing is still on its way');
    assert.deepEqual(listed, []);
    open();
    await flush();
    assert.equal(inventory.list(scope, 'instance').length, 1);
    take();
  });

  it('takes nothing away for a listing that the other side cancelled halfway', async () => {
    const pages: Read<ListPage>[] = whole(instance({ id: 'i-1' }), instance({ id: 'i-2' }));
    let answer = pages;
    const { poller, clock, inventory } = pollerStage({
      list: (_where, kind) => (kind === 'instance' ? answer : whole()),
    });
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(0);
    answer = [...whole(instance({ id: 'i-1' })), failed(failure('cancelled'))];
    poller.refresh();
    await clock.advance(0);
    assert.deepEqual(
      inventory.list(scope, 'instance').map(({ id }) => id),
      ['i-1', 'i-2'],
    );
    assert.deepEqual(
      [inventory.status(scope, 'instance').loading, inventory.status(scope, 'instance').failure],
      [false, undefined],
    );
  });

  it('goes on when a reads or an observer throws all the same', async () => {
    let bad = true;
    const { poller, clock, inventory, errors } = pollerStage({
      list: (_where, kind) => {
        if (kind === 'instance' && bad) throw new Error('broken');
        return kind === 'instance' ? whole(instance()) : whole();
      },
      look: () => Promise.reject(new Error('broken too')),
    });
    poller.observe(() => {
      throw new Error('observer');
    });
    poller.setAttention(seen);
    poller.setScopes([scope]);
    const release = poller.keepFast({ kind: 'instance', scope, id: 'i-9' });
    await clock.advance(0);
    assert.equal(inventory.status(scope, 'instance').failure?.kind, 'unknown');
    bad = false;
    await clock.advance(10_000);
    assert.equal(inventory.status(scope, 'instance').failure, undefined);
    assert.equal(inventory.list(scope, 'instance').length, 1);
    assert.ok(errors.length >= 3);
    release();
  });

  it('tells observers what listings and looks bring, deployments included', async () => {
    const { poller, clock } = pollerStage({
      list: only('service', service({ deployment: deployment() })),
      look: looksAt(() => [deployment({ status: 'SUCCESSFUL' })]),
    });
    const states: string[] = [];
    const stop = poller.observe((targets) =>
      states.push(...targets.map((one) => (one.kind === 'deployment' ? one.status : one.state))),
    );
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(5_000);
    stop();
    await clock.advance(120_000);
    assert.deepEqual(states, ['IN_PROGRESS', 'SUCCESSFUL']);
  });

  it('follows a target whoever looks, in any scope, until it is released as often as it was followed', async () => {
    const { poller, clock, take, inventory } = pollerStage({ look: looksAt(() => [instance({ id: 'i-7' })]) });
    poller.setAttention(unseen);
    const ref = { kind: 'instance', scope, id: 'i-7' } as const;
    const [one, two] = [poller.keepFast(ref), poller.keepFast(ref)];
    await clock.advance(5_000);
    assert.deepEqual(take(), ['look instance i-7', 'look instance i-7']);
    assert.equal(inventory.get(scope, 'instance', 'i-7')?.state, 'running');
    one();
    one();
    await clock.advance(5_000);
    assert.deepEqual(take(), ['look instance i-7']);
    two();
    await clock.advance(60_000);
    assert.deepEqual(take(), []);
    assert.equal(clock.timers(), 0);
  });

  it('looks less often at a followed target while the looks fail, and at once when it is refreshed', async () => {
    const { poller, clock, take } = pollerStage({ look: () => Promise.resolve(failed(failure('throttled'))) });
    poller.setAttention(unseen);
    poller.setScopes([scope]);
    poller.keepFast({ kind: 'instance', scope, id: 'i-7' });
    await clock.advance(3_750 + 7_500 + 15_000);
    assert.equal(take().length, 4);
    poller.refresh({ scope, kind: 'lever' });
    await clock.advance(0);
    assert.deepEqual(take(), ['lever', 'look instance i-7']);
  });

  it('lists at most 64 at once, and comes round to every one of 160 scopes however often it is refreshed', async () => {
    const open: (() => void)[] = [];
    const counts = new Map<string, number>();
    const { poller, clock, take, most } = pollerStage({
      gate: () => new Promise((resolve) => open.push(resolve)),
      list: (where) => {
        counts.set(scopeKey(where), (counts.get(scopeKey(where)) ?? 0) + 1);
        return whole();
      },
    });
    poller.setAttention(unseen);
    poller.setScopes(Array.from({ length: 160 }, (_, index) => ({ profile: `p${index}`, region: 'eu-west-1' })));
    for (let round = 0; round < 20; round += 1) {
      poller.refresh({ kind: 'instance' });
      await clock.advance(1_000);
      assert.equal(open.length, 64);
      for (const each of open.splice(0)) each();
      await clock.advance(500);
      for (const each of open.splice(0)) each();
    }
    assert.equal(most(), 64);
    assert.equal(counts.size, 160);
    assert.ok(Math.min(...counts.values()) >= Math.max(...counts.values()) - 2, JSON.stringify([...counts.values()]));
    take();
  });

  it('lets other scopes go on while AWS keeps all places waiting', async () => {
    const { poller, clock, inventory, aborted } = pollerStage({
      gate: ({ profile }) => (profile.startsWith('slow') ? new Promise(() => {}) : Promise.resolve()),
      list: only('instance', instance()),
    });
    poller.setAttention(seen);
    const slow = Array.from({ length: 20 }, (_, index) => ({ ...scope, profile: `slow-${index}` }));
    poller.setScopes([...slow, scope]);
    await clock.advance(2_999);
    assert.deepEqual(inventory.list(scope, 'instance'), []);
    await clock.advance(6_001);
    assert.equal(inventory.list(scope, 'instance').length, 1);
    assert.ok(slow.every((where) => inventory.status(where, 'instance').loading));
    assert.deepEqual(aborted, []);
    poller.dispose();
    assert.equal(clock.timers(), 0);
  });

  it('leaves no timer when it is disposed, aborts what is on its way, and hears no answer', async () => {
    const open: (() => void)[] = [];
    const { poller, clock, take, aborted, inventory, running } = pollerStage({
      gate: () => new Promise((resolve) => open.push(resolve)),
      list: only('instance', instance()),
    });
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(0);
    poller.dispose();
    assert.equal(clock.timers(), 0);
    assert.deepEqual(
      [...aborted].sort((a, b) => a.localeCompare(b)),
      all,
    );
    for (const each of open) each();
    poller.refresh();
    poller.setAttention(seen);
    await clock.advance(600_000);
    assert.deepEqual(inventory.list(scope, 'instance'), []);
    assert.equal(running(), 0);
    assert.equal(clock.timers(), 0);
    assert.equal(take().length, 4);
  });
});
