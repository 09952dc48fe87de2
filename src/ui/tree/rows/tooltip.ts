import { l10n, type MarkdownString } from 'vscode';
import { type Fact, valueOf } from '../../../model/fact.ts';
import { actionName, type Experiment } from '../../../model/resources/experiment.ts';
import type { Identity } from '../../../model/identity.ts';
import { HIBERNATION, type Instance, managerOf } from '../../../model/resources/instance.ts';
import type { Resource } from '../../../model/resources/resource.ts';
import { failedTasks } from '../../../model/resources/stoppedTasks.ts';
import { defined } from '../../../base/untrusted.ts';
import type { ItemParts } from './rowParts.ts';
import { isRollingOut, isTroubleUnread, type Service, troubleEvent } from '../../../model/resources/service.ts';
import { detailsWords, earlySuccessFact } from '../../words/deployments.ts';
import { timeoutWords } from '../../words/pauseHook.ts';
import { stuckWords, troubleUnreadWords } from '../../words/stuck.ts';
import { clockTime } from '../../words/times.ts';
import { countOf, isUnread } from '../../../model/resources/unreadable.ts';
import { tagFact } from '../../../model/resources/tag.ts';
import { type ServiceDeployment, waitingHook } from '../../../model/resources/deployment.ts';
import { storeOf } from '../../../model/resources/typeStore.ts';
import { counted } from '../../words/counted.ts';
import { namesWithin, type TooltipLine, tooltipMarkdown } from './tooltipMarkdown.ts';

/**
 * The tooltip of a resource, as Markdown that is neither trusted nor HTML; every text from AWS is escaped. `others`: the other profiles that see the
 * same thing. `first`: what stands before its place, such as that a request was refused or as of when it is known.
 */
export function resourceTooltip(
  resource: Resource | ServiceDeployment,
  identity: Identity | undefined,
  told: ItemParts['told'],
  others: readonly string[],
  first: readonly (string | undefined)[] = [],
): MarkdownString {
  const where: readonly TooltipLine[] = [
    ...first.map((words) => ['', words] as const),
    [l10n.t('Profile'), resource.scope.profile],
    [
      l10n.t('Account'),
      identity === undefined ? undefined : [identity.account, valueOf(identity.alias)].filter(Boolean).join(' · '),
    ],
    [l10n.t('Region'), resource.scope.region],
    ['', others.length > 0 ? l10n.t('Profiles of the same account: {0}.', namesWithin(others)) : undefined],
    [l10n.t('Couldn’t be read'), namesWithin(unreadOf(resource))],
  ];
  switch (resource.kind) {
    case 'instance':
      return tooltipMarkdown(
        resource.name ?? resource.id,
        [...instanceFacts(resource, told), ...where],
        resource.tags,
        true,
      );
    case 'service':
      return tooltipMarkdown(resource.name, [...serviceFacts(resource, told), ...where], resource.tags, true);
    case 'deployment':
      return tooltipMarkdown(l10n.t('Service deployment'), [...deploymentFacts(resource), ...where], [], true);
    case 'experiment':
      return tooltipMarkdown(
        resource.name ?? resource.id,
        [...experimentFacts(resource), ...where],
        resource.tags,
        true,
      );
    case 'lever':
      return tooltipMarkdown(l10n.t('FIS safety lever'), [
        [l10n.t('State'), resource.state],
        [l10n.t('Reason'), resource.reason],
        ...where,
      ]);
  }
}

/** Members that could not be read. A service also has those of its deployment, which has no row of its own. */
function unreadOf(resource: Resource | ServiceDeployment): readonly string[] {
  const carried = resource.kind === 'service' ? (resource.deployment?.unread ?? []) : [];
  return [...(resource.unread ?? []), ...carried];
}

const accountsOf = (experiment: Experiment, count: number): number | '?' =>
  countOf(experiment, 'targetAccountConfigurationsCount', count);

const time = (at: number | undefined) => (at === undefined ? undefined : clockTime(at));

function groupName({ autoScalingGroup, tagsUnread }: Instance): string | undefined {
  return factWords(tagFact(autoScalingGroup, tagsUnread));
}

const factWords = (fact: Fact<string>): string | undefined =>
  fact.kind === 'unread' ? l10n.t('can’t be read') : valueOf(fact);

function instanceFacts(instance: Instance, told: ItemParts['told']): readonly TooltipLine[] {
  return [
    [l10n.t('Instance ID'), instance.id],
    [l10n.t('State'), instance.state],
    [l10n.t('Why'), instance.stateReason ?? instance.stateTransitionReason],
    [l10n.t('Type'), instance.type],
    [l10n.t('Platform'), instance.platform],
    [l10n.t('Launched'), time(instance.launchedAt)],
    [l10n.t('Availability Zone'), instance.availabilityZone],
    [l10n.t('Public address'), instance.publicAddress],
    [l10n.t('Private address'), instance.privateAddress],
    [l10n.t('Lifecycle'), instance.lifecycle],
    [l10n.t('Auto Scaling group'), groupName(instance)],
    [l10n.t('Managed by'), factWords(managerOf(instance))],
    [
      l10n.t('Hibernation'),
      instance.hibernationConfigured
        ? l10n.t('configured')
        : isUnread(instance, HIBERNATION)
          ? undefined
          : l10n.t('not configured at launch, so it can only be stopped'),
    ],
    [l10n.t('Instance store'), storeWords[shownStore(instance, told)]()],
  ];
}

/** What is known of the instance's stores; nothing as long as nobody has asked AWS, which a tooltip doesn't. */
function shownStore(instance: Instance, { typeStore }: ItemParts['told']): Instance['instanceStore'] {
  const told = typeStore(instance.scope, instance.type);
  return told === undefined && instance.instanceStore !== 'root' ? 'none' : storeOf(instance, told);
}

