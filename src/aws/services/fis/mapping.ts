import type {
  Experiment,
  ExperimentAction,
  ExperimentError,
  ExperimentFull,
  ExperimentTarget,
  ResolvedTarget,
  TargetAccount,
} from '../../../model/resources/experiment.ts';
import type { SafetyLever } from '../../../model/resources/safetyLever.ts';
import type { Scope } from '../../../model/scope.ts';
import {
  count,
  defined,
  identifier,
  identifiers,
  list,
  member,
  record,
  text,
  textMap,
  texts,
  time,
} from '../../../base/untrusted.ts';
import type { Tag } from '../../../model/resources/tag.ts';

/** An experiment's summary from ListExperiments. Undefined for what has no id. */
export function summaryOf(scope: Scope, source: unknown): Experiment | undefined {
  const id = identifier(member(source, 'id'));
  if (id === undefined) return undefined;
  const state = member(source, 'state');
  const tags = tagList(member(source, 'tags'));
  const options = member(source, 'experimentOptions');
  return defined<Experiment>({
    kind: 'experiment',
    scope,
    id,
    arn: identifier(member(source, 'arn')),
    name: text(tags.find(({ key }) => key === 'Name')?.value),
    templateId: identifier(member(source, 'experimentTemplateId')) ?? '',
    state: text(member(state, 'status')) ?? 'unknown',
    reason: text(member(state, 'reason')),
    error: errorOf(member(state, 'error')),
    createdAt: time(member(source, 'creationTime')),
    tags,
    actionsMode: text(member(options, 'actionsMode')),
    accountTargeting: text(member(options, 'accountTargeting')),
    full: undefined,
  });
}

/** An experiment from GetExperiment or StopExperiment, with `full`. */
export function experimentOf(scope: Scope, source: unknown): Experiment | undefined {
  const summary = summaryOf(scope, source);
  return summary && { ...summary, full: fullOf(source) };
}

function fullOf(source: unknown): ExperimentFull {
  return defined<ExperimentFull>({
    startedAt: time(member(source, 'startTime')),
    endedAt: time(member(source, 'endTime')),
    roleArn: identifier(member(source, 'roleArn')),
    actions: entries(member(source, 'actions')).map(([name, action]) => actionOf(name, action)),
    targets: entries(member(source, 'targets')).map(([name, target]) => targetOf(name, target)),
    stopConditions: list(member(source, 'stopConditions')).map((condition) =>
      defined<ExperimentFull['stopConditions'][number]>({
        source: text(member(condition, 'source')) ?? 'unknown',
        value: text(member(condition, 'value')),
      }),
    ),
    targetAccounts: count(member(source, 'targetAccountConfigurationsCount')),
  });
}

function actionOf(name: string, source: unknown): ExperimentAction {
  const state = member(source, 'state');
  return defined<ExperimentAction>({
    name,
    actionId: text(member(source, 'actionId')) ?? 'unknown',
    description: text(member(source, 'description')),
    parameters: textMap(member(source, 'parameters')),
    targets: textMap(member(source, 'targets')),
    startAfter: texts(member(source, 'startAfter')),
    state: text(member(state, 'status')) ?? 'unknown',
    reason: text(member(state, 'reason')),
    startedAt: time(member(source, 'startTime')),
    endedAt: time(member(source, 'endTime')),
  });
}

function targetOf(name: string, source: unknown): ExperimentTarget {
  return defined<ExperimentTarget>({
    name,
    resourceType: text(member(source, 'resourceType')) ?? 'unknown',
    resourceArns: identifiers(member(source, 'resourceArns')),
    selectionMode: text(member(source, 'selectionMode')),
  });
}

function errorOf(source: unknown): ExperimentError | undefined {
  const error = record(source);
  return (
    error &&
    defined<ExperimentError>({
      accountId: text(error['accountId']),
      code: text(error['code']),
      location: text(error['location']),
    })
  );
}

/** From GetSafetyLever's or UpdateSafetyLeverState's answer. An answer without a state tells nothing. */
export function leverOf(scope: Scope, source: unknown): SafetyLever | undefined {
  const state = member(source, 'state');
  const status = text(member(state, 'status'));
  if (status === undefined) return undefined;
  return defined<SafetyLever>({
    kind: 'lever',
    scope,
    id: identifier(member(source, 'id')) ?? 'default',
    arn: identifier(member(source, 'arn')),
    status,
    reason: text(member(state, 'reason')),
  });
}

export function resolvedTargetOf(source: unknown): ResolvedTarget {
  return {
    targetName: text(member(source, 'targetName')) ?? '',
    resourceType: text(member(source, 'resourceType')) ?? '',
    information: textMap(member(source, 'targetInformation')),
  };
}

export function targetAccountOf(source: unknown): TargetAccount | undefined {
  const accountId = identifier(member(source, 'accountId'));
  if (accountId === undefined) return undefined;
  return defined<TargetAccount>({
    accountId,
    roleArn: identifier(member(source, 'roleArn')),
    description: text(member(source, 'description')),
  });
}

function tagList(source: unknown): readonly Tag[] {
  return Object.entries(textMap(source)).map(([key, value]) => ({ key, value }));
}

const entries = (source: unknown): readonly (readonly [string, unknown])[] => Object.entries(record(source) ?? {});
