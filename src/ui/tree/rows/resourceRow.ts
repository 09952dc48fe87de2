import { l10n, type ThemeIcon } from 'vscode';
import { actionName, type Experiment } from '../../../model/resources/experiment.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import { visibleName } from '../../../base/shownText.ts';
import { plainText } from '../../../base/plainText.ts';
import { names } from '../../words/targetNames.ts';
import type { Resource } from '../../../model/resources/resource.ts';
import type { SafetyLever } from '../../../model/resources/safetyLever.ts';
import { isRollingOut, type Service } from '../../../model/resources/service.ts';
import { stateTraits } from '../../../model/resources/states.ts';
import { shortId } from '../../../model/resources/target.ts';
import type { Mark, Tracked } from '../../../stopping/follow/followed.ts';
import type { OperationType } from '../../../model/operation.ts';
import type { Refusal } from '../../../stopping/follow/refusals.ts';
import { refusalWords } from '../../words/changeFailures.ts';
import { requestedWord } from '../../words/operations.ts';
import { stateWords, targetStateWords } from '../../words/states.ts';
import { clockTime, shortDate } from '../../words/times.ts';
import { waitingWords } from '../../words/lack.ts';
import { rowName } from './shortLabels.ts';
import { icon, requestedIcon, stateIcon, waitingIcon } from './icons.ts';
import { drainingTasks, type ServiceDeployment, waitingHook } from '../../../model/resources/deployment.ts';
import { countOf } from '../../../model/resources/unreadable.ts';
import { counted } from '../../words/counted.ts';
import type { ProductionMark } from '../../../stopping/plan/productionPolicy.ts';
import { productionMarkWords } from '../../words/production.ts';
import { undoOf } from '../../../stopping/plan/experimentUndo.ts';

/** What one line of the tree shows. */
export interface TreeRow {
  /** The whole label, however long it is. */
  readonly label: string;
  readonly description: string;
  /**
   * The part of the description that must be visible beside a long name, where that isn't the whole first part: the state in `stopping since 12:04`,
   * the numbers in `4 of 4 running`. The name tells which one it is, so it gets the rest of the room.
   */
  readonly state?: string;
  readonly icon: ThemeIcon;
  /** What a screen reader says, where label and description would not be enough. */
  readonly spoken: string;
}

/** What else a resource's row tells: a stop under way, production, what tells it from its namesakes. */
export interface RowFacts {
  readonly mark: Mark | undefined;
  /** What the mark is about. */
  readonly operation?: OperationType | undefined;
  /** Since when it has been stopping or shutting down, in ms since the epoch. */
  readonly stoppingSince?: number | undefined;
  /** When AWS accepted a force stop of it, in ms since the epoch. */
  readonly forcedAt?: number | undefined;
  /** AWS's answer was lost, so that it isn't known whether the request arrived. */
  readonly isUncertain?: boolean;
  /** The last request for it, if that was refused lately and nothing is asked for now. */
  readonly refusal?: Refusal | undefined;
  /** AWS has throttled the request, and it is being sent again. */
  readonly isThrottled?: boolean;
  readonly production: ProductionMark | undefined;
  /** Another one in the same list has the same name. */
  readonly hasNamesake?: boolean;
  /**
   * For a safety lever and for what is marked as production: as of when its state is known, where neither another part of the row nor a row above says
   * it.
   */
  readonly age?: string | undefined;
  /** Of a past deployment: since when AWS owes what was asked for anew. Of everything else a row above says it, or the list that it is in. */
  readonly owedSince?: number | undefined;
  /** For an instance: its type is left out. */
  readonly hidesType?: boolean;
  /** The list is sorted or filtered by the last start. */
  readonly showsStart?: boolean;
}

/** The row of a resource or of a service deployment: its name, its state in words, and what distinguishes it. The rest is in the tooltip. */
export function resourceRow(resource: Resource | ServiceDeployment, facts: RowFacts): TreeRow {
  switch (resource.kind) {
    case 'instance':
      return instanceRow(resource, facts);
    case 'service':
      return serviceRow(resource, facts);
    case 'deployment':
      return deploymentRow(resource, facts);
    case 'experiment':
      return experimentRow(resource, facts);
    case 'lever':
      return leverRow(resource, facts);
  }
}

/** The row of a request's target that no list has. */
export function requestedRow(
  { ref, name, operation, uncertain, throttled: isThrottled }: Tracked,
  mark: Mark | undefined,
): TreeRow {
  const label = ref.kind === 'lever' ? l10n.t('Safety lever') : plainText(visibleName(name) ?? shortId(ref), 80);
  const facts = { mark: mark ?? 'requested', operation: operation.type, isUncertain: uncertain !== undefined };
  const description = requested({ ...facts, isThrottled: isThrottled !== undefined, production: undefined }) ?? '';
  return { label, description, icon: requestedIcon(), spoken: `${label}, ${description}` };
}