const storeWords = {
  none: () => undefined,
  root: () => l10n.t('root device: can’t be stopped'),
  data: () => l10n.t('erased by a stop'),
  unknown: () => l10n.t('not known'),
} as const satisfies Record<Instance['instanceStore'], () => string | undefined>;

function serviceFacts(service: Service, told: ItemParts['told']): readonly TooltipLine[] {
  return [
    [l10n.t('Cluster'), service.clusterName],
    [l10n.t('Status'), service.status],
    [
      l10n.t('Tasks'),
      l10n.t(
        '{0} running, {1} pending, {2} desired',
        countOf(service, 'runningCount', service.runningCount),
        countOf(service, 'pendingCount', service.pendingCount),
        countOf(service, 'desiredCount', service.desiredCount),
      ),
    ],
    [l10n.t('Task definition'), service.taskDefinition?.slice(service.taskDefinition.lastIndexOf('/') + 1)],
    [l10n.t('Launch type'), service.launchType],
    [l10n.t('Capacity providers'), service.capacityProviders && namesWithin(service.capacityProviders)],
    [
      l10n.t('Deployment controller'),
      service.controller === 'ECS'
        ? undefined
        : l10n.t('{0}: stop its deployments where they are controlled', service.controller),
    ],
    [l10n.t('Managed by'), service.express === true ? l10n.t('Amazon ECS, as an Express service') : undefined],
    [l10n.t('Rollout'), service.rolloutState],
    [l10n.t('Why'), service.rolloutStateReason],
    [l10n.t('Stuck'), stuckFact(service, told)],
    ['', service.deploymentUnread === true ? deploymentUnreadWords(service) : undefined],
    ...(service.deployment ? deploymentFacts(service.deployment) : []),
  ];
}

const deploymentUnreadWords = ({ deployment }: Service): string =>
  deployment
    ? l10n.t('Its deployment could not be read again and is as it was read before; how its rollout goes is new.')
    : l10n.t('Its deployment could not be read: how far it is, and whether something waits, isn’t known.');

/**
 * Why a rollout doesn't get on. Only while there is one, since earlier failures are over. Where this could not be read, it says so, since that is no
 * sign that nothing fails.
 */
function stuckFact(service: Service, told: ItemParts['told']): string | undefined {
  const { deployment, events = [] } = service;
  if (!isRollingOut(service)) return undefined;
  const trouble = troubleEvent(events, deployment?.startedAt ?? deployment?.createdAt);
  const inARow = service.failedTasks ?? 0;
  const tasks = deployment && told.stopped(deployment);
  const own = failedTasks(tasks?.own);
  const event = trouble?.message;
  const words = stuckWords({ inARow, ...defined({ event, stopped: own }) });
  return words ?? (isTroubleUnread(service) ? troubleUnreadWords() : undefined);
}

function deploymentFacts(deployment: ServiceDeployment): readonly TooltipLine[] {
  const { circuitBreaker: breaker, alarms } = deployment;
  const hook = waitingHook(deployment);
  return [
    [l10n.t('Deployment'), deployment.id.slice(deployment.id.lastIndexOf('/') + 1)],
    [l10n.t('State'), deployment.status],
    ['', deployment.details && detailsWords(deployment.details)],
    [l10n.t('Why'), deployment.statusReason],
    [l10n.t('Strategy'), deployment.strategy],
    [l10n.t('Stage'), deployment.lifecycleStage],
    [l10n.t('Early success'), earlySuccessFact(deployment)],
    [l10n.t('Waits'), hook ? l10n.t('for you, at a pause hook') : undefined],
    [l10n.t('Expires'), time(hook?.expiresAt)],
    // Without the time that is left, which would become wrong while the person reads.
    ['', hook && timeoutWords(hook, undefined)],
    [l10n.t('Started'), time(deployment.startedAt)],
    [l10n.t('Finished'), time(deployment.finishedAt)],
    [
      l10n.t('Circuit breaker'),
      isUnread(deployment, 'deploymentCircuitBreaker') || breaker?.threshold === 0
        ? breaker?.status
        : breaker &&
          counted(
            l10n.t('{0, plural, one {{1}: {2} of # failure} other {{1}: {2} of # failures}}'),
            breaker.threshold,
            breaker.status,
            breaker.failureCount,
          ),
    ],
    [
      l10n.t('Alarms'),
      alarms && alarms.triggered.length > 0 ? l10n.t('triggered: {0}', namesWithin(alarms.triggered)) : alarms?.status,
    ],
    [l10n.t('Rollback'), deployment.rollback?.reason],
  ];
}

function experimentFacts(experiment: Experiment): readonly TooltipLine[] {
  const { full, error } = experiment;
  return [
    [l10n.t('Experiment ID'), experiment.id],
    [l10n.t('State'), experiment.state],
    [l10n.t('Why'), experiment.reason],
    [l10n.t('Error'), error && [error.code, error.accountId, error.location].filter(Boolean).join(' · ')],
    [l10n.t('Template'), experiment.templateId],
    [l10n.t('Created'), time(experiment.createdAt)],
    [l10n.t('Started'), time(full?.startedAt)],
    [l10n.t('Ended'), time(full?.endedAt)],
    [
      l10n.t('Being undone'),
      experiment.state === 'stopping'
        ? full && namesWithin(full.actions.filter((action) => action.state === 'stopping').map(actionName))
        : undefined,
    ],
    [l10n.t('Actions'), full && namesWithin(full.actions.map((action) => `${actionName(action)}: ${action.state}`))],
    [l10n.t('Other accounts'), full && (accountsOf(experiment, full.targetAccounts) || undefined)],
  ];
}
