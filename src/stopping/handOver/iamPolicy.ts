import { groupBy } from '../../base/groupBy.ts';
import { plainName } from '../../base/wildcard.ts';
import { type ChangePolicy, forbids, forbidsRegion, type ProposedChange } from '../../model/changePolicy.ts';
import { none } from '../../model/fact.ts';
import { apiName, type OperationType } from '../../model/operation.ts';
import { rulesFor } from '../../model/placeRules.ts';
import { knownRegions } from '../../model/regions.ts';

/**
 * What is asked outside of the chosen regions, too: IAM answers in one region for all of them, the regions are asked for before any is chosen, and who somebody is has to be known
 * first. AWS decides each call by the region that it is sent to:
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

/** Every action that a confirmed plan can use. Rolling back and ABORT are one, so is every way of stopping an instance. */
export const changeActions: readonly string[] = [...new Set<string>(Object.values(apiName))].sort();

/** The services that a policy can be for. */
export const policyServices = ['ec2', 'ecs', 'fis'] as const;
/** As IAM's actions begin: `ec2:…`. */
export type PolicyService = (typeof policyServices)[number];

/** Of an experiment Halt also reads the alarms that would stop it; nothing else of CloudWatch's. */
function isOf(action: string, services: readonly PolicyService[]): boolean {
  const prefix = action.split(':')[0];
  return services.some((service) => service === (prefix === 'cloudwatch' ? 'fis' : prefix));
}

/** Where Halt is set to act. */
export type PolicyPlace = Omit<ProposedChange, 'type'>;

/**
 * The least IAM policy for what Halt is set to do, as JSON: looking in the chosen places, and stopping in those of them where the guards allow a change. Without a chosen place it is for
 * every region, or for changes those that the guards allow, and for what they allow in some place. Of a service that isn't chosen nothing is allowed, but for what is asked before anything is.
 */
export function iamPolicy(
  guards: ChangePolicy,
  places: readonly PolicyPlace[],
  services: readonly PolicyService[],
): string {
  const ofServices = (actions: readonly string[]) => actions.filter((action) => isOf(action, services));
  const allowed = Object.keys(apiName).flatMap((name) => {
    // The keys of a table of all operations are operations.
    const type = name as OperationType;
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

/** An action is allowed where one of its operations is: those of the same regions share a statement, and no region is lent to another action. */
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

/** Letters that no pattern names: only what matches every profile, or every account's id, matches them. */
const ANYBODY = '\uE000';

/** A place of nobody in particular: what is forbidden there is forbidden whoever's profile will be chosen. */
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
  const actions = Object.entries(apiName).flatMap(([name, action]) => {
    // The keys of a table of all operations are operations.
    const type = name as OperationType;
    const isForbidden = forbids(everywhere, { ...anyPlace(''), type }) !== undefined;
    return isForbidden || !isOf(action, services) ? [] : [action];
  });
  const { scope, ...whose } = anyPlace('');
  const sets = [
    ...(allowedRegions.length > 0 ? [allowedRegions] : []),
    ...rulesFor(places, { ...whose, profile: scope.profile }).flatMap(({ regions }) => (regions ? [regions] : [])),
  ];
  const where = unplacedRegions(guards, sets);
  return where === 'nowhere' ? [] : [statement('HaltStops', [...new Set(actions)].sort(), where)];
}

/** A condition holds for one list of patterns; where several hold together, those regions are listed that are known to match them all. */
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
