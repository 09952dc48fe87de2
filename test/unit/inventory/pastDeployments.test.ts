import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPastDeployments } from '../../../src/inventory/pastDeployments.ts';
import { failed } from '../../../src/model/failure.ts';
import type { Paged } from '../../../src/model/ports/awsReads.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import type { Read } from '../../../src/model/sight.ts';
import {
  deployment,
  deploymentArn,
  failure,
  heldTime,
  pauseHook,
  scope,
  serviceArn,
  told,
} from '../../stages/fakes.ts';

const arn = serviceArn('web');
const at = (id: string, status = 'SUCCESSFUL') => deployment({ id: deploymentArn('web', id), status });

function stage(
  answers: (Read<Paged<ServiceDeployment>> | Promise<Read<Paged<ServiceDeployment>>>)[],
  clock = heldTime(),
) {
  const asked: (string | undefined)[] = [];
  const store = createPastDeployments(
    {
      pastDeployments: (_scope, _arn, next) => {
        asked.push(next);
        return Promise.resolve(answers.shift() ?? failed(failure('unknown')));
      },
    },
    clock,
    (error) => assert.fail(String(error)),
  );
  const shown = () =>
    store.of(scope, arn)?.deployments.map(({ id, status }) => `${id.slice(id.lastIndexOf('/') + 1)} ${status}`);
  return { asked, store, shown };
}

const nothingCurrent = { current: () => undefined };

describe('past deployments that AWS doesn’t answer for', () => {
  it('say since when they were asked for once that is a while, the first page, a further one, and what is read anew', async () => {
    const clock = heldTime();
    const answers: ((answer: Read<Paged<ServiceDeployment>>) => void)[] = [];
    const held = () => new Promise<Read<Paged<ServiceDeployment>>>((resolve) => answers.push(resolve));
    const { store } = stage([held(), held(), held()], clock);
    const changes: (number | undefined)[] = [];
    store.onDidChange(() => changes.push(store.of(scope, arn)?.waitingSince));
    for (const [ask, answered] of [
      [() => store.load(scope, arn), told({ items: [at('d2', 'IN_PROGRESS')], next: 'n' })],
      [() => store.load(scope, arn), failed(failure('timeout'))],
      [() => store.refresh(), told({ items: [at('d2')] })],
    ] as const) {
      const asked = clock.now();
      const asking = ask();
      await clock.advance(4_999);
      assert.equal(store.of(scope, arn)?.waitingSince, undefined);
      changes.splice(0);
      await clock.advance(1);
      assert.deepEqual(changes, [asked]);
      await clock.advance(60_000);
      assert.deepEqual(changes, [asked], 'told once');
      answers.shift()?.(answered);
      await asking;
      assert.equal(store.of(scope, arn)?.waitingSince, undefined);
      if (clock.timers() > 0) assert.fail('nothing waits any more');
    }
  });
});

