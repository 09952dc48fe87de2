import { comparableText } from '../base/wildcard.ts';
import { valueOf } from '../model/fact.ts';
import type { Filter, Matches, Test } from './filtering/terms.ts';
import { lastStartOf, startOf } from './lastStart.ts';
import type { Daemon } from '../model/resources/daemon.ts';
import type { Resource } from '../model/resources/resource.ts';
import { type ServiceDeployment, waitingHook } from '../model/resources/deployment.ts';
import { isDeploymentUnread, isRollingOut } from '../model/resources/service.ts';
import type { Scope } from '../model/scope.ts';
import { UNREAD_STATE } from '../model/resources/states.ts';
import { isUnread } from '../model/resources/unreadable.ts';

/** What a filter needs to know beside the resource. */
export interface FilterContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly accountOf: (profile: string) => AccountNames;
  readonly stateWords: StateWords;
  /** What the row of a profile says of production, in the person's language. */
  readonly productionWords?: (profile: string) => string | undefined;
}

/** The words that rows show for a state, in the person's language: `rolling out` where AWS says IN_PROGRESS; none where rows show no word for it. `rollout`: what a service itself says of its rollout. `daemon`: {@link NO_DEPLOYMENT}, or what ECS says of the daemon. A deployment's state can also be {@link PAUSED}. */
export type StateWords = (
  of: 'instance' | 'deployment' | 'experiment' | 'rollout' | 'daemon',
  state: string,
) => readonly string[];

/** The state of a deployment that waits at a pause hook: AWS has no name for it. */
export const PAUSED = 'paused';
/** The state of a managed daemon without a deployment. */
export const NO_DEPLOYMENT = 'none';

/** What the account of a profile is called. */
export interface AccountNames {
  /** Its id and its alias, as far as they have been read. */
  readonly known: readonly string[];
  readonly unread: 'account' | 'alias' | 'nothing';
}

/** `unread`: whether it matches depends on something that hasn't been read of this resource; all other terms match. */
export type FilterOutcome = 'shown' | 'hidden' | 'unread';

/** Whether a resource is shown. A safety lever always is: it concerns everything around it. */
export function judge(filter: Filter, resource: Resource, context: FilterContext): FilterOutcome {
  if (resource.kind === 'lever') return 'shown';
  return outcomeOf(filter, (test) => passes(test, resource, context));
}

/** Whether a managed daemon is shown. Its tags are never read, so that a term for a tag leaves it `unread`. */
export function judgeDaemon(filter: Filter, daemon: Daemon, scope: Scope, context: FilterContext): FilterOutcome {
  return outcomeOf(filter, (test) => daemonPasses(test, daemon, scope, context));
}

function outcomeOf(filter: Filter, passed: (test: Test) => boolean | 'unread'): FilterOutcome {
  let verdict: FilterOutcome = 'shown';
  for (const { test, negated } of filter.terms) {
    const found = passed(test);
    if (found === negated) return 'hidden';
    if (found === 'unread') verdict = found;
  }
  return verdict;
}

/** Until when the filter's outcome for a resource holds if it and its account stay the same, in milliseconds since the epoch, or Infinity. */
export function holdsUntil(filter: Filter, resource: Resource, now: number): number {
  const started = filter.asksAge && resource.kind !== 'lever' ? lastStartOf(resource) : undefined;
  if (started === undefined) return Infinity;
  const changes = filter.terms.map(({ test }) => (test.type === 'older' ? started + test.than : -Infinity));
  return Math.min(...changes.filter((at) => at >= now));
}

function passes(test: Test, resource: Filtered, context: FilterContext): boolean | 'unread' {
  switch (test.type) {
    case 'text':
      return (
        test.matches(searched(resource, context.stateWords)) ||
        test.inPlaces(placeText(resource.scope, context)) ||
        ((isTextUnread(resource) || isPauseUnread(resource, [test.matches], context)) && 'unread')
      );
    case 'tag': {
      const isThere = resource.tags.some(
        (tag) => test.key(comparableText(tag.key)) && test.value(comparableText(tag.value)),
      );
      return isThere || (resource.tagsUnread === true && 'unread');
    }
    case 'older': {
      const started = startOf(resource);
      if (started.kind === 'unread') return started.kind;
      return started.kind === 'known' && context.now - started.value > test.than;
    }
    case 'state':
      return (
        isAmong(statesOf(resource, context.stateWords), test.values) ||
        ((isStateUnread(resource) || isPauseUnread(resource, test.values, context)) && 'unread')
      );
    case 'type':
      return isAmong(typesOf(resource), test.values) || (isTypeUnread(resource) && 'unread');
    case 'region':
    case 'account':
      return isPlaceAmong(test, resource.scope, context);
  }
}

