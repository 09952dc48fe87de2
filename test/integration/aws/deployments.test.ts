import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { drainingTasks, type ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import type { DeploymentOptions } from '../../../src/simulator/ecs/plan.ts';
import type { ServiceSpec } from '../../../src/simulator/ecs/state.ts';
import { STAGING } from '../../stages/accounts.ts';
import { createStage, listed, never, type Stage } from '../../stages/aws.ts';
import { valueOf } from '../../stages/answering/outcomes.ts';

describe('the kinds of deployments that ECS has', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage({ clock: heldClock(Date.now()) });
  });
  after(() => stage.close());

  /** The service as the listing tells it, with a deployment that began so long ago. */
  const deploying = async (spec: Partial<ServiceSpec>, options: DeploymentOptions, ageSeconds: number) => {
    const name = spec.name ?? 'api';
    const past = [{ daysAgo: 2 }];
    const arn = stage.sim.ecs.createService(STAGING, 'eu-west-1', 'kinds', {
      ...{ desired: 5, launch: 'FARGATE', past, name },
      ...spec,
    });
    stage.sim.ecs.startDeployment(arn, { ...options, ageSeconds });
    const { resources } = await listed(stage.aws, stage.scope, 'service');
    const found = resources.find(({ id }) => id === arn);
    assert.ok(found?.kind === 'service');
    return found;
  };
  const shares = (deployment: ServiceDeployment | undefined) => deployment?.target?.productionTrafficWeight;

  test('an early success is listed as successful while its old tasks are still there', async () => {
    const early = { healthyPercent: 60, cleanup: 'DEFERRED' } as const;
    // 45 s are not enough for 60 % of the tasks, 2 min are, and 10 min are enough for all of them.
    const going = await deploying({ name: 'going' }, { earlySuccess: early }, 45);
    assert.deepEqual(going.deployment?.earlySuccess, early);
    assert.equal(going.deployment?.status, 'IN_PROGRESS');
    const soon = await deploying({ name: 'soon' }, { earlySuccess: early }, 120);
    assert.equal(soon.deployment?.status, 'SUCCESSFUL');
    assert.ok(soon.deployment && drainingTasks(soon.deployment) > 0);
    const settled = await deploying({ name: 'settled' }, { earlySuccess: early }, 600);
    assert.deepEqual([settled.deployment, settled.runningCount], [undefined, 5]);
  });

  test('stopped tasks are told by the revision that started them', async () => {
    const { deployment } = await deploying({ name: 'failing' }, { failing: true }, 15 * 60);
    assert.ok(deployment?.target);
    const { target, ...without } = deployment;
    const starters = async (of: typeof without) => {
      const { groups } = valueOf(await stage.aws.reads.stoppedTasks(stage.scope, of, never()));
      return [...new Set(groups.map(({ startedBy }) => startedBy))];
    };
    assert.deepEqual(await starters(deployment), ['target']);
    assert.deepEqual(await starters({ ...without, sources: [target] }), ['source']);
    assert.deepEqual(await starters({ ...without, sources: [{ ...target, arn: `${target.arn}0` }] }), [undefined]);
  });

  test('tasks that began after a deployment had ended are not its own, however it ended', async () => {
    const { deployment } = await deploying({ name: 'ended' }, { failing: true }, 15 * 60);
    assert.ok(deployment?.createdAt !== undefined);
    const total = async (more: Partial<ServiceDeployment>) =>
      valueOf(await stage.aws.reads.stoppedTasks(stage.scope, { ...deployment, ...more }, never())).total;
    const at = deployment.createdAt + 5 * 60_000;
    const all = await total({});
    assert.ok(all > 10, String(all));
    const early = await total({ status: 'ROLLBACK_SUCCESSFUL', finishedAt: at });
    assert.ok(early > 0 && early < all, String(early));
    assert.equal(await total({ status: 'STOPPED', stoppedAt: at }), early);
    for (const status of ['STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'])
      assert.equal(await total({ status, stoppedAt: at }), all, status);
  });

  test('the steps and the present share of a linear and of a canary deployment are told', async () => {
    const linear = await deploying(
      { name: 'linear', port: 80 },
      { strategy: 'LINEAR', stepPercent: 40, stepBakeMinutes: 30 },
      8 * 60,
    );
    assert.deepEqual(linear.deployment?.trafficSteps, { kind: 'linear', percent: 40, bakeMinutes: 30 });
    assert.equal(shares(linear.deployment), 40);
    const canary = await deploying(
      { name: 'canary', port: 80, express: true },
      { strategy: 'CANARY', canaryPercent: 2.5, canaryBakeMinutes: 30 },
      8 * 60,
    );
    assert.deepEqual(canary.deployment?.trafficSteps, { kind: 'canary', percent: 2.5, bakeMinutes: 30 });
    assert.equal(shares(canary.deployment), 2.5);
    assert.deepEqual([linear.express, canary.express], [undefined, true]);
  });
});
