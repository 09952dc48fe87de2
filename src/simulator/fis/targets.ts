import type { ExperimentDefinition, TargetDefinition } from './definition.ts';
import type { Ec2Effects } from '../core/contracts.ts';

/** Where an experiment runs. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** Identifiers of the resources behind each target, by target name: ARNs, or `cluster/namespace/pod` for pods. */
export type ResolvedTargets = ReadonlyMap<string, readonly string[]>;

interface Resolution {
  readonly place: Place;
  readonly definition: ExperimentDefinition;
  /** The experiment's own random sequence under a key. */
  random(key: string): () => number;
  /** Absent where the experiment has no effect, such as in the past. */
  readonly ec2?: Ec2Effects;
}

/** Resolves every target: the resources that match, reduced by the selection mode. */
export function resolveTargets(resolution: Resolution): ResolvedTargets {
  const { definition } = resolution;
  return new Map(
    Object.entries(definition.targets).map(([name, target]) => [
      name,
      select(candidates(name, target, resolution), target.selectionMode, resolution.random(`target:${name}`)),
    ]),
  );
}

/** A resolved target as ListExperimentResolvedTargets answers it. */
export function resolvedTargetJson(name: string, target: TargetDefinition, identifier: string): object {
  const [cluster = '', namespace = '', pod = ''] = identifier.split('/');
  return {
    resourceType: target.resourceType,
    targetName: name,
    targetInformation:
      target.resourceType === 'aws:eks:pod'
        ? { clusterIdentifier: cluster, namespace, podName: pod }
        : { arn: identifier },
  };
}

function candidates(name: string, target: TargetDefinition, resolution: Resolution): readonly string[] {
  if (target.resourceArns !== undefined && target.resourceArns.length > 0) return target.resourceArns;
  const { definition, place, ec2 } = resolution;
  const others = definition.targetAccounts ?? [];
  const accounts = others.length === 0 ? [place.account] : others.map((account) => account.accountId);
  if (target.resourceType === 'aws:ec2:instance' && ec2 !== undefined) {
    const { resourceTags = {} } = target;
    return accounts.flatMap((account) => [...ec2.find(account, place.region, resourceTags)].sort());
  }
  const random = resolution.random(`population:${name}`);
  return Array.from({ length: target.population ?? 1 }, (_, index) => {
    const account = accounts[index % accounts.length] ?? place.account;
    return identifierOf(target, { ...place, account }, random, index);
  });
}

function select(matching: readonly string[], mode: string, random: () => number): readonly string[] {
  const [, kind, number] = /^(COUNT|PERCENT)\((\d+)\)$/.exec(mode) ?? [];
  if (kind === undefined) return matching;
  const wanted = kind === 'COUNT' ? Number(number) : Math.floor((matching.length * Number(number)) / 100);
  return matching
    .map((identifier) => ({ identifier, rank: random() }))
    .sort((left, right) => left.rank - right.rank)
    .slice(0, wanted)
    .map(({ identifier }) => identifier)
    .sort();
}

function identifierOf(target: TargetDefinition, place: Place, random: () => number, index: number): string {
  const arn = (service: string, resource: string): string =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
  const { parameters = {}, resourceTags = {} } = target;
  const called = resourceTags.Service ?? resourceTags.Name ?? 'shop';
  switch (target.resourceType) {
    case 'aws:ec2:instance':
      return arn('ec2', `instance/i-0${hex(random, 16)}`);
    case 'aws:ec2:subnet':
      return arn('ec2', `subnet/subnet-0${hex(random, 16)}`);
    case 'aws:ecs:task':
      return arn('ecs', `task/${parameters.cluster ?? 'shop'}/${hex(random, 32)}`);
    case 'aws:rds:cluster':
      return arn('rds', `cluster:${called}-${index + 1}`);
    case 'aws:lambda:function':
      return arn('lambda', `function:${called}-${index + 1}`);
    case 'aws:iam:role':
      return `arn:${place.partition}:iam::${place.account}:role/${called}-${index + 1}`;
    case 'aws:eks:pod':
      return `${parameters.clusterIdentifier ?? 'shop'}/${parameters.namespace ?? 'default'}/${parameters.selectorValue ?? called}-${hex(random, 10)}`;
    default:
      return arn(target.resourceType.split(':')[1] ?? 'unknown', `${called}/${hex(random, 17)}`);
  }
}

function hex(random: () => number, length: number): string {
  let digits = '';
  while (digits.length < length) {
    digits += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  }
  return digits.slice(0, length);
}