function daemonPasses(test: Test, daemon: Daemon, scope: Scope, context: FilterContext): boolean | 'unread' {
  const { arn, name, clusterName, status } = daemon;
  const deployment = valueOf(daemon.deployment);
  const isUntold = daemon.deployment.kind === 'unread' && 'unread';
  const states = [status, ...(deployment ? [deployment.status] : []), ...daemonWords(daemon, context.stateWords)];
  switch (test.type) {
    case 'text':
      return (
        test.matches(comparableText([arn, name, clusterName, ...states, deployment?.arn ?? ''].join('\n'))) ||
        test.inPlaces(placeText(scope, context))
      );
    case 'tag':
      return 'unread';
    case 'older':
      if (deployment === undefined) return isUntold;
      return deployment.createdAt === undefined ? 'unread' : context.now - deployment.createdAt > test.than;
    case 'state':
      return isAmong(states, test.values) || isUntold;
    case 'type':
      return isAmong(['DAEMON'], test.values);
    case 'region':
    case 'account':
      return isPlaceAmong(test, scope, context);
  }
}

function daemonWords({ status, deployment }: Daemon, wordsOf: StateWords): readonly string[] {
  if (status === 'DELETE_IN_PROGRESS') return wordsOf('daemon', status);
  if (deployment.kind === 'known') return wordsOf('deployment', deployment.value.status);
  return deployment.kind === 'none' ? wordsOf('daemon', NO_DEPLOYMENT) : [];
}

function isPlaceAmong(
  test: Extract<Test, { readonly type: 'region' | 'account' }>,
  { profile, region }: Scope,
  { accountOf }: FilterContext,
): boolean | 'unread' {
  if (test.type === 'region') return isAmong([region], test.values);
  const { known, unread } = accountOf(profile);
  const isLacking = unread === 'account' || (unread === 'alias' && !test.onlyIds);
  return isAmong([profile, ...known], test.values) || (isLacking && 'unread');
}

/** Texts of {@link placeText}, by profile and region, kept for as long as a context is used: every row of a place needs the same. */
const placeTexts = new WeakMap<FilterContext, Map<string, string>>();

/** The text of a place in which words are searched: profile, region, the account's names as far as they are known, and what the profile's row says of production. An unread alias doesn't make a word's outcome `unread`: words are searched in what is there, and who asks for an account types `account:`. */
function placeText({ profile, region }: Scope, context: FilterContext): string {
  const texts = placeTexts.get(context) ?? new Map<string, string>();
  placeTexts.set(context, texts);
  const key = `${profile}\n${region}`;
  const before = texts.get(key);
  if (before !== undefined) return before;
  const mark = context.productionWords?.(profile) ?? '';
  const text = comparableText([profile, region, ...context.accountOf(profile).known, mark].join('\n'));
  texts.set(key, text);
  return text;
}

/** Whether the state isn't known; a service has its deployment's. */
const isStateUnread = (resource: Filtered): boolean =>
  resource.kind === 'service' ? isDeploymentUnread(resource) : resource.state === UNREAD_STATE;

/** Whether the terms ask for the state “paused” of a deployment whose hooks could not be read. */
function isPauseUnread(resource: Filtered, wanted: readonly Matches[], { stateWords }: FilterContext): boolean {
  const deployment = resource.kind === 'service' ? resource.deployment : undefined;
  if (deployment?.status !== 'IN_PROGRESS') return false;
  const areHooksUnread = deployment.details !== undefined || isUnread(deployment, 'lifecycleHookDetails');
  return areHooksUnread && isAmong([PAUSED, ...stateWords('deployment', PAUSED)], wanted);
}

