import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDaemonStore } from '../../../src/inventory/daemonStore.ts';
import { known, none, unread, valueOf } from '../../../src/model/fact.ts';
import { failed } from '../../../src/model/failure.ts';
import type { DaemonDeployment, Daemons } from '../../../src/model/resources/daemon.ts';
import type { Read } from '../../../src/model/sight.ts';
import { failure, heldTime, scope, told } from '../../stages/fakes.ts';

const named = (...names: readonly string[]): Daemons => ({
  daemons: names.map((name) => ({ arn: `arn/${name}`, name, clusterName: 'shop', status: 'ACTIVE', deployment: none })),
  gaps: [],
});

function stage(answers: (Read<Daemons> | Promise<Read<Daemons>>)[], clock = heldTime()) {
  let calls = 0;
  const store = createDaemonStore(
    {
      daemons: () => {
        calls += 1;
        return Promise.resolve(answers.shift() ?? failed(failure('unknown')));
      },
    },
    clock,
    (error) => assert.fail(String(error)),
  );
  const changed: string[] = [];
  store.onDidChange(({ region }) => changed.push(region));
  const shown = () => store.of(scope)?.daemons.map(({ name }) => name);
  return { store, shown, changed, calls: () => calls };
}

describe('the managed daemons that were looked at', () => {
  it('are asked for by the first look alone, and by no refresh before it', async () => {
    const { store, shown, calls } = stage([told(named('a'))]);
    await store.refresh();
    await store.refresh({ scope });
    assert.equal(calls(), 0);
    assert.equal(store.of(scope), undefined);
    await Promise.all([store.load(scope), store.load(scope)]);
    await store.load(scope);
    assert.deepEqual([calls(), shown()], [1, ['a']]);
    assert.equal(store.find(scope, 'arn/a')?.name, 'a');
    assert.equal(store.find({ ...scope, region: 'xx-none-1' }, 'arn/a'), undefined);
  });

  it('stay while they are read again, and where that fails', async () => {
    const { store, shown } = stage([told(named('a')), failed(failure('timeout')), told(named('a', 'b'))]);
    await store.load(scope);
    await store.refresh({ profile: scope.profile });
    assert.deepEqual(shown(), ['a']);
    assert.equal(store.of(scope)?.failure?.kind, 'timeout');
    assert.equal(typeof store.of(scope)?.asOf, 'number');
    await store.refresh({ scope });
    assert.deepEqual(shown(), ['a', 'b']);
    assert.equal(store.of(scope)?.failure, undefined);
  });

  it('are as of when they were read by AWS’s clock', async () => {
    const { store } = stage([
      told(named('a'), { at: 1_000_000, clockOffset: 600_000 }),
      failed(failure('timeout')),
      told(named('a'), { at: 2_000_000 }),
    ]);
    const times = () => [store.of(scope)?.asOf, store.of(scope)?.clockOffset];
    await store.load(scope);
    assert.deepEqual(times(), [1_600_000, 600_000]);
    await store.refresh();
    assert.deepEqual(times(), [1_600_000, 600_000]);
    await store.refresh();
    assert.deepEqual(times(), [2_000_000, undefined]);
  });

  it('are unread, not none, where the first look fails', async () => {
    const { store, changed } = stage([failed(failure('denied'))]);
    await store.load(scope);
    assert.deepEqual(store.of(scope)?.daemons, []);
    assert.equal(store.of(scope)?.asOf, undefined);
    assert.equal(store.of(scope)?.failure?.kind, 'denied');
    assert.deepEqual(changed, [scope.region, scope.region]);
  });

  it('say since when they were asked for where AWS hasn’t answered for a while', async () => {
    const clock = heldTime();
    let answer = (_: Read<Daemons>): void => {};
    const { store, changed } = stage([new Promise((resolve) => (answer = resolve))], clock);
    const asked = clock.now();
    const asking = store.load(scope);
    await clock.advance(4_999);
    assert.equal(store.of(scope)?.waitingSince, undefined);
    changed.splice(0);
    await clock.advance(60_000);
    assert.deepEqual([store.of(scope)?.waitingSince, changed], [asked, [scope.region]]);
    answer(told(named('a')));
    await asking;
    assert.deepEqual([store.of(scope)?.waitingSince, clock.timers()], [undefined, 0]);
  });

  it('of another account are forgotten, also those that are on their way', async () => {
    let answer = (_: Read<Daemons>): void => {};
    const { store } = stage([new Promise((resolve) => (answer = resolve)), told(named('new'))]);
    const first = store.load(scope);
    store.forgetAll(scope.profile);
    answer(told(named('old')));
    await first;
    assert.equal(store.of(scope), undefined);
    await store.load(scope);
    assert.deepEqual(
      store.of(scope)?.daemons.map(({ name }) => name),
      ['new'],
    );
  });

  it('of places that are no longer chosen are forgotten, and no refresh asks for them', async () => {
    const other = { ...scope, region: 'eu-south-1' };
    const { store, changed, calls } = stage([told(named('a')), told(named('b')), told(named('c'))]);
    await store.load(scope);
    await store.load(other);
    changed.splice(0);
    store.retain([scope, other]);
    assert.deepEqual(changed, []);
    store.retain([other]);
    assert.deepEqual([changed, store.of(scope), store.of(other)?.daemons.length], [[scope.region], undefined, 1]);
    await store.refresh();
    assert.equal(calls(), 3);
    store.retain([]);
    await store.refresh();
    assert.equal(calls(), 3);
  });

  it('keep what was known of a deployment that only the list tells of now, marked, and nothing of another one', async () => {
    const revision = { arn: 'arn:revision/2', running: 2, draining: 0 };
    const whole: DaemonDeployment = {
      arn: 'arn:deployment/1',
      status: 'IN_PROGRESS',
      target: revision,
      sources: [{ ...revision, arn: 'arn:revision/1' }],
      breaker: { status: 'MONITORING', failureCount: 1, threshold: 3 },
    };
    const brief = (arn: string, status: string): DaemonDeployment => ({ arn, status, sources: [], details: 'unread' });
    const answer = (deployment: DaemonDeployment | undefined) =>
      told<Daemons>({
        daemons: [
          {
            ...{ arn: 'arn/a', name: 'a', clusterName: 'shop', status: 'ACTIVE' },
            deployment: deployment ? known(deployment) : unread,
          },
        ],
        gaps: [failure('denied')],
      });
    const { store } = stage([
      answer(whole),
      answer(brief('arn:deployment/1', 'ROLLBACK_IN_PROGRESS')),
      answer(brief('arn:deployment/1', 'ROLLBACK_SUCCESSFUL')),
      answer(brief('arn:deployment/2', 'IN_PROGRESS')),
      answer(undefined),
      answer(whole),
    ]);
    const seen = async () => {
      await store.refresh();
      const fact = store.find(scope, 'arn/a')?.deployment ?? none;
      const deployment = valueOf(fact);
      return [
        fact.kind,
        deployment?.status,
        deployment?.details,
        deployment?.target?.running,
        deployment?.breaker?.status,
      ];
    };
    await store.load(scope);
    assert.deepEqual(await seen(), ['known', 'ROLLBACK_IN_PROGRESS', 'earlier', 2, 'MONITORING']);
    assert.deepEqual(await seen(), ['known', 'ROLLBACK_SUCCESSFUL', 'earlier', 2, 'MONITORING']);
    assert.deepEqual(await seen(), ['known', 'IN_PROGRESS', 'unread', undefined, undefined]);
    assert.deepEqual(await seen(), ['unread', undefined, undefined, undefined, undefined]);
    assert.deepEqual(await seen(), ['known', 'IN_PROGRESS', undefined, 2, 'MONITORING']);
  });
});
