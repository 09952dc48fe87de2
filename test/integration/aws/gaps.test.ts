import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Aws } from '../../../src/aws/aws.ts';
import type { Clock } from '../../../src/base/clock.ts';
import { systemClock } from '../../../src/base/systemClock.ts';
import type { FailureKind } from '../../../src/model/failure.ts';
import type { FaultEffect } from '../../../src/simulator/gateway/faults.ts';
import { createStage, listed, never, type Stage, valueOf, type Way } from '../../stages/aws.ts';

/** Nobody waits for a turn: what is tested here are gaps, not rates. */
const hurried: Clock = { ...systemClock, after: (_milliseconds, callback) => systemClock.after(0, callback) };

const stated = (code: string): FaultEffect => ({ kind: 'error', code, message: 'No.', status: 400 });

/** What only costs what DescribeServiceDeployments alone tells. */
const deploymentFaults: readonly (readonly [string, FaultEffect, FailureKind])[] = [
  ['an operation that is not known', stated('UnknownOperationException'), 'refused'],
  ['a feature that is not supported', stated('UnsupportedFeatureException'), 'refused'],
  ['a parameter that is not taken', stated('InvalidParameterException'), 'refused'],
  ['a code of later', stated('DeploymentsAreBusyException'), 'refused'],
  ['throttling', { kind: 'throttle' }, 'throttled'],
  ['a 503', { kind: 'serverError', status: 503, when: 'before' }, 'server'],
  ['half an answer', { kind: 'halfAnswer' }, 'cut'],
  ['a malformed body', { kind: 'malformedBody' }, 'malformed'],
];

for (const way of ['direct', 'worker'] satisfies Way[]) {
  describe(`what is missing of a list (${way})`, () => {
    let stage: Stage;
    let aws: Aws;
    before(async () => {
      stage = await createStage({ way });
    });
    beforeEach(() => {
      aws = stage.another({ clock: hurried });
    });
    afterEach(async () => {
      stage.sim.faults.clear();
      await aws.dispose();
    });
    after(() => stage.close());

    for (const [name, effect, kind] of deploymentFaults) {
      test(`12.5: where describing deployments comes to ${name}, the services and the past deployments are there, with a gap`, async () => {
        const whole = await listed(aws, stage.scope, 'service');
        const service = whole.resources.find((one) => one.kind === 'service' && one.deployment !== undefined);
        const arn = service?.id ?? '';
        const past = valueOf(await aws.reads.pastDeployments(stage.scope, arn, undefined, never()));
        assert.ok(past.items.length > 0 && past.gaps === undefined);

        stage.sim.faults.add({ action: 'DescribeServiceDeployments', effect });
        const { failure, resources, gaps } = await listed(aws, stage.scope, 'service');
        assert.deepEqual([failure, resources.length], [undefined, whole.resources.length]);
        assert.deepEqual(
          gaps.map((gap) => [gap.kind, gap.operation]),
          [[kind, 'ecs:DescribeServiceDeployments']],
        );
        const brief = valueOf(await aws.reads.pastDeployments(stage.scope, arn, undefined, never()));
        assert.deepEqual(
          brief.items.map(({ id, status, createdAt }) => [id, status, createdAt]),
          past.items.map(({ id, status, createdAt }) => [id, status, createdAt]),
        );
        assert.deepEqual(
          brief.gaps?.map((gap) => [gap.kind, gap.operation]),
          [[kind, 'ecs:DescribeServiceDeployments']],
        );
      });
    }

    test('12.5: a deployment that ECS can’t tell of by itself costs itself, and is named', async () => {
      const whole = await listed(aws, stage.scope, 'service');
      const current = whole.resources.flatMap((one) => (one.kind === 'service' && one.deployment ? [one] : []));
      const odd = current[0]?.deployment?.id ?? '';
      const failures = [{ arn: odd, reason: 'INTERNAL', detail: 'Try again later.' }];
      const body = JSON.stringify({ serviceDeployments: [], failures });
      stage.sim.faults.add({ action: 'DescribeServiceDeployments', effect: { kind: 'body', body } });
      const { failure, resources, gaps } = await listed(aws, stage.scope, 'service');
      assert.deepEqual([failure, resources.length], [undefined, whole.resources.length]);
      assert.ok(gaps.some(({ code, message }) => code === 'INTERNAL' && message === 'Try again later.'));
      // Of the others the answer says nothing, which is not that they are gone.
      for (const { deployment } of current.slice(1))
        assert.ok(gaps.some(({ kind, message }) => kind === 'malformed' && message.includes(deployment?.id ?? '?')));
    });

    test('12.5: what stops the whole profile ends a list half way', async () => {
      for (const [action, kind] of [
        ['DescribeServiceDeployments', 'service'],
        ['GetExperiment', 'experiment'],
      ] as const) {
        stage.sim.faults.add({ action, effect: { kind: 'expiredToken' } });
        assert.equal((await listed(aws, stage.scope, kind)).failure?.kind, 'credentials-expired');
        stage.sim.faults.clear();
      }
    });
  });
}
