import type { ExperimentAction } from '../../model/resources/experiment.ts';

/**
 * What stopping an experiment does about what one of its actions did.
 * - `restored`: its post-action puts things back (connectivity, capacity, replication, started instances).
 * - `ends`: the fault is injected only while the action runs.
 * - `stays`: what it did stays done; there is no undo.
 * - `partly`: the command or automation is cancelled; what it had already done depends on its document.
 * - `nothing`: the action changes nothing.
 * - `unknown`: not in Halt's catalogue.
 */
export type Undo = 'restored' | 'ends' | 'stays' | 'partly' | 'nothing' | 'unknown';

/** Every action of AWS's reference but `aws:ec2:stop-instances`. Source: https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html */
const byAction: Readonly<Record<string, Undo>> = {
  'aws:arc:start-zonal-autoshift': 'restored',
  'aws:cloudwatch:assert-alarm-state': 'nothing',
  'aws:directconnect:virtual-interface-disconnect': 'restored',
  'aws:dsql:cluster-connection-failure': 'ends',
  'aws:dynamodb:global-table-pause-replication': 'restored',
  'aws:ebs:pause-volume-io': 'restored',
  'aws:ebs:volume-io-latency': 'restored',
  'aws:ec2:api-insufficient-instance-capacity-error': 'ends',
  'aws:ec2:asg-insufficient-instance-capacity-error': 'ends',
  'aws:ec2:reboot-instances': 'stays',
  'aws:ec2:send-spot-instance-interruptions': 'stays',
  'aws:ec2:terminate-instances': 'stays',
  'aws:ecs:drain-container-instances': 'unknown',
  'aws:ecs:stop-task': 'stays',
  'aws:ecs:task-cpu-stress': 'ends',
  'aws:ecs:task-io-stress': 'ends',
  'aws:ecs:task-kill-process': 'stays',
  'aws:ecs:task-network-blackhole-port': 'ends',
  'aws:ecs:task-network-latency': 'ends',
  'aws:ecs:task-network-packet-loss': 'ends',
  'aws:eks:inject-kubernetes-custom-resource': 'partly',
  'aws:eks:pod-cpu-stress': 'ends',
  'aws:eks:pod-delete': 'stays',
  'aws:eks:pod-io-stress': 'ends',
  'aws:eks:pod-memory-stress': 'ends',
  'aws:eks:pod-network-blackhole-port': 'ends',
  'aws:eks:pod-network-latency': 'ends',
  'aws:eks:pod-network-packet-loss': 'ends',
  'aws:eks:terminate-nodegroup-instances': 'stays',
  'aws:elasticache:replicationgroup-interrupt-az-power': 'restored',
  'aws:fis:inject-api-internal-error': 'ends',
  'aws:fis:inject-api-throttle-error': 'ends',
  'aws:fis:inject-api-unavailable-error': 'ends',
  'aws:fis:wait': 'nothing',
  'aws:kinesis:stream-provisioned-throughput-exception': 'ends',
  'aws:kinesis:stream-expired-iterator-exception': 'ends',
  'aws:lambda:invocation-add-delay': 'ends',
  'aws:lambda:invocation-error': 'ends',
  'aws:lambda:invocation-http-integration-response': 'ends',
  'aws:memorydb:multi-region-cluster-pause-replication': 'restored',
  'aws:network:disrupt-connectivity': 'restored',
  'aws:network:disrupt-vpc-endpoint': 'restored',
  'aws:network:route-table-disrupt-cross-region-connectivity': 'restored',
  'aws:network:transit-gateway-disrupt-cross-region-connectivity': 'restored',
  'aws:rds:failover-db-cluster': 'stays',
  'aws:rds:reboot-db-instances': 'stays',
  'aws:s3:bucket-pause-replication': 'restored',
  'aws:ssm:send-command': 'partly',
  'aws:ssm:start-automation-execution': 'partly',
};

/** What a stop of the experiment would do about this action, by what it does and how it is set. */
export function undoOf(action: Pick<ExperimentAction, 'actionId' | 'parameters'>): Undo {
  if (action.actionId === 'aws:ec2:stop-instances') {
    return action.parameters['startInstancesAfterDuration'] ? 'restored' : 'stays';
  }
  return Object.hasOwn(byAction, action.actionId) ? (byAction[action.actionId] ?? 'unknown') : 'unknown';
}

/** Whether the action has begun: only then is there something to undo. */
export function hasActed(action: Pick<ExperimentAction, 'state' | 'startedAt'>): boolean {
  return action.startedAt !== undefined && action.state !== 'skipped' && action.state !== 'cancelled';
}

/** Whether the action has ended, its post-action included. */
export function isActionOver(action: Pick<ExperimentAction, 'state'>): boolean {
  return ['completed', 'stopped', 'failed', 'cancelled', 'skipped'].includes(action.state);
}
