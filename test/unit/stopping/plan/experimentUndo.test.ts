import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasActed, isActionOver, type Undo, undoOf } from '../../../../src/stopping/plan/experimentUndo.ts';
import { action } from '../../../stages/fakes.ts';

/** Every action of https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html, by what ends with it. */
const reference: Readonly<Record<Exclude<Undo, 'unknown'>, readonly string[]>> = {
  restored: [
    'aws:arc:start-zonal-autoshift',
    'aws:directconnect:virtual-interface-disconnect',
    'aws:dynamodb:global-table-pause-replication',
    'aws:ebs:pause-volume-io',
    'aws:ebs:volume-io-latency',
    'aws:elasticache:replicationgroup-interrupt-az-power',
    'aws:memorydb:multi-region-cluster-pause-replication',
    'aws:network:disrupt-connectivity',
    'aws:network:disrupt-vpc-endpoint',
    'aws:network:route-table-disrupt-cross-region-connectivity',
    'aws:network:transit-gateway-disrupt-cross-region-connectivity',
    'aws:s3:bucket-pause-replication',
  ],
  ends: [
    'aws:dsql:cluster-connection-failure',
    'aws:ec2:api-insufficient-instance-capacity-error',
    'aws:ec2:asg-insufficient-instance-capacity-error',
    'aws:ecs:task-cpu-stress',
    'aws:ecs:task-io-stress',
    'aws:ecs:task-network-blackhole-port',
    'aws:ecs:task-network-latency',
    'aws:ecs:task-network-packet-loss',
    'aws:eks:pod-cpu-stress',
    'aws:eks:pod-io-stress',
    'aws:eks:pod-memory-stress',
    'aws:eks:pod-network-blackhole-port',
    'aws:eks:pod-network-latency',
    'aws:eks:pod-network-packet-loss',
    'aws:fis:inject-api-internal-error',
    'aws:fis:inject-api-throttle-error',
    'aws:fis:inject-api-unavailable-error',
    'aws:kinesis:stream-expired-iterator-exception',
    'aws:kinesis:stream-provisioned-throughput-exception',
    'aws:lambda:invocation-add-delay',
    'aws:lambda:invocation-error',
    'aws:lambda:invocation-http-integration-response',
  ],
  stays: [
    'aws:ec2:reboot-instances',
    'aws:ec2:send-spot-instance-interruptions',
    'aws:ec2:stop-instances',
    'aws:ec2:terminate-instances',
    'aws:ecs:stop-task',
    'aws:ecs:task-kill-process',
    'aws:eks:pod-delete',
    'aws:eks:terminate-nodegroup-instances',
    'aws:rds:failover-db-cluster',
    'aws:rds:reboot-db-instances',
  ],
  partly: ['aws:eks:inject-kubernetes-custom-resource', 'aws:ssm:send-command', 'aws:ssm:start-automation-execution'],
  nothing: ['aws:cloudwatch:assert-alarm-state', 'aws:fis:wait'],
};

describe('what a stop undoes', () => {
  it('is told of every action of AWS’s reference', () => {
    for (const [undo, ids] of Object.entries(reference))
      for (const actionId of ids) assert.equal(undoOf({ actionId, parameters: {} }), undo, actionId);
  });

  it('depends on how instances were stopped', () => {
    const of = (parameters: Readonly<Record<string, string>>) =>
      undoOf({ actionId: 'aws:ec2:stop-instances', parameters });
    assert.equal(of({ startInstancesAfterDuration: 'PT5M' }), 'restored');
    assert.equal(of({ completeIfInstancesTerminated: 'true' }), 'stays');
  });

  it('isn’t guessed where AWS doesn’t say', () => {
    // The reference doesn't tell whether drained container instances become active again.
    for (const actionId of ['aws:ecs:drain-container-instances', 'aws:new:thing', 'toString', ''])
      assert.equal(undoOf({ actionId, parameters: {} }), 'unknown');
  });

  it('is asked only of actions that have begun', () => {
    const acted = (state: string) => hasActed(action({ state }));
    assert.deepEqual(
      ['initiating', 'running', 'stopping', 'completed', 'stopped', 'failed', 'cancelled', 'skipped'].map(acted),
      [true, true, true, true, true, true, false, false],
    );
    const { startedAt: _never, ...pending } = action({ state: 'pending' });
    assert.equal(hasActed(pending), false);
    assert.deepEqual(
      ['pending', 'initiating', 'running', 'stopping', 'completed', 'stopped', 'failed', 'cancelled', 'skipped'].map(
        (state) => isActionOver({ state }),
      ),
      [false, false, false, false, true, true, true, true, true],
    );
  });
});
