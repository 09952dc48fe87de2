import type { Instance } from '../../model/resources/instance.ts';
import type { Tag } from '../../model/resources/tag.ts';

/** What runs an instance on somebody's behalf, as far as its tags tell. */
export type OwnerKind =
  | 'karpenter'
  | 'eks-node-group'
  | 'ecs-capacity'
  | 'ec2-fleet'
  | 'spot-fleet'
  | 'emr'
  | 'batch'
  | 'beanstalk'
  | 'cloudformation'
  | 'instance-scheduler';

/** Somebody who starts or replaces an instance after it was stopped, or who is surprised to find it stopped. */
export interface Owner {
  readonly kind: OwnerKind;
  /** The node pool, node group, cluster, fleet, job flow, environment, stack or schedule; empty where no tag names it. */
  readonly name: string;
  /** Whether the owner certainly acts: the instance is in an Auto Scaling group, which replaces whatever is stopped. */
  readonly certain: boolean;
}

/** The tag by which the Instance Scheduler on AWS finds its instances, unless its stack was told another. */
export const USUAL_SCHEDULE_TAG = 'Schedule';

/**
 * Who undoes a stop of this instance, from what DescribeInstances brought: no call is made. The Auto Scaling group itself is a finding of its own. Keys of tags are
 * compared exactly, as AWS does; a tag without a value says that there is an owner, not which.
 *
 * Sources: https://karpenter.sh/docs/concepts/nodepools/ · https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html ·
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html · https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-ec2-fleet.html ·
 * https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-tags.html · https://docs.aws.amazon.com/batch/latest/userguide/compute_environments.html ·
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.tagging.html · https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html ·
 * https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/
 */
export function ownersOf(instance: Instance, scheduleTag: string): readonly Owner[] {
  const { tags } = instance;
  const certain = instance.autoScalingGroup !== undefined;
  const owners: Owner[] = [];
  const found = (kind: OwnerKind, name: string | undefined, sure = certain): void => {
    if (name !== undefined) owners.push({ kind, name, certain: sure });
  };
  found('karpenter', karpenter(tags), false);
  const nodeGroup = valueOf(tags, 'eks:nodegroup-name');
  // The cluster's name is not that of the group. `aws:eks:cluster-name` is no sign: EKS puts it on whatever joins a cluster, and replaces none of it for that.
  found('eks-node-group', nodeGroup ?? (valueOf(tags, 'eks:cluster-name') === undefined ? undefined : ''));
  found('ecs-capacity', ecsCapacity(instance));
  found('ec2-fleet', valueOf(tags, 'aws:ec2:fleet-id'), false);
  found('spot-fleet', valueOf(tags, 'aws:ec2spot:fleet-request-id'), false);
  found('emr', valueOf(tags, 'aws:elasticmapreduce:job-flow-id'), false);
  found('batch', valueOf(tags, 'AWSBatchServiceTag') === undefined ? undefined : '', false);
  found('beanstalk', valueOf(tags, 'elasticbeanstalk:environment-name'));
  found('cloudformation', valueOf(tags, 'aws:cloudformation:stack-name'), true);
  found('instance-scheduler', scheduleOf(instance, scheduleTag), false);
  return owners;
}

function valueOf(tags: readonly Tag[], key: string): string | undefined {
  return tags.find((tag) => tag.key === key)?.value;
}

/** The name of Karpenter's node pool (before 0.32 its provisioner); empty where only another tag shows that Karpenter launched the instance; undefined where no tag does. */
function karpenter(tags: readonly Tag[]): string | undefined {
  const pool = valueOf(tags, 'karpenter.sh/nodepool') ?? valueOf(tags, 'karpenter.sh/provisioner-name');
  const marks = ['karpenter.sh/nodeclaim', 'karpenter.sh/managed-by', 'karpenter.k8s.aws/ec2nodeclass'];
  return pool ?? (marks.some((key) => valueOf(tags, key) !== undefined) ? '' : undefined);
}

/** `ecsInstanceRole`, `shop-EcsInstanceProfile-1A2B`, `ecs_instance_role`, but not `specsInstanceRole`. */
const ECS_PROFILE = /(?:^|[^a-z])ecs[-_]?(?:container[-_]?)?instance[-_]?(?:role|profile)/i;

/** The tag that ECS puts on what its capacity providers launch; else an instance profile that is called like the one that ECS's documentation makes, by hand or by a stack. */
function ecsCapacity({ tags, instanceProfile }: Instance): string | undefined {
  if (valueOf(tags, 'AmazonECSManaged') !== undefined) return '';
  return instanceProfile !== undefined && ECS_PROFILE.test(instanceProfile) ? '' : undefined;
}

/** The schedule that the scheduler's tag names; without that tag, one that the scheduler itself left behind (`IS-…`). */
function scheduleOf({ tags, tagsUnread }: Instance, scheduleTag: string): string | undefined {
  const named = scheduleTag === '' ? undefined : valueOf(tags, scheduleTag);
  if (named !== undefined && named.trim() !== '') return named;
  // An empty one names no schedule; one that can't be read may name any.
  if (named === '' && tagsUnread === true) return named;
  return tags.some(({ key }) => /^IS-\w/.test(key)) ? '' : undefined;
}
