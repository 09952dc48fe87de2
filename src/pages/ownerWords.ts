import { plainText } from '../base/plainText.ts';
import type { Owner, OwnerKind } from '../stopping/plan/owners.ts';
import type { Words } from './words.ts';

/** What AWS and the projects call themselves, in every language. */
export const ownerNames = {
  karpenter: 'Karpenter',
  'eks-node-group': 'Amazon EKS',
  'ecs-capacity': 'Amazon ECS',
  'ec2-fleet': 'EC2 Fleet',
  'spot-fleet': 'Spot Fleet',
  emr: 'Amazon EMR',
  batch: 'AWS Batch',
  beanstalk: 'Elastic Beanstalk',
  cloudformation: 'CloudFormation',
  'instance-scheduler': 'Instance Scheduler',
} as const satisfies Readonly<Record<OwnerKind, string>>;

/** What its owner does about an instance that was stopped, in one sentence. */
export function ownerWords({ kind, name, certain }: Owner, l10n: Words): string {
  const shown = plainText(name, 80);
  return shown === '' ? unnamed[kind](l10n, certain) : named[kind](l10n, shown, certain);
}

type Sentences = Readonly<Record<OwnerKind, (l10n: Words, name: string, certain: boolean) => string>>;

const named = {
  karpenter: (l10n, name) => l10n.t('Karpenter (node pool {0}) will likely replace it.', name),
  'eks-node-group': (l10n, name, certain) =>
    certain
      ? l10n.t('The EKS node group {0} will replace it.', name)
      : l10n.t('The EKS node group {0} will likely replace it.', name),
  'ecs-capacity': (l10n, name) => l10n.t('ECS capacity {0} will likely replace it; its tasks start elsewhere.', name),
  'ec2-fleet': (l10n, name) => l10n.t('EC2 Fleet {0} will likely replace it if the fleet maintains its size.', name),
  'spot-fleet': (l10n, name) => l10n.t('Spot Fleet {0} will likely replace it if the fleet maintains its size.', name),
  emr: (l10n, name) => l10n.t('The EMR cluster {0} counts it as failed and will likely replace or terminate it.', name),
  batch: (l10n, name) => l10n.t('AWS Batch ({0}) will likely replace it while jobs are waiting.', name),
  beanstalk: (l10n, name, certain) =>
    certain
      ? l10n.t('The Elastic Beanstalk environment {0} will replace it.', name)
      : l10n.t('The Elastic Beanstalk environment {0} will likely replace it.', name),
  cloudformation: (l10n, name) =>
    l10n.t('It belongs to the CloudFormation stack {0}, which doesn’t start it again but may report drift.', name),
  'instance-scheduler': (l10n, name) =>
    l10n.t('The Instance Scheduler (schedule {0}) will likely start it at the next period.', name),
} satisfies Sentences;

const unnamed = {
  karpenter: (l10n) => l10n.t('Karpenter will likely replace it.'),
  'eks-node-group': (l10n, certain) =>
    certain ? l10n.t('Its EKS node group will replace it.') : l10n.t('Its EKS node group will likely replace it.'),
  'ecs-capacity': (l10n) =>
    l10n.t('It is capacity of an ECS cluster: ECS will likely replace it, and its tasks start elsewhere.'),
  'ec2-fleet': (l10n) => l10n.t('Its EC2 Fleet will likely replace it if the fleet maintains its size.'),
  'spot-fleet': (l10n) => l10n.t('Its Spot Fleet will likely replace it if the fleet maintains its size.'),
  emr: (l10n) => l10n.t('Its EMR cluster counts it as failed and will likely replace or terminate it.'),
  batch: (l10n) => l10n.t('AWS Batch will likely replace it while jobs are waiting.'),
  beanstalk: (l10n, certain) =>
    certain
      ? l10n.t('Its Elastic Beanstalk environment will replace it.')
      : l10n.t('Its Elastic Beanstalk environment will likely replace it.'),
  cloudformation: (l10n) =>
    l10n.t('It belongs to a CloudFormation stack, which doesn’t start it again but may report drift.'),
  'instance-scheduler': (l10n) => l10n.t('The Instance Scheduler will likely start it at the next period.'),
} satisfies Readonly<Record<OwnerKind, (l10n: Words, certain: boolean) => string>>;