describe('11.12: past deployments are read again', () => {
  it('where they failed, by a refresh, by one of their profile or place, and by every listing', async () => {
    for (const which of [
      {},
      { profile: scope.profile },
      { scope },
      { scope, stale: nothingCurrent },
      { serviceArn: arn },
    ]) {
      const { store, shown } = stage([failed(failure('throttled')), told({ items: [at('d1')] })]);
      await store.load(scope, arn);
      assert.equal(store.of(scope, arn)?.failure?.kind, 'throttled');
      await store.refresh({ profile: 'another' });
      await store.refresh({ scope: { ...scope, region: 'us-east-1' } });
      assert.equal(store.of(scope, arn)?.failure?.kind, 'throttled');
      await store.refresh(which);
      assert.deepEqual([shown(), store.of(scope, arn)?.failure], [['d1 SUCCESSFUL'], undefined]);
    }
  });

  it('when one of them had not ended, or the current one is not among them; else not with each listing', async () => {
    const { store, shown, asked } = stage([
      told({ items: [at('d2', 'IN_PROGRESS'), at('d1')] }),
      told({ items: [at('d2', 'ROLLBACK_SUCCESSFUL'), at('d1')] }),
      told({ items: [at('d3', 'SUCCESSFUL'), at('d2', 'ROLLBACK_SUCCESSFUL'), at('d1')] }),
    ]);
    await store.load(scope, arn);
    await store.refresh({ scope, stale: nothingCurrent });
    assert.deepEqual(shown(), ['d2 ROLLBACK_SUCCESSFUL', 'd1 SUCCESSFUL']);
    await store.refresh({ scope, stale: { current: () => deploymentArn('web', 'd2') } });
    assert.equal(asked.length, 2);
    await store.refresh({ scope, stale: { current: () => deploymentArn('web', 'd3') } });
    assert.deepEqual(shown(), ['d3 SUCCESSFUL', 'd2 ROLLBACK_SUCCESSFUL', 'd1 SUCCESSFUL']);
  });

  it('ever more rarely down to one whose state can’t be read, and to the others with each listing as long as they last', async () => {
    let newest = at('d5');
    let deep = at('d1', 'unknown');
    const pages = new Map<string | undefined, () => Paged<ServiceDeployment>>([
      [undefined, () => ({ items: [newest, at('d4')], next: 'b' })],
      ['b', () => ({ items: [at('d3'), at('d2')], next: 'c' })],
      ['c', () => ({ items: [deep] })],
    ]);
    let calls = 0;
    const store = createPastDeployments(
      {
        pastDeployments: (_scope, _arn, next) => {
          calls += 1;
          return Promise.resolve(told(pages.get(next)?.() ?? { items: [] }));
        },
      },
      heldTime(),
      (error) => assert.fail(String(error)),
    );
    for (let page = 0; page < 3; page += 1) await store.load(scope, arn);
    const list = async (times: number) => {
      calls = 0;
      for (let time = 0; time < times; time += 1) await store.refresh({ scope, stale: nothingCurrent });
      return calls;
    };
    assert.equal(await list(1), 3, 'once at the next listing: it may have been for a moment');
    assert.ok((await list(60)) <= 5 * 3);
    assert.ok((await list(640)) <= 11 * 3, 'and then with every 64th');
    newest = at('d5', 'IN_PROGRESS');
    await store.refresh({ scope, stale: { current: () => newest.id } });
    await store.refresh();
    assert.ok((await list(60)) <= 60 + 2 * 7, 'the newest page each time, for the one in progress');
    deep = at('d1', 'STOPPED');
    await store.refresh();
    assert.equal(store.of(scope, arn)?.deployments.at(-1)?.status, 'STOPPED', 'at once where a person asks for it');
  });

  it('with their older pages kept, and what is there kept when it fails', async () => {
    const { store, shown, asked } = stage([
      told({ items: [at('d3', 'PENDING'), at('d2')], next: 'n' }),
      told({ items: [at('d1')], next: 'm' }),
      told({ items: [at('d4'), at('d3')], next: 'other' }),
      failed(failure('cut')),
      told({ items: [at('d4'), at('d3')], next: 'third' }),
      told({ items: [at('d0')] }),
    ]);
    await store.load(scope, arn);
    await store.load(scope, arn);
    await store.refresh();
    const all = ['d4 SUCCESSFUL', 'd3 SUCCESSFUL', 'd2 SUCCESSFUL', 'd1 SUCCESSFUL'];
    assert.deepEqual([shown(), store.of(scope, arn)?.more], [all, true]);
    await store.refresh();
    assert.deepEqual([shown(), store.of(scope, arn)?.failure?.kind], [all, 'cut']);
    // Whoever tries again tries what failed.
    await store.load(scope, arn);
    assert.deepEqual([shown(), store.of(scope, arn)?.failure, asked.at(-1)], [all, undefined, undefined]);
    await store.load(scope, arn);
    assert.deepEqual([shown(), asked.at(-1)], [[...all, 'd0 SUCCESSFUL'], 'm']);
  });

  it('and keep what only a denied description tells, but for what has changed since', async () => {
    const id = deploymentArn('web', 'd1');
    const whole = deployment({
      ...{ id, lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT', hooks: [pauseHook('h1')], strategy: 'CANARY' },
      circuitBreaker: { status: 'MONITORING', failureCount: 2, threshold: 5, rollsBack: true },
    });
    const { target: _, ...bare } = deployment({ id, sources: [], hooks: [] });
    const brief = (status: string) => ({ ...bare, status, details: 'unread' as const });
    const denied = { gaps: [failure('denied')] };
    const { store } = stage([
      told({ items: [whole] }),
      told({ items: [brief('IN_PROGRESS')], ...denied }),
      told({ items: [brief('ROLLBACK_IN_PROGRESS')], ...denied }),
      told({ items: [whole] }),
    ]);
    const seen = async () => {
      await store.refresh();
      const one = store.find({ kind: 'deployment', scope, id });
      const { status, details, hooks, lifecycleStage, target, sources, circuitBreaker } = one ?? whole;
      return [
        status,
        details,
        hooks.length,
        lifecycleStage,
        target?.running,
        sources.length,
        circuitBreaker?.failureCount,
      ];
    };
    await store.load(scope, arn);
    assert.deepEqual(await seen(), ['IN_PROGRESS', 'earlier', 1, 'POST_TEST_TRAFFIC_SHIFT', 1, 1, 2]);
    // Nobody knows any more whether it waits there.
    assert.deepEqual(await seen(), ['ROLLBACK_IN_PROGRESS', 'earlier', 0, undefined, 1, 1, 2]);
    assert.deepEqual(await seen(), ['IN_PROGRESS', undefined, 1, 'POST_TEST_TRAFFIC_SHIFT', 1, 1, 2]);
  });

  it('and forgotten with the account of their profile', async () => {
    const { store, shown } = stage([told({ items: [at('d1')] })]);
    const changed: string[] = [];
    store.onDidChange(({ serviceArn: of }) => changed.push(of));
    await store.load(scope, arn);
    store.forgetAll('another');
    assert.deepEqual(shown(), ['d1 SUCCESSFUL']);
    changed.length = 0;
    store.forgetAll(scope.profile);
    assert.deepEqual([shown(), changed], [undefined, [arn]]);
  });

  it('of places that are no longer chosen are forgotten, and no refresh asks for them', async () => {
    const other = { ...scope, region: 'eu-south-1' };
    const { store, asked, shown } = stage([
      told({ items: [at('d1')] }),
      told({ items: [at('d2')] }),
      told({ items: [at('d3')] }),
    ]);
    const changed: string[] = [];
    await store.load(scope, arn);
    await store.load(other, arn);
    store.onDidChange((of) => changed.push(of.scope.region));
    store.retain([scope, other]);
    assert.deepEqual([changed, asked.length], [[], 2]);
    store.retain([scope]);
    assert.deepEqual([changed, shown(), store.of(other, arn)], [['eu-south-1'], ['d1 SUCCESSFUL'], undefined]);
    await store.refresh();
    assert.equal(asked.length, 3);
    store.retain([]);
    await store.refresh();
    assert.equal(asked.length, 3);
  });
});

describe('what could not be read of past deployments', () => {
  const denied = failure('denied');
  const throttled = failure('throttled');

  it('is told once while the pages come, and stays for the older ones when the newest is read again', async () => {
    const { store } = stage([
      told({ items: [at('d3')], gaps: [denied], next: 'b' }),
      told({ items: [at('d2')], gaps: [denied, throttled] }),
      told({ items: [at('d4'), at('d3')], next: 'c' }),
    ]);
    const gaps = () => store.of(scope, arn)?.gaps?.map(({ kind }) => kind);
    await store.load(scope, arn);
    assert.deepEqual(gaps(), ['denied']);
    await store.load(scope, arn);
    assert.deepEqual(gaps(), ['denied', 'throttled']);
    await store.refresh();
    assert.deepEqual(gaps(), ['throttled']);
  });

  it('is asked for again with the next listing where it may pass, and not where it is denied', async () => {
    for (const [gap, again] of [
      [throttled, true],
      [failure('malformed'), true],
      [denied, false],
    ] as const) {
      const { store, asked } = stage([told({ items: [at('d1')], gaps: [gap] }), told({ items: [at('d1')] })]);
      await store.load(scope, arn);
      await store.refresh({ scope, stale: nothingCurrent });
      assert.deepEqual([asked.length, store.of(scope, arn)?.gaps], again ? [2, undefined] : [1, [gap]]);
    }
  });

  it('says that the rest can’t be read where a page leads back to one that was read', async () => {
    const { store, shown, asked } = stage([
      told({ items: [at('d3')], next: 'b' }),
      told({ items: [at('d2')], next: 'c' }),
      told({ items: [at('d1')], next: 'b' }),
      told({ items: [at('d2')], next: 'c' }),
    ]);
    for (let more = 0; more < 5; more += 1) await store.load(scope, arn);
    assert.deepEqual(asked, [undefined, 'b', 'c']);
    assert.deepEqual(shown(), ['d3 SUCCESSFUL', 'd2 SUCCESSFUL', 'd1 SUCCESSFUL']);
    const { more, gaps } = store.of(scope, arn) ?? {};
    assert.equal(more, false);
    assert.deepEqual(
      gaps?.map(({ kind, operation }) => [kind, operation]),
      [['malformed', 'ecs:ListServiceDeployments']],
    );
  });

  it('stays while a further page is on its way, and when that fails', async () => {
    const { store } = stage([told({ items: [at('d2')], gaps: [denied], next: 'b' }), failed(throttled)]);
    await store.load(scope, arn);
    const loading = store.load(scope, arn);
    assert.deepEqual(store.of(scope, arn)?.gaps, [denied]);
    await loading;
    assert.deepEqual([store.of(scope, arn)?.gaps, store.of(scope, arn)?.failure], [[denied], throttled]);
  });
});
