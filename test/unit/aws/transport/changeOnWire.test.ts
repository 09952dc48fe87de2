import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asksFor } from '../../../../src/aws/transport/changeOnWire.ts';
import type { WireRequest } from '../../../../src/aws/transport/transport.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import type { PermittedTarget } from '../../../../src/model/permit.ts';
import { permitFor } from '../../../stages/stopping/permits.ts';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/one';
const OTHER_ARN = `${ARN}-more`;
const EC2 = 'https://ec2.eu-west-1.amazonaws.com/';
const ECS = 'https://ecs.eu-west-1.amazonaws.com/';
const FIS = 'https://fis.eu-west-1.amazonaws.com';
const PREFIX = 'AmazonEC2ContainerServiceV20141113';

const asking = (method: string, url: string, body?: string, headers: Record<string, string> = {}): WireRequest => ({
  method,
  url,
  headers,
  ...(body !== undefined && { body: new TextEncoder().encode(body) }),
});
const instances = (query: string): WireRequest => asking('POST', EC2, query);
const deployment = (name: string, body: unknown, header = 'X-Amz-Target'): WireRequest =>
  asking('POST', ECS, typeof body === 'string' ? body : JSON.stringify(body), {
    'content-type': 'application/x-amz-json-1.1',
    [header]: `${PREFIX}.${name}`,
  });
const lever = (body: unknown, path = '/safetyLevers/default/state', method = 'PATCH'): WireRequest =>
  asking(method, `${FIS}${path}`, JSON.stringify(body));
const covered = (request: WireRequest, operation: Operation, targets: readonly (string | PermittedTarget)[]): boolean =>
  asksFor(request, permitFor(operation, targets));

/** Each operation, and what AWS's own API is asked for it. Source: the API references of EC2, ECS and FIS. */
const bodies: readonly (readonly [Operation, string])[] = [
  [{ type: 'stop' }, 'Action=StopInstances&Version=2016-11-15'],
  [{ type: 'hibernate' }, 'Action=StopInstances&Version=2016-11-15&Hibernate=true'],
  [{ type: 'force-stop', skipOsShutdown: false }, 'Action=StopInstances&Version=2016-11-15&Force=true'],
  [
    { type: 'force-stop', skipOsShutdown: true },
    'Action=StopInstances&Version=2016-11-15&Force=true&SkipOsShutdown=true',
  ],
  [{ type: 'skip-os-shutdown' }, 'Action=StopInstances&Version=2016-11-15&SkipOsShutdown=true'],
  [{ type: 'start' }, 'Action=StartInstances&Version=2016-11-15'],
];
const ofDeployments: readonly (readonly [Operation, string, Readonly<Record<string, string>>])[] = [
  [{ type: 'roll-back' }, 'StopServiceDeployment', { stopType: 'ROLLBACK' }],
  [{ type: 'abort' }, 'StopServiceDeployment', { stopType: 'ABORT' }],
  [{ type: 'continue', action: 'CONTINUE' }, 'ContinueServiceDeployment', { hookId: 'h-1', action: 'CONTINUE' }],
  [{ type: 'continue', action: 'ROLLBACK' }, 'ContinueServiceDeployment', { hookId: 'h-1', action: 'ROLLBACK' }],
];