/** Whether something that words are searched in can't be read: the name or an instance's Auto Scaling group, which are in tags, or one of the {@link searchedMembers}. */
const isTextUnread = (resource: Filtered): boolean =>
  (resource.tagsUnread === true &&
    (resource.name === undefined || (resource.kind === 'instance' && !resource.autoScalingGroup))) ||
  (resource.unread !== undefined && searchedMembers[resource.kind].some((member) => isUnread(resource, member)));

/** The members of AWS's answer that {@link searched} has beside tags. A service's name isn't one, as it is in the ARN. */
const searchedMembers = {
  instance: ['State', 'InstanceType', 'Placement', 'PrivateIpAddress', 'PublicIpAddress'],
  service: ['clusterArn', 'taskDefinition'],
  experiment: ['state', 'experimentTemplateId'],
} as const satisfies Record<Filtered['kind'], readonly string[]>;

/** Whether the type isn't known. A service's strategy is told by its deployment, an experiment's actions by its details. */
function isTypeUnread(resource: Filtered): boolean {
  const lacks = (member: string): boolean => isUnread(resource, member);
  switch (resource.kind) {
    case 'instance':
      return resource.type === '' || lacks('InstanceType');
    case 'service':
      return resource.deploymentUnread === true || lacks('launchType') || lacks('capacityProviderStrategy');
    case 'experiment':
      return resource.full === undefined || lacks('actions');
  }
}

const isAmong = (texts: readonly string[], wanted: readonly Matches[]): boolean =>
  texts.map(comparableText).some((text) => wanted.some((matches) => matches(text)));

/** An instance's type, a service's launch type, capacity providers and strategy, the actions of an experiment. */
function typesOf(resource: Filtered): readonly string[] {
  switch (resource.kind) {
    case 'instance':
      return [resource.type];
    case 'service':
      return [resource.launchType, resource.deployment?.strategy, resource.capacityProviders].flatMap(
        (one) => one ?? [],
      );
    case 'experiment':
      return (resource.full?.actions ?? []).map(({ actionId }) => actionId);
  }
}

type Filtered = Exclude<Resource, { kind: 'lever' }>;

/** Everything that names a resource, as {@link comparableText}, with line ends between, which no typed word can have. */
function searched(resource: Filtered, wordsOf: StateWords): string {
  let all = resource.id;
  const add = (text: string | undefined) => {
    if (text !== undefined) all += `\n${text}`;
  };
  add(resource.name);
  switch (resource.kind) {
    case 'instance':
      statesOf(resource, wordsOf).forEach(add);
      add(resource.type);
      add(resource.availabilityZone);
      add(resource.autoScalingGroup);
      add(resource.privateAddress);
      add(resource.publicAddress);
      break;
    case 'service':
      statesOf(resource, wordsOf).forEach(add);
      // The row shows the words of its deployment also where that is as an earlier listing read it.
      if (resource.deployment && isRollingOut(resource)) deploymentWords(resource.deployment, wordsOf).forEach(add);
      add(resource.clusterName);
      add(resource.deployment?.id);
      add(resource.taskDefinition);
      break;
    case 'experiment':
      statesOf(resource, wordsOf).forEach(add);
      add(resource.templateId);
      break;
  }
  return comparableText(all);
}

/** A resource's states, in AWS's names and in the words of its row. */
function statesOf(resource: Filtered, wordsOf: StateWords): readonly string[] {
  if (resource.kind !== 'service') return [resource.state, ...wordsOf(resource.kind, resource.state)];
  const { deployment, deploymentUnread, rolloutState, status } = resource;
  const ofRollout = rolloutState === undefined ? undefined : [rolloutState, ...wordsOf('rollout', rolloutState)];
  // What the service says of its rollout is newer than a deployment that couldn't be read again.
  if (deploymentUnread === true) return ofRollout ?? [];
  if (!deployment) return ofRollout ?? [status];
  return [deployment.status, deployment.lifecycleStage ?? '', ...deploymentWords(deployment, wordsOf)];
}

const deploymentWords = (deployment: ServiceDeployment, wordsOf: StateWords): readonly string[] =>
  waitingHook(deployment) ? [PAUSED, ...wordsOf('deployment', PAUSED)] : wordsOf('deployment', deployment.status);
