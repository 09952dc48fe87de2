import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deploymentOf, serviceOf } from '../../../../../src/aws/services/ecs/mapping.ts';

const scope = { profile: 'any', region: 'eu-west-1' };
const ARN = 'arn:aws:ecs:eu-west-1:111122223333';
const service = { serviceArn: `${ARN}:service/shop/web`, clusterArn: `${ARN}:cluster/shop`, serviceName: 'web' };
const deployment = { serviceDeploymentArn: `${ARN}:service-deployment/shop/web/abc`, serviceArn: service.serviceArn };

describe('what is read of ECS', () => {
  it('loses of a service only the members that can’t be read, and names them', () => {
    const read = serviceOf(scope, {
      ...service,
      runningCount: '3',
      desiredCount: 2,
      pendingCount: null,
      deploymentController: ['ECS'],
      tags: [
        { key: 'env', value: 7 },
        { key: 'team', value: 'a' },
      ],
      deployments: [{ status: 'PRIMARY', rolloutState: { is: 'IN_PROGRESS' } }],
    });
    assert.deepEqual(
      [read?.name, read?.runningCount, read?.desiredCount, read?.pendingCount, read?.controller],
      ['web', 0, 2, 0, 'ECS'],
    );
    assert.deepEqual(read?.unread, [
      'deploymentController',
      'runningCount',
      'tags[0].value',
      'deployments[0].rolloutState',
    ]);
    assert.equal(read?.tagsUnread, true);
  });

  it('loses of a deployment only the members that can’t be read, and names them', () => {
    const read = deploymentOf(scope, {
      ...deployment,
      status: 'IN_PROGRESS',
      createdAt: '2026-01-15T12:00:00',
      startedAt: 1_768_478_400.5,
      targetServiceRevision: { arn: 'x', runningTaskCount: [], requestedTaskCount: 3 },
      sourceServiceRevisions: { arn: 'y' },
      lifecycleHookDetails: [{ status: 'AWAITING_ACTION' }, { hookId: 'h', expiresAt: 'soon' }],
      deploymentConfiguration: { bakeTimeInMinutes: 'ten', alarms: { rollback: 'yes' } },
      alarms: { status: 'MONITORING', alarmNames: ['a', 7] },
      rollback: 'because',
    });
    assert.equal(read?.startedAt, 1_768_478_400_500);
    assert.deepEqual(read?.target, { arn: 'x', requested: 3, running: 0, pending: 0 });
    assert.deepEqual(read?.alarms?.names, ['a']);
    assert.deepEqual(
      new Set(read?.unread),
      new Set([
        'createdAt',
        'targetServiceRevision.runningTaskCount',
        'sourceServiceRevisions',
        'lifecycleHookDetails[0]',
        'lifecycleHookDetails[1].expiresAt',
        'deploymentConfiguration.bakeTimeInMinutes',
        'deploymentConfiguration.alarms.rollback',
        'alarms.alarmNames[1]',
        'rollback',
      ]),
    );
  });

  it('knows the cluster of a service and of a deployment that don’t tell it in a way that can be read', () => {
    const cluster = `${ARN}:cluster/shop`;
    const odd = serviceOf(scope, { ...service, serviceArn: `${ARN}:service/web`, clusterArn: 7 }, cluster);
    assert.deepEqual([odd?.clusterArn, odd?.clusterName, odd?.unread], [cluster, 'shop', ['clusterArn']]);
    const read = deploymentOf(scope, { ...deployment, clusterArn: { odd: 1 } });
    assert.deepEqual([read?.clusterArn, read?.unread], [cluster, ['clusterArn']]);
    assert.equal(deploymentOf(scope, { serviceDeploymentArn: 'x' })?.clusterArn, '');
  });

  it('says nothing where all could be read', () => {
    assert.equal('unread' in (serviceOf(scope, service) ?? {}), false);
    assert.equal('unread' in (deploymentOf(scope, deployment) ?? {}), false);
  });

  it('calls a service of an invisible name by its ARN, and one of the old form by its name', () => {
    assert.equal(serviceOf(scope, { ...service, serviceName: '\u200b' })?.name, 'web');
    const invisible = `${ARN}:service/shop/\u3164`;
    assert.equal(serviceOf(scope, { ...service, serviceName: ' ', serviceArn: invisible })?.name, invisible);
    const old = serviceOf(scope, { ...service, serviceName: undefined, serviceArn: `${ARN}:service/web` });
    assert.deepEqual([old?.name, old?.clusterName], ['web', 'shop']);
  });

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
  });

  it('knows an Express service', () => {
    assert.equal(serviceOf(scope, { ...service, resourceManagementType: 'ECS' })?.express, true);
    assert.equal(serviceOf(scope, { ...service, resourceManagementType: 'CUSTOMER' })?.express, undefined);
    assert.equal(serviceOf(scope, service)?.express, undefined);
  });

  it('reads what ECS has had since 2026 as it came', () => {
    const read = deploymentOf(scope, {
      ...deployment,
      status: 'SUCCESSFUL',
      lifecycleStage: 'PRE_PRODUCTION_TRAFFIC_SHIFT',
      deploymentConfiguration: {
        strategy: 'CANARY',
        canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: 3 },
        earlySuccessCriteria: { enable: true, healthyPercent: 80, sourceServiceRevisionCleanup: 'DEFERRED' },
      },
    });
    assert.deepEqual(
      [read?.strategy, read?.lifecycleStage, read?.unread],
      ['CANARY', 'PRE_PRODUCTION_TRAFFIC_SHIFT', undefined],
    );
  });
});
