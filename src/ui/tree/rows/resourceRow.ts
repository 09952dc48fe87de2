import { l10n, type ThemeIcon } from 'vscode';
import type { Experiment } from '../../../model/resources/experiment.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import { plainText } from '../../../base/plainText.ts';
import type { Resource } from '../../../model/resources/resource.ts';
import type { SafetyLever } from '../../../model/resources/safetyLever.ts';
import { type Service } from '../../../model/resources/service.ts';
import { stateTraits } from '../../../model/resources/states.ts';
import { shortId } from '../../../model/resources/target.ts';
import type { Mark } from '../../../stopping/follow/tracker.ts';
import type { OperationType } from '../../../model/operation.ts';
import { requestedWord } from '../../words/operations.ts';
import { clockTime } from '../../words/times.ts';
import { icon, requestedIcon, stateIcon, waitingIcon } from './icons.ts';
import { type ServiceDeployment, waitingHook } from '../../../model/resources/deployment.ts';

/** What one line of the tree shows. */
export interface Row {
  readonly label: string;
  readonly description: string;
  readonly icon: ThemeIcon;
  /** What a screen reader says, where label and description would not be enough. */
  readonly spoken: string;
}

/** What else a resource's line tells: a stop under way, production. */
export interface RowFacts {
  readonly mark: Mark | undefined;
  /** What the mark is about. */
  readonly operation?: OperationType | undefined;
  readonly production: boolean;
}

/** The line of a resource or of a service deployment. */
export function resourceRow(resource: Resource | ServiceDeployment, facts: RowFacts): Row {
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

/** Joined by a middle dot; empty parts are left out. */
const dotted = (...parts: readonly (string | undefined | false)[]) =>
  parts.filter((part) => part !== undefined && part !== false && part !== '').join(' · ');

/** Said of the target at once, until AWS shows a state that says it itself. */
function requested(facts: RowFacts): string | undefined {
  if (facts.mark === 'sending') return l10n.t('requesting…');
  return facts.mark === 'requested' ? requestedWord(facts.operation ?? 'stop') : undefined;
}

const production = (facts: RowFacts) => facts.production && l10n.t('production');

function instanceRow(instance: Instance, facts: RowFacts): Row {
  const label = plainText(instance.name ?? instance.id, 100);
  const state = plainText(instance.state, 40);
  const moving = stateTraits('instance', instance.state).transitional;
  const description = dotted(
    moving ? state : dotted(requested(facts), state),
    production(facts),
    plainText(instance.type, 40),
    instance.name === undefined ? undefined : instance.id,
  );
  return {
    label,
    description,
    icon: facts.mark && !moving ? requestedIcon() : stateIcon('instance', instance.state),
    spoken: l10n.t('EC2 instance {0}, {1}', label, description),
  };
}

function serviceRow(service: Service, facts: RowFacts): Row {
  const label = plainText(service.name, 100);
  const { deployment } = service;
  const tasks = l10n.t('{0}/{1} tasks', service.runningCount, service.desiredCount);
  if (deployment) {
    const row = deploymentRow(deployment, facts);
    const description = dotted(deploymentState(deployment, facts), production(facts), tasks);
    return { label, description, icon: row.icon, spoken: l10n.t('ECS service {0}, {1}', label, description) };
  }
  const controlled = service.controller === 'ECS' ? undefined : plainText(service.controller, 40);
  const rollout = service.rolloutState === 'COMPLETED' ? undefined : service.rolloutState;
  const description = dotted(rollout && plainText(rollout, 40), controlled, production(facts), tasks);
  return {
    label,
    description,
    icon: controlled
      ? icon('link-external', 'disabledForeground')
      : icon(
          rollout === 'FAILED' ? 'warning' : rollout ? 'sync' : 'server-process',
          rollout ? 'charts.blue' : 'disabledForeground',
        ),
    spoken: l10n.t('ECS service {0}, {1}', label, description),
  };
}

function deploymentState(deployment: ServiceDeployment, facts: RowFacts): string {
  const waiting = waitingHook(deployment) && l10n.t('waits for you');
  const stage = stateTraits('deployment', deployment.status).final ? undefined : deployment.lifecycleStage;
  const own = deployment.status.startsWith('ROLLBACK') || deployment.status === 'STOP_REQUESTED';
  return dotted(
    own ? undefined : requested(facts),
    waiting,
    plainText(deployment.status, 40),
    stage && plainText(stage, 40),
  );
}

function deploymentRow(deployment: ServiceDeployment, facts: RowFacts): Row {
  const created = deployment.createdAt ?? deployment.startedAt;
  const label = created === undefined ? shortId(deployment) : clockTime(created);
  const { target } = deployment;
  const description = dotted(
    deploymentState(deployment, facts),
    production(facts),
    target && l10n.t('{0}/{1} tasks', target.running, target.requested),
    shortId(deployment).slice(0, 10),
  );
  const own = deployment.status.startsWith('ROLLBACK') || deployment.status === 'STOP_REQUESTED';
  return {
    label,
    description,
    icon:
      facts.mark && !own
        ? requestedIcon()
        : waitingHook(deployment)
          ? waitingIcon()
          : stateIcon('deployment', deployment.status),
    spoken: l10n.t('Service deployment of {0}, {1}', label, description),
  };
}

function experimentRow(experiment: Experiment, facts: RowFacts): Row {
  const label = plainText(experiment.name ?? experiment.id, 100);
  const { final } = stateTraits('experiment', experiment.state);
  const stopping = experiment.state === 'stopping';
  const description = dotted(
    stopping ? undefined : requested(facts),
    plainText(experiment.state, 40),
    stopping && undoing(experiment),
    experiment.actionsMode === 'skip-all' && l10n.t('preview'),
    production(facts),
    final && experiment.createdAt !== undefined ? clockTime(experiment.createdAt) : undefined,
    experiment.name === undefined ? undefined : experiment.id,
  );
  return {
    label,
    description,
    icon: facts.mark && !stopping ? requestedIcon() : stateIcon('experiment', experiment.state),
    spoken: l10n.t('FIS experiment {0}, {1}', label, description),
  };
}

/** A stop runs the post-actions that are left: which, is what a person waits for. */
function undoing(experiment: Experiment): string | undefined {
  const names =
    experiment.full?.actions.filter((action) => action.state === 'stopping').map((action) => action.name) ?? [];
  return names.length === 0 ? undefined : l10n.t('undoing {0}', plainText(names.join(', '), 60));
}

function leverRow(lever: SafetyLever, facts: RowFacts): Row {
  const label = l10n.t('Safety lever');
  const description = dotted(
    facts.mark && l10n.t('change requested'),
    plainText(lever.status, 40),
    lever.status === 'disengaged' ? undefined : plainText(lever.reason ?? '', 80),
  );
  return {
    label,
    description,
    icon: facts.mark ? requestedIcon() : stateIcon('lever', lever.status),
    spoken: l10n.t('FIS safety lever, {0}', description),
  };
}
