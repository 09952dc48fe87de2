import { ofAws } from '../../stages/accounts.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEmitter } from '../../../src/base/event.ts';
import { createInventory, type InventoryUpdate } from '../../../src/inventory/inventory.ts';
import type { ListName } from '../../../src/inventory/resourceLists.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import { deploymentStates, UNREAD_STATE } from '../../../src/model/resources/states.ts';
import { createChanges } from '../../../src/news/noticedChanges.ts';
import type { News } from '../../../src/news/news.ts';
import { createRememberedLevers } from '../../../src/news/rememberedLevers.ts';
import { deployment, experiment, failure, heldTime, lever, pauseHook, scope, service } from '../../stages/fakes.ts';

const HOUR = 3_600_000;
const fails = (error: unknown): never => {
  throw error;
};
type Listed = ListName['kind'];

function stage(isOwn: (news: News) => boolean = () => false) {
  const clock = heldTime();
  const kept = new Map<string, unknown>();
  const inventory = createInventory(fails);
  const listed = createEmitter<ListName>(fails);
  let stamp = 0;
  const account: { shown: string | undefined } = { shown: '111122223333' };
  const changes = createChanges({
    inventory,
    poller: { onDidList: listed.event, stamp: () => stamp },
    accounts: { shown: () => ofAws(account.shown) },
    clock,
    levers: createRememberedLevers({
      memory: { get: (key) => kept.get(key), update: async (key, value) => void kept.set(key, value) },
      ...{ now: () => clock.now(), onError: fails },
    }),
    isOwn,
    mayRemind: () => true,
    onError: fails,
  });
  const told: News[] = [];
  changes.onDidHappen((news) => told.push(news));
  const apply = (update: InventoryUpdate) => inventory.apply(update);
  /** A whole listing, as the poller reads one. */
  const list = (kind: Listed, resources: readonly Resource[], gaps: readonly Failure[] = []) => {
    stamp += 1;
    apply({ type: 'begin', scope, kind });
    apply({ type: 'page', scope, kind, since: stamp, resources });
    apply({ type: 'end', scope, kind, since: stamp, seen: new Set(resources.map(({ id }) => id)), gaps });
    listed.fire({ scope, kind });
  };
  const fail = (kind: Listed) => {
    apply({ type: 'fail', scope, kind, failure: failure('timeout') });
    listed.fire({ scope, kind });
  };
  /** What was told since the last time: what happened, and to what. */
  const take = () => told.splice(0).map(({ type, name, state }) => [type, name, state].filter(Boolean).join(' '));
  changes.setWanted(true);
  return { clock, inventory, changes, list, fail, take, told, account, apply };
}
const web = (more: Parameters<typeof deployment>[0]) => service({ deployment: deployment(more) });

