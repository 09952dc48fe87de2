import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsFor } from '../../../../src/stopping/plan/findings.ts';
import type { Finding } from '../../../../src/stopping/plan/plan.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import { deployment, experiment, instance } from '../../../stages/fakes.ts';
import { serviceLike } from '../../../stages/resources.ts';
import { instanceOf } from '../../../../src/aws/services/ec2/instance.ts';
import { experimentOf } from '../../../../src/aws/services/fis/mapping.ts';
import { deploymentOf, serviceOf } from '../../../../src/aws/services/ecs/mapping.ts';

const scope = { profile: 'any', region: 'eu-west-1' };
const calm = serviceLike({ failedTasks: 0, events: [] });
const typesOf = (operation: Operation, observed: Target): readonly string[] =>
  findingsFor(operation, observed, { alarms: {}, service: calm }, 'Schedule', 0).map(({ type }) => type);

test('a plan says nothing of what is absent because it can’t be read', () => {
  const rollBack: Operation = { type: 'roll-back' };
  const id = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/abc';
  const told = { serviceDeploymentArn: id, status: 'IN_PROGRESS' };
  const counts = { requestedTaskCount: 4, runningTaskCount: 0, pendingTaskCount: 0 };
  const read = (more: object): Target => deploymentOf(scope, { ...told, ...more }) ?? deployment();
  assert.deepEqual(typesOf(rollBack, read({ sourceServiceRevisions: [] })), ['first-deployment']);
  for (const sourceServiceRevisions of ['one', { arn: 'x' }, [{ arn: 7 }], [17]])
    assert.deepEqual(typesOf(rollBack, read({ sourceServiceRevisions })), ['unread-members']);

  const deploymentConfiguration = {
    strategy: 'LINEAR',
    linearConfiguration: { stepPercent: 10, stepBakeTimeInMinutes: 5 },
  };
  const linear = (targetServiceRevision: unknown): Target =>
    read({ sourceServiceRevisions: [{ arn: 'x', ...counts }], deploymentConfiguration, targetServiceRevision });
  const shifting = { arn: 'y', requestedProductionTrafficWeight: 0 };
  assert.deepEqual(typesOf(rollBack, linear({ ...shifting, ...counts })), ['traffic-steps']);
  assert.deepEqual(typesOf(rollBack, linear(shifting)), ['unread-members', 'traffic-steps']);
  for (const lost of ['y', { arn: 'y', requestedProductionTrafficWeight: '40' }, { arn: [] }])
    assert.deepEqual(typesOf(rollBack, linear(lost)), ['unread-members']);

  const early = (more: object) =>
    findingsFor(
      rollBack,
      read({
        sourceServiceRevisions: [{ arn: 'x', ...counts }],
        deploymentConfiguration: { earlySuccessCriteria: { enable: true, healthyPercent: 50 } },
        ...more,
      }),
      {},
      'Schedule',
      0,
    ).find((one) => one.type === 'early-success');
  const isEarly = { severity: 'info', type: 'early-success', healthyPercent: 50, bake: { kind: 'none' } };
  assert.deepEqual(early({ targetServiceRevision: { arn: 'y', requestedTaskCount: 4, runningTaskCount: 0 } }), {
    ...isEarly,
    tasks: { running: 0, requested: 4 },
  });
  for (const targetServiceRevision of [
    'y',
    { arn: 'y', runningTaskCount: 'x' },
    { arn: 'y', requestedTaskCount: 4, runningTaskCount: 'x' },
    { arn: 'y', runningTaskCount: 0 },
    { arn: [] },
  ])
    assert.deepEqual(early({ targetServiceRevision }), isEarly);
  const bakes = (bakeTimeInMinutes: unknown) =>
    early({
      deploymentConfiguration: { earlySuccessCriteria: { enable: true, healthyPercent: 50 }, bakeTimeInMinutes },
    })?.bake;
  assert.deepEqual(bakes(1), { kind: 'known', value: 1 });
  for (const none of [0, null, undefined]) assert.deepEqual(bakes(none), { kind: 'none' });
  for (const lost of ['10', {}, true]) assert.deepEqual(bakes(lost), { kind: 'unread' });

  const rollsBack = {
    sourceServiceRevisions: [{ arn: 'x', ...counts }],
    deploymentConfiguration: { deploymentCircuitBreaker: { rollback: true } },
  };
  const broken = (deploymentCircuitBreaker: object) =>
    typesOf(
      rollBack,
      read({
        ...rollsBack,
        deploymentCircuitBreaker,
      }),
    );
  assert.deepEqual(broken({ status: 'MONITORING', failureCount: 2, threshold: 3 }), ['breaker']);
  assert.deepEqual(broken({ status: 'MONITORING', failureCount: 2, threshold: 'x' }), ['unread-members', 'breaker']);
  assert.deepEqual(broken({ status: 'MONITORING', failureCount: 'x', threshold: 3 }), ['unread-members']);
  assert.deepEqual(broken({ status: 'TRIGGERED', failureCount: 2, threshold: 'x' }), ['unread-members', 'breaker']);

  for (const [threshold, known] of [
    [3, { threshold: 3 }],
    ['x', {}],
    [{}, {}],
    [null, {}],
    [undefined, {}],
    [0, {}],
  ] as const) {
    const deploymentCircuitBreaker = { status: 'MONITORING', failureCount: 2, threshold };
    const observed = read({ ...rollsBack, deploymentCircuitBreaker });
    const found: Finding | undefined = findingsFor(rollBack, observed, {}, 'Schedule', 0).find(
      (one) => one.type === 'breaker',
    );
    assert.deepEqual(found, { severity: 'info', type: 'breaker', failures: 2, ...known, triggered: false });
  }

  const plainStop: Operation = { type: 'stop' };
  const reached = (more: object): Target =>
    instanceOf(
      scope,
      { InstanceId: 'i-1', State: { Code: 16 }, InstanceType: 'm5.large', PublicIpAddress: '192.0.2.7', ...more },
      '1',
    ) ?? instance();
  assert.deepEqual(typesOf(plainStop, reached({})), ['public-address']);
  // What stays billed isn't known either, and is called so.
  assert.deepEqual(typesOf(plainStop, reached({ NetworkInterfaces: 'x' })), ['unread-members', 'stays-billed']);

  // The key alone proves that there is a group, and what it does.
  const tagged = (...Tags: readonly unknown[]) =>
    findingsFor(plainStop, reached({ PublicIpAddress: undefined, Tags }), {}, 'Schedule', 0).filter(
      ({ type }) => type !== 'stays-billed',
    );
  const inGroup = (group: string) => ({ severity: 'warn', type: 'auto-scaling', group });
  const groupTag = (Value: unknown) => ({ Key: 'aws:autoscaling:groupName', Value });
  const lost = (member: string) => ({ severity: 'warn', type: 'unread-members', members: [member] });
  assert.deepEqual(tagged(groupTag('web')), [inGroup('web')]);
  assert.deepEqual(tagged(groupTag('')), [inGroup('')]);
  for (const value of [7, {}, ['web'], true])
    assert.deepEqual(tagged(groupTag(value)), [lost('Tags[0].Value'), inGroup('')], JSON.stringify(value));
  for (const tag of [7, { Key: {}, Value: 'web' }])
    assert.deepEqual(
      tagged(tag).map(({ type }) => type),
      ['unread-members', 'owners-unread'],
    );

  const stop: Operation = { type: 'stop-experiment' };
  const running = (more: object): Target =>
    experimentOf(scope, {
      id: 'EXP1234',
      state: { status: 'running' },
      targetAccountConfigurationsCount: 0,
      ...more,
    }) ?? experiment();
  // None at all stops it as little as one that can't go off, and where that could be read it is said as loudly.
  for (const stopConditions of [[{ source: 'none' }], [{ source: 'none' }, { source: 'none' }], []])
    for (const alarms of [undefined, {}])
      assert.deepEqual(findingsFor(stop, running({ stopConditions }), { ...(alarms && { alarms }) }, 'Schedule', 0), [
        { severity: 'warn', type: 'stop-conditions', conditions: [] },
      ]);
  for (const stopConditions of ['none', { source: 'none' }, [7]])
    assert.deepEqual(typesOf(stop, running({ stopConditions })), ['unread-members']);
  // What was read of them is said, but not that nothing else would stop it.
  const half = running({ stopConditions: [{ source: 'aws:cloudwatch:alarm', value: 'arn:a' }, 7] });
  const findings = findingsFor(stop, half, { alarms: {} }, 'Schedule', 0);
  assert.deepEqual(findings.at(-1), { severity: 'info', type: 'stop-conditions', conditions: ['arn:a'] });
});

test('where more can’t be read than is noted, the tags count as unread', () => {
  const broken = Array.from({ length: 60 }, () => ({ status: 7 }));
  const serviceArn = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web';
  const service = serviceOf(scope, { serviceArn, deployments: broken, tags: [{ key: 'env', value: 7 }] });
  assert.equal(service?.tagsUnread, true);
  assert.equal(serviceOf(scope, { serviceArn, deployments: broken.slice(0, 5) })?.tagsUnread, undefined);
});
