import type { Block, Section, Value } from '../../panel/protocol/page.ts';
import { type ConsoleUrls, consoleUrls } from '../consoleUrls.ts';
import { shownState } from '../shownState.ts';
import {
  type ExperimentExtras,
  type PageInput,
  consoleLink,
  list,
  mono,
  pairRows,
  row,
  text,
  timeRow,
} from '../parts.ts';
import { nothingStopsIt } from '../../model/resources/alarm.ts';
import { alarmStateWords } from '../alarmWords.ts';
import type { Reader } from '../jsonReader.ts';
import { targetsSection } from './targets.ts';

/** What an experiment is set to do: everything of AWS's answer that is not in the header or on the timeline. */
export function experimentSections(experiment: Reader, input: PageInput, extras: ExperimentExtras): readonly Section[] {
  const urls = consoleUrls(input.ref.scope.region);
  return [
    ...targetsSection(experiment, input, extras.resolved),
    aboutSection(experiment, input, urls),
    ...stopConditionsSection(experiment, input, urls, extras.alarms),
    ...accountsSection(experiment, input, extras),
    ...loggingSection(experiment, input, urls),
    ...reportSection(experiment, input, urls),
    ...tagsSection(experiment, input),
  ];
}

function aboutSection(experiment: Reader, input: PageInput, urls: ConsoleUrls): Section {
  const { l10n, links } = input;
  const template = experiment.text('experimentTemplateId');
  const options = experiment.object('experimentOptions');
  const mode = options.text('actionsMode');
  const accounts = experiment.number('targetAccountConfigurationsCount');
  return card('about', l10n.t('Experiment'), [
    ...row(l10n.t('ID'), monoOf(experiment.text('id') ?? input.ref.id)),
    ...row(l10n.t('ARN'), monoOf(experiment.text('arn'))),
    ...(template === undefined
      ? []
      : row(
          l10n.t('Template'),
          list([
            {
              type: 'link',
              id: links.add({ type: 'openTemplate', templateId: template }),
              text: template,
              title: l10n.t('Open as JSON'),
            },
            ...(input.destination?.kind === 'simulated'
              ? []
              : [consoleLink(input, l10n.t('in the console'), urls.template(template))]),
          ]),
        )),
    ...row(l10n.t('Role'), monoOf(experiment.text('roleArn'))),
    ...timeRow(l10n.t('Created'), experiment.time('creationTime')),
    ...timeRow(l10n.t('Started'), experiment.time('startTime')),
    ...timeRow(l10n.t('Ended'), experiment.time('endTime')),
    ...row(l10n.t('Actions mode'), mode === 'skip-all' ? l10n.t('{0} (a preview that changes nothing)', mode) : mode),
    ...row(l10n.t('Account targeting'), options.text('accountTargeting')),
    ...row(l10n.t('If no target is found'), options.text('emptyTargetResolutionMode')),
    ...row(l10n.t('Target accounts'), accounts),
  ]);
}

/** Whether its safety net is up: each alarm with its state, and one sentence first where none of them can go off. */
function stopConditionsSection(
  experiment: Reader,
  input: PageInput,
  urls: ConsoleUrls,
  told: ExperimentExtras['alarms'],
): readonly Section[] {
  const { l10n } = input;
  const conditions = experiment.objects('stopConditions');
  if (conditions.length === 0) return [];
  const rows = conditions.flatMap((condition) => {
    const value = condition.text('value');
    const source = condition.text('source') ?? '';
    if (value !== undefined) {
      const alarm = consoleLink(input, value, urls.alarm(value));
      const state = told?.ok === true && Object.hasOwn(told.value, value) ? told.value[value] : undefined;
      return row(source, told === undefined ? alarm : list([alarm, text(alarmStateWords(state, l10n))]));
    }
    const quiet: Value = { type: 'quiet', text: l10n.t('no stop condition') };
    return row(source, source === 'none' ? quiet : { type: 'quiet', text: '—' });
  });
  const arns = conditions.flatMap((condition) => condition.text('value') ?? []);
  const dead = told?.ok === true && nothingStopsIt(arns, told.value);
  const unread = told?.ok === false ? (told.failure.code ?? told.failure.kind) : undefined;
  return [
    card('conditions', l10n.t('Stop conditions'), [
      ...row(l10n.t('Safety net'), dead ? l10n.t('Nothing would stop it by itself.') : undefined),
      ...rows,
      ...row(
        l10n.t('Alarms'),
        unread === undefined ? undefined : { type: 'quiet', text: l10n.t('Their states can’t be read: {0}', unread) },
      ),
    ]),
  ];
}

