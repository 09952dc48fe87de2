import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deploymentOf } from '../../../../../src/aws/services/ecs/mapping.ts';

const scope = { profile: 'any', region: 'eu-west-1' };
const deployment = {
  serviceDeploymentArn: 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/abc',
  serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web',
};

describe('what is read of how a deployment rolls out', () => {
  it('reads where a rolling deployment ends early, unless that is switched off', () => {
    const early = (criteria: object) =>
      deploymentOf(scope, { ...deployment, deploymentConfiguration: { earlySuccessCriteria: criteria } })?.earlySuccess;
    assert.deepEqual(early({ enable: true, healthyPercent: 75, sourceServiceRevisionCleanup: 'BLOCKING' }), {
      healthyPercent: 75,
      cleanup: 'BLOCKING',
    });
    assert.deepEqual(early({ enable: true, healthyPercent: 0 }), { healthyPercent: 0 });
    assert.equal(early({ enable: false, healthyPercent: 75 }), undefined);
    assert.equal(early({ enable: true, healthyPercent: 'most' }), undefined);
  });

  it('reads the steps of the strategy that is used, not those of another', () => {
    const steps = (strategy: string) =>
      deploymentOf(scope, {
        ...deployment,
        deploymentConfiguration: {
          strategy,
          linearConfiguration: { stepPercent: 12.5, stepBakeTimeInMinutes: 0 },
          canaryConfiguration: { canaryPercent: 0.1, canaryBakeTimeInMinutes: 1440 },
        },
      })?.trafficSteps;
    assert.deepEqual(steps('LINEAR'), { kind: 'linear', percent: 12.5, bakeMinutes: 0 });
    assert.deepEqual(steps('CANARY'), { kind: 'canary', percent: 0.1, bakeMinutes: 1440 });
    assert.equal(steps('BLUE_GREEN'), undefined);
    assert.equal(steps('ROLLING'), undefined);
  });

  it('tells no steps where one of their figures isn’t told, or would never get there', () => {
    const steps = (stepPercent: unknown, stepBakeTimeInMinutes: unknown) =>
      deploymentOf(scope, {
        ...deployment,
        deploymentConfiguration: { strategy: 'LINEAR', linearConfiguration: { stepPercent, stepBakeTimeInMinutes } },
      })?.trafficSteps;
    assert.deepEqual(steps(10, 5), { kind: 'linear', percent: 10, bakeMinutes: 5 });
    for (const [percent, minutes] of [
      [undefined, 5],
      ['ten', 5],
      [0, 5],
      [-10, 5],
      [10, undefined],
      [10, 'five'],
      [undefined, undefined],
    ] as const)
      assert.equal(steps(percent, minutes), undefined, `${percent} % in ${minutes} minutes`);
  });

  const watching = (status: string, counts: object, configured: object) =>
    deploymentOf(scope, {
      ...deployment,
      deploymentConfiguration: { deploymentCircuitBreaker: configured, alarms: configured },
      deploymentCircuitBreaker: { status, ...counts },
      alarms: { status },
    });

  it('misses neither counts nor what to do of a circuit breaker and alarms that are off, and shows them where they are told', () => {
    for (const [counts, configured, failureCount, threshold, rollsBack] of [
      [{}, {}, 0, 0, false],
      [{ failureCount: 2, threshold: 3 }, { rollback: true }, 2, 3, true],
      [{ failureCount: 2, threshold: 3 }, { rollback: false }, 2, 3, false],
    ] as const) {
      const read = watching('DISABLED', counts, configured);
      assert.deepEqual(read?.circuitBreaker, { status: 'DISABLED', failureCount, threshold, rollsBack });
      assert.deepEqual(read?.alarms, { status: 'DISABLED', names: [], triggered: [], rollsBack });
      assert.equal(read?.leftOut, undefined);
    }
  });

  it('misses the counts and what to do of a circuit breaker and alarms that watch', () => {
    assert.deepEqual(watching('MONITORING', {}, {})?.leftOut, [
      'deploymentCircuitBreaker.failureCount',
      'deploymentCircuitBreaker.threshold',
      'deploymentConfiguration.deploymentCircuitBreaker.rollback',
      'deploymentConfiguration.alarms.rollback',
    ]);
  });
});
