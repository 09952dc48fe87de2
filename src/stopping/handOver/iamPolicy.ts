import { groupBy } from '../../base/groupBy.ts';
import { plainName } from '../../base/wildcard.ts';
import { type ChangePolicy, forbids, forbidsRegion, type ProposedChange } from '../../model/changePolicy.ts';
import { none } from '../../model/fact.ts';
import { apiName, operationTypes } from '../../model/operation.ts';
import { rulesFor } from '../../model/placeRules.ts';
import { knownRegions } from '../../model/regions.ts';

/**
 * Actions that Halt also needs outside of the chosen regions: IAM answers in one region for all, the regions are asked for before any is chosen, and
 * a profile's account has to be known first. AWS decides each call by the region that it is sent to:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
 */
const readActionsAnywhere: readonly string[] = [
  'ec2:DescribeRegions',
  'iam:ListAccountAliases',
  'sts:GetCallerIdentity',
];

const readActionsInRegions: readonly string[] = [
  'cloudwatch:DescribeAlarms',
  'ec2:DescribeInstanceAttribute',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeInstances',
  'ec2:DescribeSpotInstanceRequests',
  'ec2:DescribeVolumes',
  'ecs:DescribeDaemonDeployments',
  'ecs:DescribeServiceDeployments',
  'ecs:DescribeServiceRevisions',
  'ecs:DescribeServices',
  'ecs:DescribeTaskDefinition',
  'ecs:DescribeTasks',
  'ecs:ListClusters',
  'ecs:ListDaemonDeployments',
  'ecs:ListDaemons',
  'ecs:ListServiceDeployments',
  'ecs:ListServices',
  'ecs:ListTasks',
  'fis:GetExperiment',
  'fis:GetExperimentTemplate',
  'fis:GetSafetyLever',
  'fis:ListExperimentResolvedTargets',
  'fis:ListExperimentTargetAccountConfigurations',
  'fis:ListExperiments',
];

/** Every action that Halt's reading uses. */
export const readActions: readonly string[] = [...readActionsInRegions, ...readActionsAnywhere];

/** Every action that a confirmed plan can use. Several operations share one: rolling back and ABORT, and all ways of stopping an instance. */
export const changeActions: readonly string[] = [...new Set<string>(Object.values(apiName))].sort();

/** The services that a policy can be for. */
export const policyServices = ['ec2', 'ecs', 'fis'] as const;
/** The prefix of IAM's actions: `ec2:…`. */
export type PolicyService = (typeof policyServices)[number];

/**
 * Whether an action belongs to one of the services. CloudWatch's belong to FIS: Halt reads the alarms that would stop an experiment, and nothing else
 * of CloudWatch.
 */
function isOf(action: string, services: readonly PolicyService[]): boolean {
  const prefix = action.split(':')[0];
  return services.some((service) => service === (prefix === 'cloudwatch' ? 'fis' : prefix));
}

/** A place that the policy is for: a profile in a region, with its account as far as that is known. */
export type PolicyPlace = Omit<ProposedChange, 'type'>;

/**
 * The least IAM policy for what Halt is set to do, as JSON: reading in the chosen places, and stopping in those where the guards allow a change.
 * Without a chosen place, reading is allowed in every region, and changes in the regions that the guards allow. For a service that isn't in
 * `services` nothing is allowed but {@link readActionsAnywhere}.
 */
export function iamPolicy(
  guards: ChangePolicy,
  places: readonly PolicyPlace[],
  services: readonly PolicyService[],
): string {
  const ofServices = (actions: readonly string[]) => actions.filter((action) => isOf(action, services));
  const allowed = operationTypes.flatMap((type) => {
    const where = places.filter((place) => forbids(guards, { ...place, type }) === undefined);
    return where.length > 0 && isOf(apiName[type], services) ? [{ action: apiName[type], where }] : [];
  });
  const statements = [
    statement('HaltLooks', ofServices(readActionsInRegions), inRegions(places)),
    statement('HaltLooksAnywhere', readActionsAnywhere, undefined),
    ...(places.length === 0 ? unplacedChanges(guards, services) : placedChanges(allowed)),
  ].filter(({ Action }) => Action.length > 0);
  return `${JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2)}\n`;
}