/** The parts joined by a middle dot; empty ones are left out. */
export const dotted = (...parts: readonly (string | undefined | false)[]) =>
  parts.filter((part) => part !== undefined && part !== false && part !== '').join(' · ');

/** Also said beside a state that still comes from an earlier stop. */
const throttled = ({ mark, isThrottled }: RowFacts): string | undefined =>
  mark === 'sending' && isThrottled === true ? l10n.t('throttled by AWS, trying again') : undefined;

/** What Halt has requested; said until AWS shows a state that says it itself. */
function requested(facts: RowFacts): string | undefined {
  if (facts.mark === 'sending') return throttled(facts) ?? l10n.t('requesting…');
  if (facts.mark !== 'requested') return undefined;
  return facts.isUncertain === true ? l10n.t('no reply from AWS, checking') : requestedWord(facts.operation ?? 'stop');
}

/** The state with its time, as in `stopping since 12:04`, where that is known. */
const since = (state: string, at: number | undefined) =>
  at === undefined ? state : l10n.t('{0} since {1}', state, clockTime(at));

/** A refusal is said in the row for an hour, as the message about it may have gone unseen. */
const refused = ({ refusal }: RowFacts) => refusal && refusalWords(refusal);

const production = (facts: RowFacts) => facts.production && dotted(productionMarkWords(facts.production), facts.age);

function instanceRow(instance: Instance, facts: RowFacts): TreeRow {
  const label = rowName(instance);
  const state = stateWords('instance', instance.state);
  const moving = stateTraits('instance', instance.state).transitional;
  const description = dotted(
    moving ? since(state, facts.stoppingSince) : (requested(facts) ?? state),
    facts.forcedAt !== undefined && l10n.t('forced at {0}', clockTime(facts.forcedAt)),
    moving && throttled(facts),
    refused(facts),
    production(facts),
    facts.hasNamesake === true && instance.id,
    facts.hidesType !== true && plainText(instance.type, 40),
    lastStart(instance, facts),
  );
  return {
    label,
    description,
    ...(moving && { state }),
    icon: facts.mark ? requestedIcon() : stateIcon('instance', instance.state),
    spoken: l10n.t('EC2 instance {0}, {1}', label, description),
  };
}

/**
 * The time of the last start, at the end of the row, where a narrow side bar cuts it first: since when a running instance is billed, or the exact
 * time where the list is sorted or filtered by it.
 */
function lastStart({ state, launchedAt }: Instance, { showsStart, mark }: RowFacts): string | undefined {
  if (launchedAt === undefined) return undefined;
  if (showsStart === true) return clockTime(launchedAt);
  return state === 'running' && mark === undefined ? l10n.t('since {0}', shortDate(launchedAt)) : undefined;
}

const express = (service: Service) => service.express === true && l10n.t('Express');

function serviceRow(service: Service, facts: RowFacts): TreeRow {
  const label = rowName(service);
  const { deployment } = service;
  const namesake = facts.hasNamesake === true && plainText(service.clusterName, 60);
  const isOld = service.deploymentUnread === true;
  const unread = isOld && (deployment ? l10n.t('not read again') : l10n.t('deployment not read'));
  // What the service says of its rollout is newer than a deployment that couldn't be read again.
  if (deployment && (!isOld || isRollingOut(service))) {
    const row = deploymentRow(deployment, facts);
    const description = dotted(
      ...[deploymentState(deployment, facts), refused(facts), unread, express(service), production(facts), namesake],
    );
    return { label, description, icon: row.icon, spoken: l10n.t('ECS service {0}, {1}', label, description) };
  }
  const deployedBy = service.controller !== 'ECS' && l10n.t('deployed by {0}', plainText(service.controller, 40));
  const tasks = l10n.t('{0} of {1} running', ...countsOf(service));
  const rollout = rolloutWords(service);
  const description = dotted(
    ...[rollout ?? tasks, refused(facts), unread, express(service), deployedBy, production(facts), namesake],
  );
  return {
    label,
    description,
    // Where nothing is in progress, the numbers are enough beside a long name.
    ...(rollout === undefined && { state: throughLastDigit(tasks) }),
    icon: deployedBy === false ? rolloutIcon(service.rolloutState) : icon('plug', 'descriptionForeground'),
    spoken: l10n.t('ECS service {0}, {1}', label, description),
  };
}

const throughLastDigit = (words: string): string => /^.*\d/.exec(words)?.[0] ?? words;

const countsOf = (service: Service) =>
  [
    countOf(service, 'runningCount', service.runningCount),
    countOf(service, 'desiredCount', service.desiredCount),
  ] as const;

/** What a service itself says of its rollout, where its deployment isn't known; undefined for a rollout that is over. */
function rolloutWords(service: Service): string | undefined {
  const { rolloutState } = service;
  switch (rolloutState) {
    case undefined:
    case 'COMPLETED':
      return undefined;
    case 'IN_PROGRESS':
      return l10n.t('rolling out {0} of {1}', ...countsOf(service));
    case 'FAILED':
      return l10n.t('rollout failed');
    default:
      return plainText(rolloutState, 40);
  }
}

