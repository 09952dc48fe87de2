import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  deploymentOf,
  isInFlight,
  resourceOf,
  revisionsIn,
  serviceOf,
} from '../../../../../src/aws/services/ecs/mapping.ts';

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

  it('reads all that is told of a service', () => {
    const events = Array.from({ length: 5 }, (_, index) => ({
      message: `event ${index}`,
      createdAt: 1_768_478_400 + index,
    }));
    const told = {
      ...service,
      status: 'ACTIVE',
      deploymentController: { type: 'CODE_DEPLOY' },
      schedulingStrategy: 'DAEMON',
      launchType: 'FARGATE',
      taskDefinition: 'web:7',
      desiredCount: 3,
      runningCount: 2,
      pendingCount: 1,
      tags: [{ key: 'env', value: 'prod' }, { key: 'empty' }],
      currentServiceDeployment: deployment.serviceDeploymentArn,
      deployments: [
        { status: 'ACTIVE', rolloutState: 'COMPLETED' },
        { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', rolloutStateReason: 'going', failedTasks: 4 },
      ],
      events,
    };
    assert.deepEqual(serviceOf(scope, told), {
      kind: 'service',
      scope,
      id: service.serviceArn,
      name: 'web',
      clusterArn: service.clusterArn,
      clusterName: 'shop',
      status: 'ACTIVE',
      controller: 'CODE_DEPLOY',
      schedulingStrategy: 'DAEMON',
      launchType: 'FARGATE',
      taskDefinition: 'web:7',
      desiredCount: 3,
      runningCount: 2,
      pendingCount: 1,
      tags: [
        { key: 'env', value: 'prod' },
        { key: 'empty', value: '' },
      ],
      currentDeploymentArn: deployment.serviceDeploymentArn,
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: 'going',
      failedTasks: 4,
      events: [0, 1, 2].map((index) => ({ message: `event ${index}`, at: 1_768_478_400_000 + index * 1_000 })),
    });
    const providers = (capacityProviderStrategy: unknown) =>
      serviceOf(scope, { ...service, capacityProviderStrategy })?.capacityProviders;
    assert.deepEqual(providers([{ capacityProvider: 'FARGATE', weight: 1 }, { capacityProvider: 'nodes' }, {}, 7]), [
      'FARGATE',
      'nodes',
    ]);
    assert.equal(providers([]), undefined);
    const bare = serviceOf(scope, { serviceArn: service.serviceArn });
    assert.deepEqual(
      [bare?.clusterArn, bare?.clusterName, bare?.status, bare?.controller, bare?.schedulingStrategy, bare?.name],
      ['', '', 'unknown', 'ECS', 'REPLICA', 'web'],
    );
    assert.equal(serviceOf(scope, { serviceName: 'web' }), undefined);
    // A rollout that is over explains nothing.
    const over = { ...told, deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', failedTasks: 4 }] };
    assert.deepEqual([serviceOf(scope, over)?.failedTasks, serviceOf(scope, over)?.events], [undefined, undefined]);
    const flights: readonly (readonly [object, boolean])[] = [
      [told, true],
      [over, false],
      [{ ...over, currentServiceDeployment: undefined }, false],
      [{ ...told, currentServiceDeployment: undefined }, false],
      [{ ...over, deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }] }, true],
      [{ ...over, deployments: [] }, true],
      [{ ...over, deployments: [...over.deployments, { status: 'ACTIVE' }] }, true],
    ];
    for (const [source, expected] of flights) assert.equal(isInFlight(source), expected, JSON.stringify(source));
    // What tells why nothing goes on is kept beside the newest ones, unless it is over.
    const trouble = '(service web) was unable to place a task.';
    const later = (message: string) => serviceOf(scope, { ...told, events: [...events, { message }] })?.events;
    assert.equal(later(trouble)?.at(-1)?.message, trouble);
    assert.equal(later('(service web) has started 1 tasks.')?.length, 3);
    // A rollout explains itself also where no deployment is named, or none is listed; an event without words explains nothing.
    const unnamed = { ...told, currentServiceDeployment: undefined, events: [{ createdAt: 5 }, ...events] };
    assert.deepEqual(
      [serviceOf(scope, unnamed)?.failedTasks, serviceOf(scope, unnamed)?.events?.map(({ message }) => message)],
      [4, ['event 0', 'event 1', 'event 2']],
    );
    assert.equal(serviceOf(scope, { ...told, deployments: [] })?.failedTasks, undefined);
    assert.equal(serviceOf(scope, { ...told, serviceName: 'The Web' })?.name, 'The Web');
    assert.deepEqual(resourceOf('arn:aws:ecs:eu-west-1:111122223333:service/shop/a:b'), ['shop', 'a:b']);
    assert.deepEqual(resourceOf('service/shop/web'), ['shop', 'web']);
  });

  it('reads all that is told of a deployment', () => {
    const revision = (arn: string) => ({
      arn,
      requestedTaskCount: 4,
      runningTaskCount: 3,
      pendingTaskCount: 1,
      requestedProductionTrafficWeight: 40,
      requestedTestTrafficWeight: 60,
    });
    const summary = (arn: string) => ({
      ...{ arn, requested: 4, running: 3, pending: 1, productionTrafficWeight: 40, testTrafficWeight: 60 },
    });
    const at = (seconds: number) => 1_768_478_400 + seconds;
    const told = {
      ...deployment,
      clusterArn: service.clusterArn,
      status: 'ROLLBACK_IN_PROGRESS',
      statusReason: 'because',
      ...{ createdAt: at(0), startedAt: at(1), finishedAt: at(2), stoppedAt: at(3), updatedAt: at(4) },
      sourceServiceRevisions: [revision('s1'), revision('s2')],
      targetServiceRevision: revision('t'),
      lifecycleStage: 'BAKE_TIME',
      deploymentConfiguration: {
        strategy: 'BLUE_GREEN',
        bakeTimeInMinutes: 5,
        minimumHealthyPercent: 50,
        maximumPercent: 200,
        deploymentCircuitBreaker: { rollback: true },
        alarms: { rollback: true },
      },
      lifecycleHookDetails: [
        {
          hookId: 'h',
          targetType: 'PAUSE',
          targetArn: 'x',
          status: 'AWAITING_ACTION',
          expiresAt: at(9),
          timeoutAction: 'ROLLBACK',
        },
        { hookId: 'bare' },
      ],
      deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 2, threshold: 3 },
      alarms: { status: 'MONITORING', alarmNames: ['a', 'b'], triggeredAlarmNames: ['b'] },
      rollback: { reason: 'alarm', startedAt: at(5), serviceRevisionArn: 's1' },
    };
    const ms = (seconds: number) => at(seconds) * 1_000;
    assert.deepEqual(deploymentOf(scope, told), {
      kind: 'deployment',
      scope,
      id: deployment.serviceDeploymentArn,
      serviceArn: service.serviceArn,
      clusterArn: service.clusterArn,
      status: 'ROLLBACK_IN_PROGRESS',
      statusReason: 'because',
      ...{ createdAt: ms(0), startedAt: ms(1), finishedAt: ms(2), stoppedAt: ms(3), updatedAt: ms(4) },
      sources: [summary('s1'), summary('s2')],
      target: summary('t'),
      strategy: 'BLUE_GREEN',
      lifecycleStage: 'BAKE_TIME',
      ...{ bakeTimeInMinutes: 5, healthyPercent: 50, mostPercent: 200 },
      hooks: [
        {
          id: 'h',
          targetType: 'PAUSE',
          targetArn: 'x',
          status: 'AWAITING_ACTION',
          expiresAt: ms(9),
          timeoutAction: 'ROLLBACK',
        },
        { id: 'bare', targetType: 'unknown', status: 'unknown' },
      ],
      circuitBreaker: { status: 'TRIGGERED', failureCount: 2, threshold: 3, rollsBack: true },
      alarms: { status: 'MONITORING', names: ['a', 'b'], triggered: ['b'], rollsBack: true },
      rollback: { reason: 'alarm', startedAt: ms(5), revisionArn: 's1' },
    });
    const brief = deploymentOf(scope, {
      ...deployment,
      targetServiceRevisionArn: 't',
      deploymentCircuitBreaker: {},
      alarms: {},
    });
    assert.deepEqual(brief?.target, { arn: 't', requested: 0, running: 0, pending: 0 });
    assert.deepEqual([brief?.status, brief?.sources, brief?.hooks], ['unknown', [], []]);
    assert.deepEqual(brief?.circuitBreaker, { status: 'unknown', failureCount: 0, threshold: 0, rollsBack: false });
    assert.deepEqual(brief?.alarms, { status: 'unknown', names: [], triggered: [], rollsBack: false });
    assert.equal(deploymentOf(scope, { serviceArn: service.serviceArn }), undefined);
    const odd = deploymentOf(scope, {
      serviceDeploymentArn: deployment.serviceDeploymentArn,
      sourceServiceRevisions: [{}, revision('s')],
      lifecycleHookDetails: [{}, { hookId: 'h' }],
    });
    assert.deepEqual([odd?.serviceArn, odd?.target], ['', undefined]);
    assert.deepEqual([odd?.sources.map(({ arn }) => arn), odd?.hooks.map(({ id }) => id)], [['s'], ['h']]);
    assert.deepEqual(odd?.unread, ['sourceServiceRevisions[0]', 'lifecycleHookDetails[0]']);
    assert.equal(deploymentOf(scope, { serviceDeploymentArn: `${ARN}:service-deployment` })?.clusterArn, '');
    const wrong = `${ARN}:service/shop/web`;
    assert.equal(deploymentOf(scope, { serviceDeploymentArn: wrong })?.clusterArn, '');
    assert.equal(deploymentOf(scope, { serviceDeploymentArn: `${ARN}:service-deployment/` })?.clusterArn, '');
  });

  it('reads all that is told of revisions, and of those that are neither told nor missing that they can’t be read', () => {
    const body = {
      serviceRevisions: [
        {
          serviceRevisionArn: 'r1',
          taskDefinition: 'web:7',
          containerImages: [{ containerName: 'web', image: 'repo/web:1', imageDigest: 'sha256:1' }, {}],
          launchType: 'FARGATE',
          platformVersion: '1.4.0',
          createdAt: 1_768_478_400,
        },
        { taskDefinition: 7 },
        {
          serviceRevisionArn: 'r5',
          taskDefinition: 'web:8',
          capacityProviderStrategy: [
            { capacityProvider: 'FARGATE_SPOT', weight: 3, base: 1 },
            { capacityProvider: 'own-metal' },
            { weight: 1 },
          ],
        },
      ],
      failures: [
        { arn: 'r2', reason: 'MISSING' },
        { arn: 'r3', reason: 'INTERNAL' },
      ],
    };
    assert.deepEqual(revisionsIn(body, ['r1', 'r2', 'r3', 'r4']), [
      {
        arn: 'r1',
        taskDefinition: 'web:7',
        images: [
          { container: 'web', image: 'repo/web:1', digest: 'sha256:1' },
          { container: '', image: '' },
        ],
        launchType: 'FARGATE',
        platformVersion: '1.4.0',
        createdAt: 1_768_478_400_000,
      },
      {
        arn: '',
        taskDefinition: '',
        images: [],
        unread: ['serviceRevisions[1].serviceRevisionArn', 'serviceRevisions[1].taskDefinition'],
      },
      {
        arn: 'r5',
        taskDefinition: 'web:8',
        images: [],
        capacityProviders: [
          { name: 'FARGATE_SPOT', weight: 3 },
          { name: 'own-metal', weight: 0 },
        ],
      },
      { arn: 'r3', taskDefinition: '', images: [], unread: ['serviceRevisions'] },
      { arn: 'r4', taskDefinition: '', images: [], unread: ['serviceRevisions'] },
    ]);
  });

  it('says nothing where all could be read', () => {
    assert.equal('unread' in (serviceOf(scope, service) ?? {}), false);
    assert.equal('unread' in (deploymentOf(scope, deployment) ?? {}), false);
  });

  it('calls a service of an invisible name by its ARN, and one of the old form by its name', () => {
    assert.equal(serviceOf(scope, { ...service, serviceName: '\u200b' })?.name, 'web');
    const invisible = `${ARN}:service/shop/\u2800`;
    assert.equal(serviceOf(scope, { ...service, serviceName: ' ', serviceArn: invisible })?.name, invisible);
    const old = serviceOf(scope, { ...service, serviceName: undefined, serviceArn: `${ARN}:service/web` });
    assert.deepEqual([old?.name, old?.clusterName], ['web', 'shop']);
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