/**
 * An action is allowed in the places in which one of its operations is. Actions of the same regions share a statement, so that no action is allowed
 * in a region of another's.
 */
function placedChanges(allowed: readonly { readonly action: string; readonly where: readonly PolicyPlace[] }[]) {
  const places = new Map<string, readonly PolicyPlace[]>();
  for (const { action, where } of allowed) places.set(action, [...(places.get(action) ?? []), ...where]);
  const together = groupBy([...places], ([, where]) => regionsOf(where).join(' '));
  return [...together.values()].map((same, index) =>
    statement(
      index === 0 ? 'HaltStops' : `HaltStops${index + 1}`,
      same.map(([action]) => action).sort(),
      inRegions(same.flatMap(([, where]) => where)),
    ),
  );
}

/** Stands for a profile's or an account's name: a character that no pattern names, so that only patterns that match every name match it. */
const ANYBODY = '\uE000';

/** A place of nobody in particular: what is forbidden there is forbidden for whichever profile will be chosen. */
const anyPlace = (region: string): PolicyPlace => ({
  scope: { profile: ANYBODY, region },
  account: ANYBODY.repeat(12),
  alias: none,
});

function unplacedChanges(guards: ChangePolicy, services: readonly PolicyService[]) {
  const { allowedRegions, places = [] } = guards;
  const everywhere: ChangePolicy = {
    ...guards,
    allowedRegions: [],
    places: places.map(({ regions: _, ...rule }) => rule),
  };
  const actions = operationTypes.flatMap((type) => {
    const isForbidden = forbids(everywhere, { ...anyPlace(''), type }) !== undefined;
    return isForbidden || !isOf(apiName[type], services) ? [] : [apiName[type]];
  });
  const { scope, ...whose } = anyPlace('');
  const sets = [
    ...(allowedRegions.length > 0 ? [allowedRegions] : []),
    ...rulesFor(places, { ...whose, profile: scope.profile }).flatMap(({ regions }) => (regions ? [regions] : [])),
  ];
  const where = unplacedRegions(guards, sets);
  return where === 'nowhere' ? [] : [statement('HaltStops', [...new Set(actions)].sort(), where)];
}

/**
 * The condition that allows a change only in regions that match all of the sets. IAM's condition takes one list of patterns; where several must match
 * at once, the regions that Halt knows and that match all are listed by name.
 */
function unplacedRegions(
  guards: ChangePolicy,
  sets: readonly (readonly string[])[],
): Condition | 'nowhere' | undefined {
  const [set, second] = sets;
  if (set === undefined) return undefined;
  if (second !== undefined) {
    const known = knownRegions.filter((region) => forbidsRegion(guards, anyPlace(region)) === undefined);
    return known.length > 0 ? { StringEquals: { [REQUESTED_REGION]: known } } : 'nowhere';
  }
  // IAM's patterns are those of the guards, but for upper case, which no region has.
  const patterns = set.map((pattern) => plainName(pattern).toLowerCase());
  return patterns.length > 0 ? { StringLike: { [REQUESTED_REGION]: patterns } } : 'nowhere';
}

const REQUESTED_REGION = 'aws:RequestedRegion';

type Condition = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

function inRegions(places: readonly PolicyPlace[]): Condition | undefined {
  const regions = regionsOf(places);
  return regions.length > 0 ? { StringEquals: { [REQUESTED_REGION]: regions } } : undefined;
}

const regionsOf = (places: readonly PolicyPlace[]): readonly string[] =>
  [...new Set(places.map(({ scope }) => scope.region))].sort();

function statement(Sid: string, Action: readonly string[], Condition: Condition | undefined) {
  return { Sid, Effect: 'Allow', Action, Resource: '*', ...(Condition && { Condition }) };
}
