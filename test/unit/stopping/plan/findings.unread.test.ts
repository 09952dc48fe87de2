import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsFor } from '../../../../src/stopping/plan/findings.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import { deployment, experiment } from '../../../stages/fakes.ts';
import { experimentOf } from '../../../../src/aws/services/fis/mapping.ts';
import { deploymentOf, serviceOf } from '../../../../src/aws/services/ecs/mapping.ts';

const scope = { profile: 'any', region: 'eu-west-1' };
const typesOf = (operation: Operation, observed: Target): readonly string[] =>
  findingsFor(operation, observed, { alarms: {} }, 'Schedule', 0).map(({ type }) => type);

test('a plan says nothing of what is absent because it can’t be read', () => {
  const rollBack: Operation = { type: 'roll-back' };
  const id = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/abc';
  const told = { serviceDeploymentArn: id, status: 'IN_PROGRESS' };
  const read = (more: object): Target => deploymentOf(scope, { ...told, ...more }) ?? deployment();
  assert.deepEqual(typesOf(rollBack, read({ sourceServiceRevisions: [] })), ['first-deployment']);
  for (const sourceServiceRevisions of ['one', { arn: 'x' }, [{ arn: 7 }], [17]])
    assert.deepEqual(typesOf(rollBack, read({ sourceServiceRevisions })), ['unread-members']);

  const deploymentConfiguration = {
    strategy: 'LINEAR',
    linearConfiguration: { stepPercent: 10, stepBakeTimeInMinutes: 5 },
  };
  const linear = (targetServiceRevision: unknown): Target =>
    read({ sourceServiceRevisions: [{ arn: 'x' }], deploymentConfiguration, targetServiceRevision });
  assert.deepEqual(typesOf(rollBack, linear({ arn: 'y', requestedProductionTrafficWeight: 0 })), ['traffic-steps']);
  for (const lost of ['y', { arn: 'y', requestedProductionTrafficWeight: '40' }, { arn: [] }])
    assert.deepEqual(typesOf(rollBack, linear(lost)), ['unread-members']);

  const stop: Operation = { type: 'stop-experiment' };
  const running = (more: object): Target =>
    experimentOf(scope, { id: 'EXP1234', state: { status: 'running' }, ...more }) ?? experiment();
  assert.deepEqual(typesOf(stop, running({ stopConditions: [{ source: 'none' }] })), ['stop-conditions']);
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