describe('what is news', () => {
  it('is an experiment that starts, fails, or is over when it is first seen, each once', () => {
    const { list, take } = stage();
    list('experiment', [experiment({ id: 'old', state: 'running' }), experiment({ id: 'over', state: 'failed' })]);
    assert.deepEqual(take(), [], 'what the first look finds was there before');
    list('experiment', [experiment({ id: 'old', state: 'running' }), experiment({ id: 'new', name: 'load-test-7' })]);
    assert.deepEqual(take(), ['started load-test-7 running']);
    for (const state of ['stopping', 'failed', 'failed']) {
      list('experiment', [experiment({ id: 'old', state }), experiment({ id: 'new', name: 'load-test-7' })]);
    }
    assert.deepEqual(take(), ['experiment-failed old failed']);
    list('experiment', [
      experiment({ id: 'short', state: 'completed' }),
      experiment({ id: 'bad', state: 'failed' }),
      experiment({ id: 'later', state: 'a-state-of-later' }),
    ]);
    assert.deepEqual(take(), ['ran short completed', 'experiment-failed bad failed', 'started later a-state-of-later']);
  });

  it('is nothing of a state that nobody read, and nothing is told again after it', () => {
    const { list, take } = stage();
    list('experiment', [experiment({ id: 'old', state: 'failed' }), experiment({ id: 'runs', state: 'running' })]);
    list('service', [web({ status: 'ROLLBACK_SUCCESSFUL' })]);
    for (const state of [UNREAD_STATE, UNREAD_STATE]) {
      list('experiment', [
        experiment({ id: 'old', state }),
        experiment({ id: 'runs', state }),
        experiment({ id: 'new', state }),
      ]);
      list('service', [web({ status: state })]);
    }
    list('experiment', [experiment({ id: 'old', state: 'failed' }), experiment({ id: 'runs', state: 'running' })]);
    list('service', [web({ status: 'ROLLBACK_SUCCESSFUL' })]);
    assert.deepEqual(take(), []);
    list('experiment', [experiment({ id: 'runs', state: 'failed' })]);
    assert.deepEqual(take(), ['experiment-failed runs failed']);
  });

  it('is no pause that was told before its hooks could not be read', () => {
    const { list, take } = stage();
    const paused = { status: 'IN_PROGRESS', hooks: [pauseHook('h1')], lifecycleStage: 'POST_SCALE_UP' };
    list('service', [web({ status: 'IN_PROGRESS' })]);
    list('service', [web(paused)]);
    assert.equal(take().length, 1);
    for (const unread of [['lifecycleHookDetails'], ['lifecycleHookDetails[0].status']]) {
      list('service', [web({ ...paused, hooks: [], unread })]);
      list('service', [web(paused)]);
    }
    assert.deepEqual(take(), []);
    list('service', [web({ ...paused, hooks: [pauseHook('h2')] })]);
    assert.equal(take().length, 1);
  });

  it('is no pause of a deployment that rolls back, or has ended, at the same hook', () => {
    for (const status of [...Object.keys(deploymentStates), 'A_STATUS_OF_LATER']) {
      const { list, take } = stage();
      list('service', [web({})]);
      list('service', [web({ status, hooks: [pauseHook('h1')], lifecycleStage: 'BAKE_TIME' })]);
      const told = take().filter((one) => one.startsWith('paused'));
      assert.deepEqual(told, status === 'IN_PROGRESS' ? ['paused web BAKE_TIME'] : [], status);
    }
  });

  it('is a deployment that pauses, fails or rolls back, each step once', () => {
    const { list, take } = stage();
    list('service', [web({})]);
    list('service', [web({ hooks: [pauseHook('h1')], lifecycleStage: 'POST_SCALE_UP' })]);
    list('service', [web({ hooks: [pauseHook('h1')], lifecycleStage: 'POST_SCALE_UP', updatedAt: 7 })]);
    assert.deepEqual(take(), ['paused web POST_SCALE_UP']);
    list('service', [web({ hooks: [pauseHook('h1', 'SUCCEEDED'), pauseHook('h2')], lifecycleStage: 'POST_TEST' })]);
    assert.deepEqual(take(), ['paused web POST_TEST']);
    for (const status of ['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL'])
      list('service', [web({ status })]);
    assert.deepEqual(take(), ['rolled-back web ROLLBACK_REQUESTED']);
    list('service', [web({ id: 'arn:d2' })]);
    list('service', [web({ id: 'arn:d2', status: 'SUCCESSFUL' })]);
    list('service', [service({ desiredCount: 3 })]);
    assert.deepEqual(take(), []);
    list('service', [web({ id: 'arn:d3', status: 'ROLLBACK_IN_PROGRESS' })]);
    list('service', [web({ id: 'arn:d3', status: 'ROLLBACK_FAILED' })]);
    assert.deepEqual(take(), ['rolled-back web ROLLBACK_IN_PROGRESS', 'deployment-failed web ROLLBACK_FAILED']);
    list('service', [web({ id: 'arn:d4', status: 'STOPPED' })]);
    assert.deepEqual(take(), ['deployment-failed web STOPPED']);
    // What could not be described at first was there before; what the service called under way was not over.
    for (const [rolloutState, told] of [
      [undefined, []],
      ['IN_PROGRESS', ['deployment-failed web STOPPED']],
    ] as const) {
      const late = stage();
      const { id } = deployment({ status: 'STOPPED' });
      late.list('service', [
        service({ currentDeploymentArn: id, ...(rolloutState !== undefined && { rolloutState }) }),
      ]);
      late.list('service', [web({ status: 'STOPPED' })]);
      assert.deepEqual(late.take(), told, rolloutState);
    }
    // Where ECS doesn't let the deployments be read, the service tells.
    const denied = stage();
    for (const rolloutState of ['IN_PROGRESS', 'FAILED', 'FAILED']) denied.list('service', [service({ rolloutState })]);
    assert.deepEqual(denied.take(), ['deployment-failed web FAILED']);
  });

  it('is a safety lever that is engaged, and one that still is after some hours', async () => {
    const { list, take, clock } = stage();
    list('lever', [lever()]);
    for (const state of ['engaging', 'engaged']) list('lever', [lever({ state })]);
    assert.deepEqual(take(), ['engaged engaging']);
    for (let hour = 0; hour < 12; hour += 1) {
      for (let part = 0; part < 6; part += 1) {
        await clock.advance(HOUR / 6);
        list('lever', [lever({ state: 'engaged' })]);
      }
      assert.deepEqual(take(), hour === 3 ? ['still-engaged engaged'] : [], String(hour));
    }
    list('lever', [lever()]);
    list('lever', [lever({ state: 'engaged' })]);
    assert.deepEqual(take(), ['engaged engaged'], 'another time is news again');
  });

  const cut = [failure('denied', { operation: 'fis:ListExperiments' })];

  it('is what happened while listings failed or were cut, once, when it is seen', async () => {
    const { list, fail, take, clock } = stage();
    const [one, two, three, four, five] = ['1', '2', '3', '4', '5'].map((id) => experiment({ id }));
    assert.ok(one && two && three && four && five);
    list('experiment', [one]);
    fail('experiment');
    list('experiment', [one, two]);
    assert.deepEqual(take(), ['started 2 running']);
    list('experiment', [one, two, three], cut);
    assert.deepEqual(take(), ['started 3 running']);
    // What a cut listing doesn't have is there as before, and no news when it is seen again.
    list('experiment', [three, four], cut);
    list('experiment', [one, two, three, four]);
    assert.deepEqual(take(), ['started 4 running']);
    for (let tries = 0; tries < 30; tries += 1) {
      await clock.advance(5 * 60_000);
      fail('experiment');
    }
    list('experiment', [experiment({ id: '1', state: 'failed' }), two, three, four, five]);
    list('experiment', [experiment({ id: '1', state: 'failed' }), two, three, four, five]);
    assert.deepEqual(take(), ['started 5 running', 'experiment-failed 1 failed']);
    list('service', [web({})]);
    fail('service');
    fail('service');
    list('service', [web({ status: 'ROLLBACK_SUCCESSFUL' })]);
    assert.deepEqual(take(), ['rolled-back web ROLLBACK_SUCCESSFUL']);
    list('lever', [lever()]);
    fail('lever');
    list('lever', [lever({ state: 'engaged' })]);
    assert.deepEqual(take(), ['engaged engaged']);
  });

  it('is not what a list’s first whole listing finds, after whatever failed before, or after a long sleep', () => {
    const { list, fail, take, clock } = stage();
    const [one, two, three, four] = ['1', '2', '3', '4'].map((id) => experiment({ id }));
    assert.ok(one && two && three && four);
    fail('experiment');
    list('experiment', [one], cut);
    fail('experiment');
    list('experiment', [one, two]);
    assert.deepEqual(take(), []);
    clock.setBy(2 * HOUR);
    list('experiment', [one, two, three]);
    assert.deepEqual(take(), []);
    clock.setBy(2 * HOUR);
    fail('experiment');
    list('experiment', [one, two, three, four]);
    assert.deepEqual(take(), []);
    list('experiment', [experiment({ id: '6' })]);
    assert.deepEqual(take(), ['started 6 running']);
  });

  it('is not what a profile brings that leads to another account now, nor what was never chosen before', () => {
    const { list, fail, take, inventory } = stage();
    list('experiment', [experiment({ id: '1' })]);
    inventory.forget(scope.profile);
    list('experiment', [experiment({ id: '2' }), experiment({ id: '3' })]);
    assert.deepEqual(take(), []);
    fail('experiment');
    inventory.forget(scope.profile);
    fail('experiment');
    list('experiment', [experiment({ id: '2' }), experiment({ id: '7' })]);
    assert.deepEqual(take(), []);
    inventory.drop([scope]);
    list('experiment', [experiment({ id: '4' })]);
    assert.deepEqual(take(), []);
  });

  it('is told with the time since when nobody could see it, where that is long ago', async () => {
    const { list, fail, told, clock, inventory } = stage();
    const MINUTE = 60_000;
    const since = () => told.splice(0).map(({ name, notReadSince }) => [name, notReadSince] as const);
    const [one, two, three] = ['1', '2', '3'].map((id) => experiment({ id }));
    assert.ok(one && two && three);
    list('experiment', [one]);
    const read = inventory.status(scope, 'experiment').shownAsOf;
    assert.notEqual(read, undefined);
    for (let tries = 0; tries < 100; tries += 1) {
      await clock.advance(5 * MINUTE);
      fail('experiment');
    }
    list('experiment', [experiment({ id: '1', state: 'failed' }), two]);
    assert.deepEqual(
      new Map(since()),
      new Map([
        ['1', read],
        ['2', read],
      ]),
    );
    await clock.advance(MINUTE);
    fail('experiment');
    list('experiment', [two, three]);
    assert.deepEqual(since(), [['3', undefined]], 'a minute is no time');
    list('lever', [lever()]);
    const engagedAfter = inventory.status(scope, 'lever').shownAsOf;
    for (let tries = 0; tries < 3; tries += 1) {
      await clock.advance(MINUTE);
      fail('lever');
    }
    list('lever', [lever({ state: 'engaged' })]);
    assert.deepEqual(since(), [['', engagedAfter]]);
    // Looks tell the changes of what is listed while listings succeed, however far apart those are.
    list('service', [web({})]);
    await clock.advance(5 * MINUTE);
    list('service', [web({ status: 'ROLLBACK_IN_PROGRESS' })]);
    assert.deepEqual(since(), [['web', undefined]]);
  });

  it('comes from a list of which a part is denied all the time, and not from what was behind it', () => {
    const hidden = (cluster: string) => failure('denied', { operation: 'ecs:ListServices', message: cluster });
    const paused = (id: string) =>
      service({ id, name: id, deployment: deployment({ id: `d-${id}`, hooks: [pauseHook('h')] }) });
    const going = (id: string) => service({ id, name: id, deployment: deployment({ id: `d-${id}` }) });
    const { list, take } = stage();
    list('service', [paused('old'), going('a')], [hidden('one')]);
    list('service', [paused('old'), going('a')], [hidden('one')]);
    assert.deepEqual(take(), []);
    list('service', [paused('old'), paused('a'), paused('new')], [hidden('one')]);
    assert.deepEqual(new Set(take().map((news) => news.split(' ')[1])), new Set(['a', 'new']));
    // One gap closes and another opens: what was behind the first was there before.
    list('service', [paused('old'), paused('a'), paused('new'), paused('behind')], [hidden('two')]);
    assert.deepEqual(take(), []);
    list('service', [paused('old'), paused('a'), paused('new'), paused('behind'), paused('b')], [hidden('two')]);
    assert.deepEqual(take().length, 1);
    const all = ['old', 'a', 'new', 'behind', 'b'];
    list('service', [...all, 'late'].map(paused));
    assert.deepEqual(take(), [], 'the first whole listing tells nothing new');
    list('service', [...all, 'late', 'last'].map(paused));
    assert.deepEqual(take().length, 1, 'from then on all is known');
  });

  it('is as old as the gap that it was behind, and fresh beside one', async () => {
    const hidden = [failure('denied', { operation: 'ecs:ListServices' })];
    const paused = (id: string) =>
      service({ id, name: id, deployment: deployment({ id: `d-${id}`, hooks: [pauseHook('h')] }) });
    const { list, told, clock, inventory } = stage();
    list('service', []);
    const whole = inventory.status(scope, 'service').shownAsOf;
    for (let times = 0; times < 5; times += 1) {
      await clock.advance(60_000);
      list('service', [], hidden);
    }
    await clock.advance(60_000);
    list('service', [paused('a')], hidden);
    await clock.advance(60_000);
    list('service', [paused('a'), paused('b')]);
    const since = told.map(({ name, notReadSince }) => [name, notReadSince]);
    assert.deepEqual(since, [
      ['a', undefined],
      ['b', whole],
    ]);
  });

  it('is not what a listing that is cut elsewhere each time brings, but what becomes of that', () => {
    for (const gap of [cut[0], failure('throttled', { operation: 'ecs:ListServices' })]) {
      assert.ok(gap);
      const { list, take } = stage();
      const [one, two] = ['1', '2'].map((id) => experiment({ id }));
      assert.ok(one && two);
      list('experiment', [one], [gap]);
      list('experiment', [one], [gap]);
      list('experiment', [one, two], [gap]);
      assert.deepEqual(take(), []);
      list('experiment', [two, experiment({ id: '1', state: 'failed' })], [gap]);
      assert.deepEqual(take(), ['experiment-failed 1 failed']);
    }
  });

  it('is nothing that happened before somebody wanted to know', () => {
    const { list, take, changes } = stage();
    list('experiment', [experiment({ id: '1' })]);
    changes.setWanted(false);
    list('experiment', [experiment({ id: '1' }), experiment({ id: '2' })]);
    changes.setWanted(true);
    list('experiment', [experiment({ id: '1' }), experiment({ id: '2' }), experiment({ id: '3' })]);
    assert.deepEqual(take(), []);
    list('experiment', [experiment({ id: '1', state: 'failed' }), experiment({ id: '2' }), experiment({ id: '4' })]);
    assert.deepEqual(take(), ['started 4 running', 'experiment-failed 1 failed']);
  });

  it('is nothing of one’s own doing, and has one name through all profiles of an account', () => {
    const own = stage(({ type }) => type === 'engaged');
    own.list('lever', [lever()]);
    own.list('lever', [lever({ state: 'engaged' })]);
    assert.deepEqual(own.take(), []);
    const keys = ['111122223333', '111122223333', undefined].map((shown) => {
      const one = stage();
      one.account.shown = shown;
      one.list('experiment', []);
      one.list('experiment', [experiment({ id: '1' })]);
      return one.told[0]?.key;
    });
    assert.equal(keys[0], keys[1]);
    assert.notEqual(keys[0], keys[2]);
  });

  it('comes from a look between two listings as well', () => {
    const { list, take, apply } = stage();
    list('service', [web({})]);
    apply({
      type: 'described',
      scope,
      since: 9,
      targets: [deployment({ status: 'ROLLBACK_IN_PROGRESS' })],
      missing: [],
    });
    assert.deepEqual(take(), ['rolled-back web ROLLBACK_IN_PROGRESS']);
  });
});
