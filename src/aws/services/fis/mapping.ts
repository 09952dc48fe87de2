import type {
  Experiment,
  ExperimentAction,
  ExperimentError,
  ExperimentFull,
  ExperimentLogging,
  ExperimentReport,
  ExperimentTarget,
  ResolvedTarget,
  S3Folder,
  TargetAccount,
} from '../../../model/resources/experiment.ts';
import { LEVER_ID, type SafetyLever } from '../../../model/resources/safetyLever.ts';
import type { Scope } from '../../../model/scope.ts';
import { UNREAD_STATE } from '../../../model/resources/states.ts';
import type { Tag } from '../../../model/resources/tag.ts';
import { defined, isNothing, record, text } from '../../../base/untrusted.ts';
import { MemberReader } from '../../../base/memberReader.ts';
import { visibleName } from '../../../base/shownText.ts';
import { idOf, itemsOf, unreadOf } from '../../sdk/unreadMembers.ts';

/** An experiment's summary from ListExperiments. Undefined for what has no id. */
export function summaryOf(scope: Scope, source: unknown): Experiment | undefined {
  return read(scope, new MemberReader(source), () => ({}));
}

/** An experiment from GetExperiment or StopExperiment, with `full`. */
export function experimentOf(scope: Scope, source: unknown): Experiment | undefined {
  return read(scope, new MemberReader(source), (from) => ({ full: fullOf(from) }));
}

/** `more` is called before the list of unreadable members is taken: it adds to that. */
function read(
  scope: Scope,
  from: MemberReader,
  more: (from: MemberReader) => { readonly full?: ExperimentFull },
): Experiment | undefined {
  const id = from.identifier('id');
  if (id === undefined) return undefined;
  const state = from.within('state');
  const options = from.within('experimentOptions');
  const tags: Tag[] = [];
  let called: string | undefined;
  // It has a tag of this name, and nobody knows with which value.
  if (Object.values(record(from.raw('tags')) ?? {}).includes(null)) from.note('tags');
  from.eachText('tags', (key, value) => {
    tags.push({ key, value });
    if (key === 'Name') called = text(value);
  });
  const one: Draft = {
    kind: 'experiment',
    scope,
    id,
    tags,
    templateId: from.identifier('experimentTemplateId') ?? '',
    state: state.text('status') ?? UNREAD_STATE,
  };
  // Member by member: a page has a hundred of them, and to leave out afterwards what isn't there takes as long as all the rest.
  const arn = from.identifier('arn');
  if (arn !== undefined) one.arn = arn;
  const name = visibleName(called);
  if (name !== undefined) one.name = name;
  const reason = state.text('reason');
  if (reason !== undefined) one.reason = reason;
  const error = errorOf(state.record('error'));
  if (error !== undefined) one.error = error;
  const createdAt = from.time('creationTime');
  if (createdAt !== undefined) one.createdAt = createdAt;
  const actionsMode = options.text('actionsMode');
  if (actionsMode !== undefined) one.actionsMode = actionsMode;
  const accountTargeting = options.text('accountTargeting');
  if (accountTargeting !== undefined) one.accountTargeting = accountTargeting;
  return Object.assign(one, more(from), unreadOf(from));
}

type Draft = { -readonly [Key in keyof Experiment]: Experiment[Key] };

function fullOf(from: MemberReader): ExperimentFull {
  return defined<ExperimentFull>({
    startedAt: from.time('startTime'),
    endedAt: from.time('endTime'),
    roleArn: from.identifier('roleArn'),
    actions: from.entries('actions').map(([name, action]) => actionOf(name, action)),
    targets: from.entries('targets').map(([name, target]) => targetOf(name, target)),
    stopConditions: from.records('stopConditions').map((condition) =>
      defined<ExperimentFull['stopConditions'][number]>({
        source: condition.text('source') ?? 'unknown',
        value: condition.text('value'),
      }),
    ),
    targetAccounts: otherAccountsOf(from),
    emptyTargetResolution: from.within('experimentOptions').text('emptyTargetResolutionMode'),
    logging: loggingOf(from.record('logConfiguration')),
    report: reportOf(from.record('experimentReport'), from.record('experimentReportConfiguration')),
  });
}

/** Of an experiment that acts in one account alone there are none, told or not. */
function otherAccountsOf(from: MemberReader): number {
  const key = 'targetAccountConfigurationsCount';
  const isAlone = from.within('experimentOptions').text('accountTargeting') === 'single-account';
  return isAlone && isNothing(from.raw(key)) ? 0 : from.count(key);
}