function rolloutIcon(rolloutState: string | undefined): ThemeIcon {
  switch (rolloutState) {
    case undefined:
    case 'COMPLETED':
      return icon('server-process', 'descriptionForeground');
    case 'FAILED':
      return icon('error', 'editorError.foreground');
    default:
      return stateIcon('deployment', rolloutState);
  }
}

const isOver = (status: string) => stateTraits('deployment', status).final;

/** The states in which AWS itself shows that a stop was asked for. */
const isBeingStopped = ({ status }: ServiceDeployment) => status.startsWith('ROLLBACK') || status === 'STOP_REQUESTED';

function deploymentState(deployment: ServiceDeployment, facts: RowFacts): string {
  const asked = isBeingStopped(deployment) ? undefined : requested(facts);
  if (asked !== undefined) return asked;
  const { target, status, details } = deployment;
  if (waitingHook(deployment) || details === 'unread') return targetStateWords(deployment);
  if (status === 'IN_PROGRESS' && target) {
    const told = l10n.t(
      'rolling out {0} of {1}',
      countOf(deployment, 'targetServiceRevision.runningTaskCount', target.running),
      countOf(deployment, 'targetServiceRevision.requestedTaskCount', target.requested),
    );
    return dotted(told, trafficShare(deployment), details === 'earlier' && l10n.t('not read again'));
  }
  const draining = drainingTasks(deployment);
  return dotted(
    targetStateWords(deployment),
    // A rollback in stages takes long, and how far it is is what the person waits for.
    isBeingStopped(deployment) && throttled(facts),
    isBeingStopped(deployment) && !isOver(status) && plainText(deployment.lifecycleStage ?? '', 40),
    draining > 0 && counted(l10n.t('{0, plural, one {# old task running} other {# old tasks running}}'), draining),
  );
}

/** How much of the traffic the new revision has, while both have some. */
function trafficShare({ target }: ServiceDeployment): string | false {
  const share = target?.productionTrafficWeight ?? 0;
  return share > 0 && share < 100 && l10n.t('{0} % of the traffic', share);
}

function deploymentRow(deployment: ServiceDeployment, facts: RowFacts): TreeRow {
  const created = deployment.createdAt ?? deployment.startedAt;
  const label = created === undefined ? shortId(deployment) : clockTime(created);
  const description = dotted(
    ...[deploymentState(deployment, facts), refused(facts), production(facts)],
    facts.owedSince !== undefined && waitingWords(facts.owedSince),
  );
  return {
    label,
    description,
    icon: facts.mark
      ? requestedIcon()
      : waitingHook(deployment)
        ? waitingIcon()
        : stateIcon('deployment', deployment.status),
    spoken: l10n.t('Service deployment of {0}, {1}', label, description),
  };
}

function experimentRow(experiment: Experiment, facts: RowFacts): TreeRow {
  const label = rowName(experiment);
  const { final } = stateTraits('experiment', experiment.state);
  const stopping = experiment.state === 'stopping';
  const state = stateWords('experiment', experiment.state);
  const description = dotted(
    stopping ? since(state, facts.stoppingSince) : (requested(facts) ?? state),
    stopping && throttled(facts),
    stopping && undoing(experiment),
    refused(facts),
    experiment.actionsMode === 'skip-all' && l10n.t('preview'),
    production(facts),
    final && experiment.createdAt !== undefined ? clockTime(experiment.createdAt) : undefined,
    facts.hasNamesake === true && experiment.id,
  );
  return {
    label,
    description,
    ...(stopping && { state }),
    icon: facts.mark ? requestedIcon() : stateIcon('experiment', experiment.state),
    spoken: l10n.t('FIS experiment {0}, {1}', label, description),
  };
}

/** So much room is in a row for what a stop is undoing, in characters. */
const MOST_OF_UNDONE = 60;

/** The actions that a stop is undoing now, which is what the person waits for. Actions that change nothing or can't be undone aren't among them. */
function undoing(experiment: Experiment): string | undefined {
  const ending = experiment.full?.actions.filter(({ state }) => state === 'stopping') ?? [];
  const undone = ending.filter((action) => !['nothing', 'stays'].includes(undoOf(action))).map(actionName);
  // The tooltip names all of them.
  return undone.length === 0 ? undefined : l10n.t('undoing {0}', names(undone, MOST_OF_UNDONE));
}

function leverRow(lever: SafetyLever, facts: RowFacts): TreeRow {
  const label = l10n.t('Safety lever');
  const description = dotted(
    requested({ operation: 'engage-lever', ...facts }),
    stateWords('lever', lever.state),
    refused(facts),
    facts.age,
    lever.state === 'disengaged' ? undefined : plainText(lever.reason ?? '', 80),
  );
  return {
    label,
    description,
    icon: facts.mark ? requestedIcon() : stateIcon('lever', lever.state),
    spoken: l10n.t('FIS safety lever, {0}', description),
  };
}