function accountsSection(experiment: Reader, input: PageInput, { accounts }: ExperimentExtras): readonly Section[] {
  const { l10n } = input;
  const count = experiment.number('targetAccountConfigurationsCount') ?? 0;
  if (count === 0 && accounts.items.length === 0) return [];
  const table: Block = {
    type: 'table',
    id: 'accounts',
    label: l10n.t('Target accounts'),
    columns: [l10n.t('Account'), l10n.t('Role'), l10n.t('Description')],
    rows: accounts.items.map((account): readonly Value[] => [
      account.accountId === '' ? { type: 'quiet', text: l10n.t('can’t be read') } : mono(account.accountId),
      mono(account.roleArn ?? ''),
      { type: 'text', text: account.description ?? '' },
    ]),
    empty: accounts.failure ?? (accounts.loading ? l10n.t('Loading…') : l10n.t('AWS named none.')),
  };
  return [{ id: 'accounts', title: l10n.t('Target accounts'), note: String(count), wide: false, blocks: [table] }];
}

function loggingSection(experiment: Reader, input: PageInput, urls: ConsoleUrls): readonly Section[] {
  const { l10n } = input;
  if (!experiment.has('logConfiguration')) return [];
  const logging = experiment.object('logConfiguration');
  const group = logging.object('cloudWatchLogsConfiguration').text('logGroupArn');
  const rows = [
    ...row(l10n.t('Log group'), group === undefined ? undefined : consoleLink(input, group, urls.logGroup(group))),
    ...row(l10n.t('S3'), s3Folder(logging.object('s3Configuration'), input, urls)),
    ...row(l10n.t('Schema version'), logging.number('logSchemaVersion')),
  ];
  return [card('logging', l10n.t('Logging'), rows)];
}

function reportSection(experiment: Reader, input: PageInput, urls: ConsoleUrls): readonly Section[] {
  const { l10n } = input;
  if (!experiment.has('experimentReport') && !experiment.has('experimentReportConfiguration')) return [];
  const report = experiment.object('experimentReport');
  const state = report.object('state');
  const status = state.text('status');
  const settings = experiment.object('experimentReportConfiguration');
  const dashboards = settings.object('dataSources').objects('cloudWatchDashboards');
  const files = report.objects('s3Reports').map((file): Value => {
    const arn = file.text('arn') ?? '';
    const type: Value = { type: 'quiet', text: file.text('reportType') ?? '' };
    return list([consoleLink(input, arn, urls.s3Object(arn)), type]);
  });
  const rows = [
    ...row(
      l10n.t('State'),
      status === undefined ? undefined : { type: 'state', state: shownState('experiment', status) },
    ),
    ...row(l10n.t('Reason'), state.text('reason')),
    ...row(l10n.t('Error'), state.object('error').text('code')),
    ...row(l10n.t('Reports'), files.length === 0 ? undefined : list(files)),
    ...row(l10n.t('Destination'), s3Folder(settings.object('outputs').object('s3Configuration'), input, urls)),
    ...row(
      l10n.t('Dashboards'),
      dashboards.length === 0
        ? undefined
        : list(
            dashboards.map((dashboard) => {
              const arn = dashboard.text('dashboardIdentifier') ?? '';
              return consoleLink(input, arn, urls.dashboard(arn));
            }),
          ),
    ),
    ...row(l10n.t('Covers before the start'), settings.text('preExperimentDuration')),
    ...row(l10n.t('Covers after the end'), settings.text('postExperimentDuration')),
  ];
  return [card('report', l10n.t('Report'), rows)];
}

function tagsSection(experiment: Reader, { l10n }: PageInput): readonly Section[] {
  const tags = experiment.pairs('tags');
  return tags.length === 0 ? [] : [card('tags', l10n.t('Tags'), pairRows(tags))];
}

function s3Folder(settings: Reader, input: PageInput, urls: ConsoleUrls): Value | undefined {
  const bucket = settings.text('bucketName');
  if (bucket === undefined) return undefined;
  const prefix = settings.text('prefix') ?? '';
  return consoleLink(input, `s3://${bucket}/${prefix}`, urls.s3Folder(bucket, prefix));
}

function card(id: string, title: string, rows: readonly { readonly label: string; readonly value: Value }[]): Section {
  return { id, title, wide: false, blocks: [{ type: 'rows', rows }] };
}

function monoOf(value: string | undefined): Value | undefined {
  return value === undefined ? undefined : mono(value);
}