function actionOf(name: string, from: MemberReader): ExperimentAction {
  const state = from.within('state');
  return defined<ExperimentAction>({
    name,
    actionId: from.text('actionId') ?? 'unknown',
    description: from.text('description'),
    parameters: from.textMap('parameters'),
    targets: from.textMap('targets'),
    startAfter: from.texts('startAfter'),
    state: state.text('status') ?? UNREAD_STATE,
    reason: state.text('reason'),
    startedAt: from.time('startTime'),
    endedAt: from.time('endTime'),
  });
}

function targetOf(name: string, from: MemberReader): ExperimentTarget {
  return defined<ExperimentTarget>({
    name,
    resourceType: from.text('resourceType') ?? 'unknown',
    resourceArns: from.identifiers('resourceArns'),
    selectionMode: from.text('selectionMode'),
    tags: from.textMap('resourceTags'),
    filters: from
      .records('filters')
      .map((filter) => ({ path: filter.text('path') ?? '', values: filter.texts('values') })),
    parameters: from.textMap('parameters'),
  });
}

function loggingOf(from: MemberReader | undefined): ExperimentLogging | undefined {
  return (
    from &&
    defined<ExperimentLogging>({
      logGroupArn: from.within('cloudWatchLogsConfiguration').identifier('logGroupArn'),
      folder: folderOf(from.within('s3Configuration')),
      schemaVersion: from.number('logSchemaVersion'),
    })
  );
}

/** `made`: what there is of the report; `set`: what it is to be. An experiment can have either alone. */
function reportOf(made: MemberReader | undefined, set: MemberReader | undefined): ExperimentReport | undefined {
  if (made === undefined && set === undefined) return undefined;
  const state = made?.within('state');
  const sources = set?.within('dataSources').records('cloudWatchDashboards') ?? [];
  return defined<ExperimentReport>({
    state: state?.text('status'),
    reason: state?.text('reason'),
    errorCode: state?.within('error').text('code'),
    files: (made?.records('s3Reports') ?? []).map((file) =>
      defined<ExperimentReport['files'][number]>({ arn: file.givenName('arn') ?? '', type: file.text('reportType') }),
    ),
    destination: set && folderOf(set.within('outputs').within('s3Configuration')),
    dashboards: sources.flatMap((dashboard) => dashboard.identifier('dashboardIdentifier') ?? []),
    beforeStart: set?.text('preExperimentDuration'),
    afterEnd: set?.text('postExperimentDuration'),
  });
}

function folderOf(from: MemberReader): S3Folder | undefined {
  const bucket = from.text('bucketName');
  return bucket === undefined ? undefined : { bucket, prefix: from.text('prefix') ?? '' };
}

function errorOf(from: MemberReader | undefined): ExperimentError | undefined {
  return (
    from &&
    defined<ExperimentError>({
      accountId: from.text('accountId'),
      code: from.text('code'),
      location: from.text('location'),
    })
  );
}

/** From GetSafetyLever's or UpdateSafetyLeverState's answer. An answer without a state tells nothing. */
export function leverOf(scope: Scope, source: unknown): SafetyLever | undefined {
  const from = new MemberReader(source);
  const within = from.within('state');
  const state = within.text('status');
  if (state === undefined) return undefined;
  return defined<SafetyLever>({
    kind: 'lever',
    scope,
    id: from.identifier('id') ?? LEVER_ID,
    arn: from.identifier('arn'),
    state,
    reason: within.text('reason'),
    ...unreadOf(from),
  });
}

/** The resolved targets of ListExperimentResolvedTargets' answer. */
export function resolvedTargetsIn(body: Readonly<Record<string, unknown>>): readonly ResolvedTarget[] {
  return itemsOf(body, 'resolvedTargets').map((from) => ({
    targetName: idOf(from, 'targetName'),
    resourceType: from.text('resourceType') ?? '',
    information: from.textMap('targetInformation'),
    ...unreadOf(from),
  }));
}

/** The accounts of ListExperimentTargetAccountConfigurations' answer. */
export function targetAccountsIn(body: Readonly<Record<string, unknown>>): readonly TargetAccount[] {
  return itemsOf(body, 'targetAccountConfigurations').map((from) =>
    defined<TargetAccount>({
      accountId: idOf(from, 'accountId'),
      roleArn: from.identifier('roleArn'),
      description: from.text('description'),
      ...unreadOf(from),
    }),
  );
}
