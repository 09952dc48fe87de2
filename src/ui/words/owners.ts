import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { groupBy } from '../../base/groupBy.ts';
import type { Owner, OwnerKind } from '../../stopping/plan/owners.ts';
import { shownNumber } from './counted.ts';

/** What its owner does about an instance that was stopped, in one sentence. */
export function ownerWords({ kind, name, certain }: Owner): string {
  const shown = plainText(name, 80);
  return shown === '' ? unnamed[kind](shown, certain) : named[kind](shown, certain);
}

/** The same about several instances: a sentence for each kind of owner, with the owners' names. */
export function ownerSummary(owners: readonly Owner[]): string {
  return [...groupBy(owners, ({ kind }) => kind).values()]
    .map((group) => {
      const [first] = group;
      if (first === undefined) return '';
      const names = [...new Set(group.map(({ name }) => name).filter((name) => name !== ''))];
      const shown = plainText(names.slice(0, 3).join(', '), 120);
      const all = names.length > 3 ? l10n.t('{0} and {1} more', shown, shownNumber(names.length - 3)) : shown;
      return ownerWords({ kind: first.kind, name: all, certain: group.every(({ certain }) => certain) });
    })
    .join(' ');
}

type Sentences = Readonly<Record<OwnerKind, (name: string, certain: boolean) => string>>;

const named = {
  karpenter: (name) => l10n.t('Karpenter (node pool {0}) will likely replace it.', name),
  'eks-node-group': (name, certain) =>
    certain
      ? l10n.t('The EKS node group {0} will replace it.', name)
      : l10n.t('The EKS node group {0} will likely replace it.', name),
  'ecs-capacity': (name) => l10n.t('ECS capacity {0} will likely replace it; its tasks start elsewhere.', name),
  'ec2-fleet': (name) => l10n.t('EC2 Fleet {0} will likely replace it if the fleet maintains its size.', name),
  'spot-fleet': (name) => l10n.t('Spot Fleet {0} will likely replace it if the fleet maintains its size.', name),
  emr: (name) => l10n.t('The EMR cluster {0} counts it as failed and will likely replace or terminate it.', name),
  batch: (name) => l10n.t('AWS Batch ({0}) will likely replace it while jobs are waiting.', name),
  beanstalk: (name, certain) =>
    certain
      ? l10n.t('The Elastic Beanstalk environment {0} will replace it.', name)
      : l10n.t('The Elastic Beanstalk environment {0} will likely replace it.', name),
  cloudformation: (name) =>
    l10n.t('It belongs to the CloudFormation stack {0}, which doesn’t start it again but may report drift.', name),
  'instance-scheduler': (name) =>
    l10n.t('The Instance Scheduler (schedule {0}) will likely start it at the next period.', name),
} satisfies Sentences;

const unnamed = {
  karpenter: () => l10n.t('Karpenter will likely replace it.'),
  'eks-node-group': (_name, certain) =>
    certain ? l10n.t('Its EKS node group will replace it.') : l10n.t('Its EKS node group will likely replace it.'),
  'ecs-capacity': () =>
    l10n.t('It is capacity of an ECS cluster: ECS will likely replace it, and its tasks start elsewhere.'),
  'ec2-fleet': () => l10n.t('Its EC2 Fleet will likely replace it if the fleet maintains its size.'),
  'spot-fleet': () => l10n.t('Its Spot Fleet will likely replace it if the fleet maintains its size.'),
  emr: () => l10n.t('Its EMR cluster counts it as failed and will likely replace or terminate it.'),
  batch: () => l10n.t('AWS Batch will likely replace it while jobs are waiting.'),
  beanstalk: (_name, certain) =>
    certain
      ? l10n.t('Its Elastic Beanstalk environment will replace it.')
      : l10n.t('Its Elastic Beanstalk environment will likely replace it.'),
  cloudformation: () =>
    l10n.t('It belongs to a CloudFormation stack, which doesn’t start it again but may report drift.'),
  'instance-scheduler': () => l10n.t('The Instance Scheduler will likely start it at the next period.'),
} satisfies Readonly<Record<OwnerKind, (name: '', certain: boolean) => string>>;
