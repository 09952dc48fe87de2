import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LifecycleHook, ServiceDeployment } from '../../../../src/model/resources/deployment.ts';
import { deploymentStates } from '../../../../src/model/resources/states.ts';
import { deploymentPage } from '../../../../src/pages/deployment/page.ts';
import type { DeploymentExtras } from '../../../../src/pages/pageInput.ts';
import type { PageModel, PageRow } from '../../../../src/panel/protocol/page.ts';
import { deployment, deploymentExtras, deploymentInput } from '../../../stages/panel/deploymentPages.ts';
import { serviceLike } from '../../../stages/resources.ts';

const now = Date.UTC(2026, 0, 15, 12);
const page = (of: Partial<ServiceDeployment>, more: Partial<DeploymentExtras> = {}): PageModel =>
  deploymentPage(deploymentInput(now), { ...deployment(now), hooks: [], ...of }, { ...deploymentExtras(now), ...more });
const rowsOf = (shown: PageModel): readonly PageRow[] => [
  ...shown.why,
  ...shown.sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === 'rows' ? block.rows : []))),
];
/** What stands in the rows of this label. */
const told = (shown: PageModel, wanted: string): readonly string[] =>
  rowsOf(shown).flatMap(({ label, value }): readonly string[] => {
    if (label !== wanted) return [];
    const values = value.type === 'list' ? value.items : [value];
    return [values.map((one) => ('text' in one ? one.text : one.type)).join(' | ')];
  });
const summary = (running: number, requested: number, productionTrafficWeight?: number) => ({
  ...{ arn: 'arn:aws:ecs:eu-west-1:111122223333:service-revision/shop/checkout/1', running, requested, pending: 0 },
  ...(productionTrafficWeight === undefined ? {} : { productionTrafficWeight }),
});

void describe('a deployment with a hook that nobody answered', () => {
  void it('is paused, and can be continued, in the state in which ECS takes an answer, and in no other', () => {
    const hooks = [{ id: 'h1', targetType: 'PAUSE', status: 'AWAITING_ACTION' }];
    for (const status of [...Object.keys(deploymentStates), 'A_STATUS_OF_LATER']) {
      const shown = page({ status, hooks, lifecycleStage: 'BAKE_TIME' });
      const says = [
        shown.beside?.label,
        shown.state.label.includes('paused'),
        shown.notices.some(({ text }) => text.includes('is paused')),
        told(shown, 'Paused').length > 0,
      ];
      const isPaused = status === 'IN_PROGRESS';
      assert.deepEqual(says, [isPaused ? 'Continue…' : undefined, isPaused, isPaused, isPaused], status);
    }
  });
});

