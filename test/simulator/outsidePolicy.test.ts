import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequestLog } from '../../src/simulator/gateway/requestLog.ts';
import { outsidePolicy } from '../stages/iam.ts';

test('what was asked is held against the policy that is copied, also of what was cleared', () => {
  const log = createRequestLog();
  const ask = (service: string, action: string): void => {
    const more = { time: 0, requestId: 'r', region: 'eu-west-1', account: '111122223333', parameters: {} };
    log.arrived({ service, action, ...more });
  };
  for (const [service, action] of [
    ['ec2', 'DescribeInstances'],
    ['ec2', 'StopInstances'],
    ['ecs', 'StopServiceDeployment'],
    ['fis', 'UpdateSafetyLeverState'],
    ['monitoring', 'DescribeAlarms'],
    ['sts', 'AssumeRole'],
    ['sso', 'GetRoleCredentials'],
    ['iam', 'ListAccountAliases'],
    ['ec2', ''],
  ] as const)
    ask(service, action);
  assert.deepEqual(outsidePolicy(log.everAsked()), []);
  ask('ec2', 'TerminateInstances');
  ask('monitoring', 'DeleteAlarms');
  ask('iam', 'CreateUser');
  log.clear();
  assert.deepEqual(outsidePolicy(log.everAsked()), [
    'cloudwatch:DeleteAlarms',
    'ec2:TerminateInstances',
    'iam:CreateUser',
  ]);
  assert.deepEqual(outsidePolicy(log.everAsked(), ['iam:CreateUser', 'ec2:TerminateInstances']), [
    'cloudwatch:DeleteAlarms',
  ]);
});
