import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CallTools, ClientConfig } from '../../../../src/aws/call/call.ts';
import type { Caller } from '../../../../src/aws/call/caller.ts';
import { rates } from '../../../../src/aws/call/rates.ts';
import { createReadOnlyClients, type ReadService, type SdkClient } from '../../../../src/aws/call/readOnlyClients.ts';
import type { Lease } from '../../../../src/aws/credentials/broker.ts';
import { newTrace, type SdkRequest } from '../../../../src/aws/sdk/sdkHandler.ts';
import { KnownFailure } from '../../../../src/aws/transport/knownFailure.ts';
import { succeeded } from '../../../../src/model/failure.ts';

type OnWire = Parameters<CallTools['config']>[0];
type OnCommand = Parameters<SdkClient['middlewareStack']['add']>;

/** What looks at each request of a reading client of the service, before it is serialised and as it is about to leave. */
async function guardsOf(service: ReadService, endpoint?: string) {
  const onWire: OnWire[] = [];
  const onCommand: OnCommand[] = [];
  const caller: Pick<Caller, 'perform'> = {
    perform: async (_, work) => {
      const lease = { generation: 1 } as Lease;
      const config = (guard: OnWire) => {
        onWire.push(guard);
        return { ...(endpoint !== undefined && { endpoint }) } as ClientConfig;
      };
      const response = { status: 200, headers: {}, body: new Uint8Array() };
      const output = await work({ lease, options: { trace: newTrace() }, config });
      return succeeded({ output, lease, response, seen: { at: 0 } });
    },
  };
  const clients = createReadOnlyClients(caller as Caller, service, (): SdkClient => ({
    middlewareStack: { add: (...added) => void onCommand.push(added) },
    destroy: () => undefined,
  }));
  const ask = { scope: { profile: 'p', region: 'eu-west-1' }, operation: 'x', rate: rates.sts, signal: undefined };
  await clients.begin().read(ask, () => Promise.resolve(0));
  const [wire, command] = [onWire[0], onCommand[0]];
  assert.ok(wire && command && onWire.length === 1 && onCommand.length === 1);
  return { wire, command };
}

/** What is said of what may not leave; undefined where it may. */
function refusal(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof KnownFailure, String(error));
    const { kind, mayHaveHappened, message } = error.failure;
    assert.deepEqual([kind, mayHaveHappened], ['forbidden', false]);
    return message;
  }
}
const request = (more: Partial<SdkRequest>): SdkRequest => ({
  ...{ protocol: 'https:', hostname: 'aws.test', path: '/', method: 'POST', headers: {}, ...more },
});

describe('a reading client', () => {
  for (const [service, body, isRead] of [
    ['EC2', 'Action=DescribeInstances&Version=2016-11-15', true],
    ['EC2', 'Action=StopInstances&InstanceId.1=i-1', false],
    ['EC2', 'Action=GetCallerIdentity', false],
    ['EC2', '', false],
    ['STS', 'Action=GetCallerIdentity', true],
    ['STS', 'Action=AssumeRole', false],
    ['IAM', 'Action=ListAccountAliases&Version=2010-05-08', true],
    ['IAM', 'Action=DeleteAccountAlias', false],
  ] as const)
    it(`${isRead ? 'sends' : 'doesn’t send'} ${body} to ${service}`, async () => {
      const { wire } = await guardsOf(service);
      assert.equal(refusal(() => wire(request({}), body)) === undefined, isRead);
    });

  for (const [service, headers, isRead] of [
    ['ECS', { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListClusters' }, true],
    ['ECS', { 'X-Amz-Target': 'AmazonEC2ContainerServiceV20141113.ListClusters' }, true],
    ['ECS', { 'x-amz-target': 'ListClusters' }, true],
    ['ECS', { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.StopServiceDeployment' }, false],
    ['ECS', { 'x-other': 'AmazonEC2ContainerServiceV20141113.ListClusters' }, false],
    ['ECS', {}, false],
    ['CloudWatch', { 'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms' }, true],
    ['CloudWatch', { 'x-amz-target': 'GraniteServiceVersion20100801.DeleteAlarms' }, false],
  ] as const)
    it(`${isRead ? 'sends' : 'doesn’t send'} ${JSON.stringify(headers)} to ${service}`, async () => {
      const { wire } = await guardsOf(service);
      assert.equal(refusal(() => wire(request({ headers }), '{}')) === undefined, isRead);
    });

  const fisPaths = {
    sent: [
      ...['/experiments', '/experiments/EXP1', '/experimentTemplates/EXT1', '/safetyLevers/default'],
      ...['/experiments/EXP1/resolvedTargets', '/experiments/EXP1/targetAccountConfigurations'],
    ],
    refused: [
      ...['/', '/experiments/', '/experimentsOf', '/actions', '/x/experiments', '/safetyLevers', '/safetyLevers//'],
      ...['/experiments/EXP1/other', '/x/experiments/EXP1', '/experiments//resolvedTargets'],
      ...['/experimentTemplates', '/experimentTemplates/EXT1/x', '/x/experimentTemplates/EXT1'],
      ...['/experiments/EXP1/resolvedTargets/x', '/x/experiments/EXP1/resolvedTargets'],
      ...['/experiments/EXP1/targetAccountConfigurations/x', '/x/experiments/EXP1/targetAccountConfigurations'],
      ...['/safetyLevers/default/state', '/x/safetyLevers/default'],
    ],
  };
  for (const [endpoint, base] of [
    [undefined, ''],
    ['http://127.0.0.1:4566', ''],
    ['http://127.0.0.1:4566/', ''],
    ['https://proxy.test/base', '/base'],
    ['https://proxy.test/a/b/', '/a/b'],
  ] as const)
    it(`gets from FIS what it reads and nothing else, at ${endpoint ?? 'AWS'}`, async () => {
      const { wire } = await guardsOf('fis', endpoint);
      const isSent = (path: string, method = 'GET') =>
        refusal(() => wire(request({ path: `${base}${path}`, method }), '')) === undefined;
      for (const path of fisPaths.sent) {
        assert.equal(isSent(path), true, path);
        for (const method of ['POST', 'PATCH', 'DELETE', 'get']) assert.equal(isSent(path, method), false, method);
      }
      for (const path of fisPaths.refused) assert.equal(isSent(path), false, path);
    });

  it('asks FIS at no other path than that of the endpoint', async () => {
    const { wire } = await guardsOf('fis', 'https://proxy.test/base');
    for (const path of ['/experiments', '/evil/experiments', '/basement/experiments', '/base', '/a/base/experiments'])
      assert.notEqual(
        refusal(() => wire(request({ path, method: 'GET' }), '')),
        undefined,
        path,
      );
  });

  it('looks at each command first of all, before it is serialised', async () => {
    const { command } = await guardsOf('EC2');
    const [guard, { step, priority }] = command;
    assert.deepEqual([step, priority], ['initialize', 'high']);
    const next = () => undefined;
    assert.equal(guard(next, { commandName: 'DescribeInstancesCommand' }), next);
    for (const [commandName, named] of [
      ['StopInstancesCommand', 'EC2:StopInstances'],
      ['DescribeCommandInstances', 'EC2:DescribeCommandInstances'],
      ['ListClustersCommand', 'EC2:ListClusters'],
      [undefined, 'EC2:unknown'],
    ] as const)
      assert.match(
        refusal(() => guard(next, commandName === undefined ? {} : { commandName })) ?? '',
        new RegExp(`does not send ${named}\\.$`),
      );
  });
});