void describe('how far a deployment is', () => {
  void it('says from when on a stop is refused, until it has ended', () => {
    const early = { earlySuccess: { healthyPercent: 60, cleanup: 'DEFERRED' }, bakeTimeInMinutes: 0 };
    assert.deepEqual(told(page(early), 'Early success'), [
      'counts as successful at 60 %: after that a stop is refused',
    ]);
    const baked = (more: Partial<ServiceDeployment>) => told(page({ ...early, ...more }), 'Early success');
    for (const minutes of [1, 10])
      assert.deepEqual(baked({ bakeTimeInMinutes: minutes }), [
        `counts as successful at 60 % and after a bake time of ${minutes} min: then a stop is refused`,
      ]);
    for (const path of ['deploymentConfiguration.bakeTimeInMinutes', 'deploymentConfiguration'])
      assert.deepEqual(baked({ unread: [path] }), [
        'counts as successful at 60 % and after its bake time, which can’t be read: then a stop is refused',
      ]);
    assert.deepEqual(told(page(early), 'Old tasks'), ['removed after it counts as successful']);
    assert.deepEqual(told(page({ ...early, status: 'ROLLBACK_SUCCESSFUL' }), 'Early success'), []);
    assert.deepEqual(told(page({}), 'Early success'), []);
  });

  void it('says of a successful one that old tasks are still there, and nothing once they are gone', () => {
    const ended = (running: number) =>
      page({ status: 'SUCCESSFUL', sources: [summary(running, running), summary(1, 1)], target: summary(3, 5) });
    assert.deepEqual(told(ended(2), 'Old tasks'), ['3 still running: ECS removes them']);
    const gone = page({ status: 'SUCCESSFUL', sources: [summary(0, 0)], target: summary(5, 5) });
    assert.deepEqual(told(gone, 'Old tasks'), []);
    assert.deepEqual(told(page({ status: 'ROLLBACK_SUCCESSFUL', sources: [summary(5, 5)] }), 'Old tasks'), []);
  });

  void it('tells a linear deployment’s steps, and at which it is', () => {
    const linear = (share: number, percent = 30) =>
      told(
        page({ trafficSteps: { kind: 'linear', percent, bakeMinutes: 2 }, target: summary(6, 6, share) }),
        'Traffic steps',
      );
    assert.deepEqual(linear(0), ['30 % each, 2 min apart']);
    assert.deepEqual(linear(30), ['1 of 4 | 30 % each, 2 min apart']);
    assert.deepEqual(linear(90), ['3 of 4 | 30 % each, 2 min apart']);
    assert.deepEqual(linear(100), ['4 of 4 | 30 % each, 2 min apart']);
    assert.deepEqual(linear(66.6, 33.3), ['2 of 4 | 33.3 % each, 2 min apart']);
    assert.deepEqual(linear(60, 20), ['3 of 5 | 20 % each, 2 min apart']);
  });

  void it('tells a canary’s share, how long it stays, and whether the rest has followed', () => {
    const canary = (share: number) =>
      told(
        page({ trafficSteps: { kind: 'canary', percent: 7.5, bakeMinutes: 45 }, target: summary(6, 6, share) }),
        'Traffic steps',
      );
    assert.deepEqual(canary(7.5), ['1 of 2 | 7.5 % for 45 min, then the rest']);
    assert.deepEqual(canary(100), ['2 of 2 | 7.5 % for 45 min, then the rest']);
  });

  void it('has the stage before the traffic shift in its place', () => {
    const shown = JSON.stringify(page({ lifecycleStage: 'PRE_PRODUCTION_TRAFFIC_SHIFT' }).sections);
    assert.match(
      shown,
      /"POST_TEST_TRAFFIC_SHIFT","status":"done"\},\{"label":"PRE_PRODUCTION_TRAFFIC_SHIFT","status":"present"\},\{"label":"PRODUCTION_TRAFFIC_SHIFT","status":"ahead"/,
    );
  });

  void it('marks the deployment of an Express service', () => {
    const badges = ({ badges: all }: PageModel) => all.map(({ label }) => label);
    assert.deepEqual(badges(page({}, { service: serviceLike({ express: true }) })), ['Express', 'BLUE_GREEN']);
    assert.deepEqual(badges(page({}, { service: serviceLike({}) })), ['BLUE_GREEN']);
  });

  void it('says what happens at a pause hook’s end as far as it is known, and claims no rollback', () => {
    const paused = (hook: Partial<LifecycleHook>, unread?: readonly string[]) =>
      page({
        status: 'IN_PROGRESS',
        ...(unread && { unread }),
        hooks: [{ id: 'h1', targetType: 'PAUSE', status: 'AWAITING_ACTION', ...hook }],
      });
    const expiresAt = now + 60_000;
    assert.deepEqual(told(paused({ expiresAt, timeoutAction: 'ROLLBACK' }), 'ECS rolls back in'), [
      'countdown | if nobody answers',
    ]);
    assert.deepEqual(told(paused({ expiresAt, timeoutAction: 'CONTINUE' }), 'ECS continues in'), [
      'countdown | if nobody answers',
    ]);
    assert.deepEqual(told(paused({ expiresAt, timeoutAction: 'SKIP' }), 'Expires'), [
      'countdown | If nobody answers, ECS does this: SKIP',
    ]);
    assert.deepEqual(told(paused({ expiresAt }), 'Expires'), ['countdown']);
    for (const [timeoutAction, then] of [
      ['ROLLBACK', 'If nobody answers, ECS rolls back.'],
      ['CONTINUE', 'If nobody answers, ECS continues.'],
      ['SKIP', 'If nobody answers, ECS does this: SKIP'],
    ] as const) {
      const shown = paused({ timeoutAction });
      assert.deepEqual(told(shown, 'Paused'), [`${then} | when isn’t known`]);
      assert.ok(shown.notices.some(({ text }) => /is paused.* until someone answers or its time is up\.$/.test(text)));
    }
    const endless = paused({});
    assert.deepEqual(told(endless, 'Paused'), ['until someone continues or rolls back']);
    assert.ok(endless.notices.some(({ text }) => /is paused.* until someone continues or rolls back/.test(text)));
    for (const path of ['lifecycleHookDetails[0].expiresAt', 'lifecycleHookDetails[1].timeoutAction']) {
      const unread = paused({}, [path]);
      assert.deepEqual(told(unread, 'Paused'), ['what ECS does if nobody answers can’t be read']);
      assert.ok(unread.notices.some(({ text }) => /is paused.* until someone answers or its time is up\.$/.test(text)));
    }
    assert.deepEqual(told(paused({}, ['lifecycleHookDetails[0].targetArn']), 'Paused'), told(endless, 'Paused'));
    for (const hook of [{ expiresAt, timeoutAction: 'SKIP' }, { expiresAt }, {}])
      assert.deepEqual(told(paused(hook), 'ECS rolls back in'), []);
  });

  void it('counts nothing of a deployment of which only the list tells, and says so', () => {
    const label = 'Tasks of the new revision';
    const brief = page({ details: 'unread', target: summary(0, 0) });
    assert.deepEqual(told(brief, label), []);
    assert.ok(brief.notices.some(({ text }) => /Only its state and times/.test(text)));
    const earlier = page({ details: 'earlier', target: summary(1, 2) });
    assert.equal(told(earlier, label).length, 1);
    assert.ok(earlier.notices.some(({ text }) => /could not be read again/.test(text)));
    assert.ok(page({}).notices.every(({ text }) => !/could/.test(text)));
  });
});
