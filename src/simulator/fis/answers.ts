import type { ActionKind } from './actions.ts';
import type { ActionDefinition, ExperimentDefinition, TargetDefinition } from './definition.ts';
import type { Experiment } from './experiment.ts';
import { present, timestamp } from './protocol.ts';
import type { Report } from './report.ts';
import type { Place } from './targets.ts';
import type { Template } from './templates.ts';

/** ARN of an experiment, a template or an action. */
export function arnOf(place: Place, kind: 'experiment' | 'experiment-template' | 'action', id: string): string {
  return `arn:${place.partition}:fis:${place.region}:${place.account}:${kind}/${id}`;
}

/** `Experiment`, as GetExperiment, StartExperiment and StopExperiment answer it. */
export function experimentJson(experiment: Experiment): Record<string, unknown> {
  const { setup, startTime, endTime, report } = experiment;
  const { definition, place } = setup;
  return present({
    id: setup.id,
    arn: arnOf(place, 'experiment', setup.id),
    experimentTemplateId: setup.templateId,
    roleArn: roleOf(definition, place),
    state: stateJson(experiment),
    targets: mapped(definition.targets, targetJson),
    actions: Object.fromEntries(
      experiment.actions.map((action) => [
        action.name,
        present({
          ...actionJson(action.definition),
          state: { status: action.status, reason: action.reason },
          startTime: when(action.startTime),
          endTime: when(action.endTime),
        }),
      ]),
    ),
    stopConditions: definition.stopConditions,
    creationTime: timestamp(setup.createdAt),
    startTime: when(startTime),
    endTime: when(endTime),
    tags: setup.tags,
    logConfiguration: definition.logConfiguration,
    experimentOptions: { ...options(definition), actionsMode: setup.actionsMode },
    targetAccountConfigurationsCount: (definition.targetAccounts ?? []).length,
    experimentReportConfiguration: definition.experimentReportConfiguration,
    experimentReport: report === undefined ? undefined : reportJson(report),
  });
}

/** `ExperimentSummary`, as ListExperiments answers it. */
export function experimentSummaryJson(experiment: Experiment): object {
  const { setup } = experiment;
  return {
    id: setup.id,
    arn: arnOf(setup.place, 'experiment', setup.id),
    experimentTemplateId: setup.templateId,
    state: stateJson(experiment),
    creationTime: timestamp(setup.createdAt),
    tags: setup.tags,
    experimentOptions: { ...options(setup.definition), actionsMode: setup.actionsMode },
  };
}

/** `ExperimentTemplate`, as GetExperimentTemplate answers it. */
export function templateJson(template: Template, place: Place): object {
  const { definition } = template;
  return present({
    ...templateSummaryJson(template, place),
    targets: mapped(definition.targets, targetJson),
    actions: mapped(definition.actions, actionJson),
    stopConditions: definition.stopConditions,
    roleArn: roleOf(definition, place),
    logConfiguration: definition.logConfiguration,
    experimentOptions: options(definition),
    targetAccountConfigurationsCount: (definition.targetAccounts ?? []).length,
    experimentReportConfiguration: definition.experimentReportConfiguration,
  });
}

/** `ExperimentTemplateSummary`, as ListExperimentTemplates answers it. */
export function templateSummaryJson(template: Template, place: Place): object {
  return {
    id: template.id,
    arn: arnOf(place, 'experiment-template', template.id),
    description: template.definition.description,
    creationTime: timestamp(template.createdAt),
    lastUpdateTime: timestamp(template.updatedAt),
    tags: template.definition.tags ?? {},
  };
}

/** `ActionSummary`, as ListActions answers it. */
export function actionSummaryJson(kind: ActionKind, place: Place): object {
  const { id, description, target } = kind;
  return {
    id,
    arn: arnOf(place, 'action', id),
    description,
    targets: target === undefined ? {} : { [target.key]: { resourceType: target.resourceType } },
    tags: {},
  };
}

function stateJson({ status, reason, error }: Experiment): object {
  return present({ status, reason, error });
}

function actionJson({ actionId, description, parameters = {}, targets, startAfter }: ActionDefinition): object {
  return present({ actionId, description, parameters, targets, startAfter });
}

function targetJson({ population: _, ...shown }: TargetDefinition): object {
  return shown;
}

function reportJson({ status, reason, errorCode, s3Reports }: Report): object {
  return {
    state: present({ status, reason, error: errorCode === undefined ? undefined : { code: errorCode } }),
    s3Reports,
  };
}

function options(definition: ExperimentDefinition): object {
  return {
    accountTargeting: (definition.targetAccounts ?? []).length > 0 ? 'multi-account' : 'single-account',
    emptyTargetResolutionMode: definition.emptyTargetResolutionMode ?? 'fail',
  };
}

function roleOf(definition: ExperimentDefinition, place: Place): string {
  return definition.roleArn ?? `arn:${place.partition}:iam::${place.account}:role/fis-experiments`;
}

function when(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : timestamp(milliseconds);
}

function mapped<T>(record: Readonly<Record<string, T>>, change: (value: T) => object): Record<string, object> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