describe('what a request asks for, by its own bytes', () => {
  it('is one operation on instances, with its parameters, and no other', () => {
    for (const [operation] of bodies)
      for (const [asked, query] of bodies)
        assert.equal(
          covered(instances(`${query}&InstanceId.1=i-1&InstanceId.2=i-2`), operation, ['i-1', 'i-2', 'i-3']),
          asked === operation,
          `${JSON.stringify(operation)}: ${query}`,
        );
  });

  it('is for no instance that wasn’t confirmed, for one at least, and has no other parameter', () => {
    const stop = 'Action=StopInstances&Version=2016-11-15';
    const rows: readonly (readonly [string, boolean])[] = [
      [`${stop}&InstanceId.1=i-1`, true],
      [`InstanceId.1=i-2&${stop}&InstanceId.2=i-1`, true],
      [stop, false],
      [`${stop}&InstanceId.1=`, false],
      [`${stop}&InstanceId.1=i-1&InstanceId.2=i-9`, false],
      [`${stop}&InstanceId.1=i-9`, false],
      [`${stop}&InstanceId.1=i-1&instanceid.2=i-9`, false],
      [`${stop}&InstanceId.1=i-1&InstanceId=i-9`, false],
      [`${stop}&InstanceId.1=i-1&Filter.1.Name=tag`, false],
      [`${stop}&InstanceId.1=i-1&DryRun=true`, false],
      [`${stop}&InstanceId.1=i-1&Force=true`, false],
      [`${stop}&InstanceId.1=i-1&Action=StopInstances`, false],
      [`Action=TerminateInstances&Version=2016-11-15&InstanceId.1=i-1`, false],
      [`Action=stopinstances&Version=2016-11-15&InstanceId.1=i-1`, false],
      [`Version=2016-11-15&InstanceId.1=i-1`, false],
      ['', false],
    ];
    for (const [query, expected] of rows)
      assert.equal(covered(instances(query), { type: 'stop' }, ['i-1', 'i-2']), expected, query);
    assert.equal(covered(asking('POST', EC2), { type: 'stop' }, ['i-1']), false, 'no body');
    const forced = 'Action=StopInstances&Force=false&InstanceId.1=i-1';
    assert.equal(covered(instances(forced), { type: 'force-stop', skipOsShutdown: false }, ['i-1']), false);
  });

  it('is one operation on a deployment, as it was confirmed, and no other', () => {
    const targets = [{ id: ARN, hookId: 'h-1' }];
    for (const [operation] of ofDeployments)
      for (const [asked, name, more] of ofDeployments)
        for (const header of ['X-Amz-Target', 'x-amz-target'])
          assert.equal(
            covered(deployment(name, { serviceDeploymentArn: ARN, ...more }, header), operation, targets),
            asked === operation,
            `${JSON.stringify(operation)}: ${name} ${JSON.stringify(more)}`,
          );
  });

  it('is for no other deployment, no other pause hook, and nothing that only looks alike', () => {
    const targets = [{ id: ARN, hookId: 'h-1' }, { id: `${ARN}-two` }];
    const back = { stopType: 'ROLLBACK' };
    const on = { hookId: 'h-1', action: 'CONTINUE' };
    const rollBack: Operation = { type: 'roll-back' };
    const goOn: Operation = { type: 'continue', action: 'CONTINUE' };
    const rows: readonly (readonly [Operation, WireRequest])[] = [
      [rollBack, deployment('StopServiceDeployment', { serviceDeploymentArn: OTHER_ARN, ...back })],
      [rollBack, deployment('StopServiceDeployment', back)],
      [rollBack, deployment('StopServiceDeployment', { serviceDeploymentArn: ARN })],
      [rollBack, deployment('StopServiceDeployment', { serviceDeploymentArn: [ARN], ...back })],
      [rollBack, deployment('StopServiceDeployment', 'no JSON')],
      [rollBack, deployment('DeleteService', { serviceDeploymentArn: ARN, ...back })],
      [rollBack, asking('POST', ECS, JSON.stringify({ serviceDeploymentArn: ARN, ...back }))],
      [rollBack, asking('POST', ECS, JSON.stringify({ serviceDeploymentArn: ARN, ...back }), { 'x-amz-targe': 'x' })],
      [goOn, deployment('ContinueServiceDeployment', { serviceDeploymentArn: OTHER_ARN, ...on })],
      [goOn, deployment('ContinueServiceDeployment', { serviceDeploymentArn: ARN, ...on, hookId: 'h-2' })],
      [goOn, deployment('ContinueServiceDeployment', { serviceDeploymentArn: ARN, action: 'CONTINUE' })],
      [goOn, deployment('ContinueServiceDeployment', { serviceDeploymentArn: ARN, hookId: 'h-1' })],
      [goOn, deployment('StopServiceDeployment', { serviceDeploymentArn: ARN, ...on })],
      // Of the other one no pause hook was confirmed.
      [goOn, deployment('ContinueServiceDeployment', { serviceDeploymentArn: `${ARN}-two`, action: 'CONTINUE' })],
      [goOn, asking('POST', ECS, JSON.stringify({ serviceDeploymentArn: ARN, ...on }))],
    ];
    for (const [operation, request] of rows)
      assert.equal(covered(request, operation, targets), false, JSON.stringify([operation, request.headers]));
  });

  it('stops one experiment that was confirmed', () => {
    const operation: Operation = { type: 'stop-experiment' };
    const rows: readonly (readonly [string, string, boolean])[] = [
      ['DELETE', '/experiments/EXP1', true],
      ['DELETE', '/experiments/EXP2', true],
      ['DELETE', '/behind/experiments/EXP1', true],
      ['DELETE', '/experiments/a%2Fb', true],
      ['DELETE', '/experiments/EXP3', false],
      ['DELETE', '/experiments/EXP1/more', false],
      ['DELETE', '/experiments/EXP1/', false],
      ['DELETE', '/experiments', false],
      ['DELETE', '/EXP1', false],
      ['DELETE', '/otherexperiments/EXP1', false],
      ['DELETE', '/experimentTemplates/EXP1', false],
      ['DELETE', '/experiments/a/b', false],
      ['DELETE', '/experiments/EXP1?also=EXP3', false],
      ['GET', '/experiments/EXP1', false],
      ['POST', '/experiments/EXP1', false],
    ];
    for (const [method, path, expected] of rows)
      assert.equal(
        covered(asking(method, `${FIS}${path}`), operation, ['EXP1', 'EXP2', 'a/b']),
        expected,
        `${method} ${path}`,
      );
  });

  it('moves the one safety lever as it was confirmed, with the reason that was given', () => {
    const engage: Operation = { type: 'engage-lever', reason: 'A drill.' };
    const disengage: Operation = { type: 'disengage-lever', reason: 'A drill.' };
    const engaged = { state: { status: 'engaged', reason: 'A drill.' } };
    const disengaged = { state: { status: 'disengaged', reason: 'A drill.' } };
    const rows: readonly (readonly [Operation, WireRequest, boolean])[] = [
      [engage, lever(engaged), true],
      [disengage, lever(disengaged), true],
      [engage, lever(disengaged), false],
      [disengage, lever(engaged), false],
      [engage, lever({ state: { status: 'engaged', reason: 'Another.' } }), false],
      [engage, lever({ state: { status: 'engaged' } }), false],
      [disengage, lever({ state: { reason: 'A drill.' } }), false],
      [engage, lever({}), false],
      [engage, lever(engaged.state), false],
      [engage, lever(engaged, '/safetyLevers/other/state'), false],
      [engage, lever(engaged, '/safetyLevers/default'), false],
      [engage, lever(engaged, '/levers/default/state'), false],
      [engage, lever(engaged, '/safetyLevers/default/state?x=1'), false],
      [engage, lever(engaged, '/safetyLevers/default/state', 'PUT'), false],
      [engage, asking('PATCH', `${FIS}/safetyLevers/default/state`), false],
    ];
    for (const [operation, request, expected] of rows)
      assert.equal(covered(request, operation, ['default']), expected, `${operation.type} ${request.url}`);
  });
});
