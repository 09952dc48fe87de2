import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FailureKind } from '../../../../src/model/failure.ts';
import type { FaultEffect } from '../../../../src/simulator/gateway/faults.ts';
import { STAGING } from '../../../stages/accounts.ts';
import { listed, never, type Way } from '../../../stages/aws.ts';
import { failureIn, valueOf } from '../../../stages/answering/outcomes.ts';
import { eachAfresh } from '../../../stages/eachAfresh.ts';

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
    const on = eachAfresh(way);

    for (const [name, effect, kind] of deploymentFaults) {
      test(`where describing deployments comes to ${name}, the services and the past deployments are there, with a gap`, async () => {
        const whole = await listed(on.aws, on.stage.scope, 'service');
        const service = whole.resources.find((one) => one.kind === 'service' && one.deployment !== undefined);
        const arn = service?.id ?? '';
        const past = valueOf(await on.aws.reads.pastDeployments(on.stage.scope, arn, undefined, never()));
        assert.ok(past.items.length > 0 && past.gaps === undefined);

        on.stage.sim.faults.add({ action: 'DescribeServiceDeployments', effect });
        const { failure, resources, gaps } = await listed(on.aws, on.stage.scope, 'service');
        assert.deepEqual([failure, resources.length], [undefined, whole.resources.length]);
        assert.deepEqual(
          gaps.map((gap) => [gap.kind, gap.operation]),
          [[kind, 'ecs:DescribeServiceDeployments']],
        );
        const brief = valueOf(await on.aws.reads.pastDeployments(on.stage.scope, arn, undefined, never()));
        assert.deepEqual(
          brief.items.map(({ id, status, createdAt }) => [id, status, createdAt]),
          past.items.map(({ id, status, createdAt }) => [id, status, createdAt]),
        );
        assert.ok(past.items.every(({ details }) => details === undefined));
        assert.ok(brief.items.every(({ details }) => details === 'unread'));
        assert.deepEqual(
          brief.gaps?.map((gap) => [gap.kind, gap.operation]),
          [[kind, 'ecs:DescribeServiceDeployments']],
        );
      });
    }

    test('a service that is gone by the time it is described is no gap, and one that ECS can’t tell of is one', async () => {
      const whole = await listed(on.aws, on.stage.scope, 'service');
      const arns = whole.resources.map(({ id }) => id);
      const failures = arns.map((arn, index) => ({ arn, reason: index === 0 ? 'INTERNAL' : 'MISSING' }));
      const body = JSON.stringify({ services: [], failures });
      on.stage.sim.faults.add({ action: 'DescribeServices', effect: { kind: 'body', body } });
      const { failure, resources, gaps } = await listed(on.aws, on.stage.scope, 'service');
      assert.deepEqual([failure, resources], [undefined, []]);
      assert.deepEqual(
        gaps.map(({ code }) => code),
        ['INTERNAL'],
      );
    });

    test('a deployment that ECS can’t tell of by itself costs itself, and is named', async () => {
      const whole = await listed(on.aws, on.stage.scope, 'service');
      const current = whole.resources.flatMap((one) => (one.kind === 'service' && one.deployment ? [one] : []));
      const odd = current[0]?.deployment?.id ?? '';
      const failures = [{ arn: odd, reason: 'INTERNAL', detail: 'Try again later.' }];
      const body = JSON.stringify({ serviceDeployments: [], failures });
      on.stage.sim.faults.add({ action: 'DescribeServiceDeployments', effect: { kind: 'body', body } });
      const { failure, resources, gaps } = await listed(on.aws, on.stage.scope, 'service');
      assert.deepEqual([failure, resources.length], [undefined, whole.resources.length]);
      assert.ok(gaps.some(({ code, message }) => code === 'INTERNAL' && message === 'Try again later.'));
      // Of the others the answer says nothing, which is not that they are gone.
      for (const { deployment } of current.slice(1))
        assert.ok(gaps.some(({ kind, message }) => kind === 'malformed' && message.includes(deployment?.id ?? '?')));
    });

    test('the past of a service of the old form is never told of another cluster, and why its own isn’t found is said', async () => {
      const { scope, sim } = on.stage;
      const old = `arn:aws:ecs:${scope.region}:${STAGING}:service/of-old-times`;
      const past = () => on.aws.reads.pastDeployments(scope, old, undefined, never());
      sim.log.clear();
      for (const action of ['ListClusters', 'DescribeServices']) {
        for (const [effect, kind] of [
          [{ kind: 'denied' }, 'denied'],
          [{ kind: 'throttle' }, 'throttled'],
          [{ kind: 'serverError', status: 503, when: 'before' }, 'server'],
          [{ kind: 'malformedBody' }, 'malformed'],
        ] as const) {
          sim.faults.add({ action, effect });
          const { kind: told, operation } = failureIn(await past());
          assert.deepEqual([told, operation], [kind, `ecs:${action}`]);
          sim.faults.clear();
        }
      }
      // One cluster that can't be asked is enough not to know, also when all the others say that it isn't theirs.
      sim.faults.add({ action: 'DescribeServices', times: 1, effect: { kind: 'denied' } });
      assert.equal(failureIn(await past()).kind, 'denied');
      assert.equal(failureIn(await past()).kind, 'not-found');
      assert.equal(sim.log.entries().filter(({ action }) => action === 'ListServiceDeployments').length, 0);
    });

    test('what stops the whole profile ends a list half way', async () => {
      for (const [action, kind] of [
        ['DescribeServiceDeployments', 'service'],
        ['GetExperiment', 'experiment'],
      ] as const) {
        on.stage.sim.faults.add({ action, effect: { kind: 'expiredToken' } });
        assert.equal((await listed(on.aws, on.stage.scope, kind)).failure?.kind, 'credentials-expired');
        on.stage.sim.faults.clear();
      }
    });
  });
}
