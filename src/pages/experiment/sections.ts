import type { PageBlock, PageSection, Value } from '../../panel/protocol/page.ts';
import { type ConsoleUrls, consoleUrls } from '../consoleUrls.ts';
import { shownState } from '../shownState.ts';
import type { ExperimentExtras, PageInput } from '../pageInput.ts';
import { consoleLink, listValue, mono, pairRows, row, textValue, timeRow, whyAndNext } from '../pageRows.ts';
import { countOf } from '../../model/resources/unreadable.ts';
import { alarmStateWords } from '../alarmWords.ts';
import type { Experiment, S3Folder } from '../../model/resources/experiment.ts';
import { targetsSection } from './targets.ts';
import { UNREAD_STATE } from '../../model/resources/states.ts';

/** What an experiment is set to do: everything of it that is not in the header or on the timeline. */
export function experimentSections(
  experiment: Experiment | undefined,
  input: PageInput,
  extras: ExperimentExtras,
): readonly PageSection[] {
  const urls = consoleUrls(input.ref.scope.region);
  return [
    ...targetsSection(experiment ?? { state: UNREAD_STATE }, input, extras.resolved),
    aboutSection(experiment, input, urls),
    ...stopConditionsSection(experiment, input, urls, extras.alarms),
    ...accountsSection(experiment, input, extras),
    ...loggingSection(experiment, input, urls),
    ...reportSection(experiment, input, urls),
    ...tagsSection(experiment, input),
  ];
}

function aboutSection(experiment: Experiment | undefined, input: PageInput, urls: ConsoleUrls): PageSection {
  const { l10n, links } = input;
  const template = experiment?.templateId ?? '';
  const full = experiment?.full;
  const mode = experiment?.actionsMode;
  return card('about', l10n.t('Experiment'), [
    ...row(l10n.t('ID'), mono(input.ref.id)),
    ...row(l10n.t('ARN'), monoOf(experiment?.arn)),
    ...(template === ''
      ? []
      : row(
          l10n.t('Template'),
          listValue([
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
    ...row(l10n.t('Role'), monoOf(full?.roleArn)),
    ...timeRow(l10n.t('Created'), experiment?.createdAt),
    ...timeRow(l10n.t('Started'), full?.startedAt),
    ...timeRow(l10n.t('Ended'), full?.endedAt),
    ...row(l10n.t('Actions mode'), mode === 'skip-all' ? l10n.t('{0} (a preview that changes nothing)', mode) : mode),
    ...row(l10n.t('Account targeting'), experiment?.accountTargeting),
    ...row(l10n.t('If no target is found'), full?.emptyTargetResolution),
    ...row(
      l10n.t('Target accounts'),
      full && countOf(experiment, 'targetAccountConfigurationsCount', full.targetAccounts),
    ),
  ]);
}

/** The alarms of its stop conditions, each with its state. That none of them can go off stands at the top of the page. */
function stopConditionsSection(
  experiment: Experiment | undefined,
  input: PageInput,
  urls: ConsoleUrls,
  told: ExperimentExtras['alarms'],
): readonly PageSection[] {
  const { l10n } = input;
  const conditions = experiment?.full?.stopConditions ?? [];
  if (conditions.length === 0) return [];
  const rows = conditions.flatMap(({ source, value }) => {
    if (value !== undefined) {
      const alarm = consoleLink(input, value, urls.alarm(value));
      const state = told?.ok === true && Object.hasOwn(told.value, value) ? told.value[value] : undefined;
      return row(source, told === undefined ? alarm : listValue([alarm, textValue(alarmStateWords(state, l10n))]));
    }
    const quiet: Value = { type: 'quiet', text: l10n.t('no stop condition') };
    return row(source, source === 'none' ? quiet : { type: 'quiet', text: '—' });
  });
  const unread = told?.ok === false ? whyAndNext(told.failure, input) : undefined;
  return [
    card('conditions', l10n.t('Stop conditions'), [
      ...rows,
      ...row(
        l10n.t('Alarms'),
        unread === undefined ? undefined : { type: 'quiet', text: l10n.t('Their states can’t be read: {0}', unread) },
      ),
    ]),
  ];
}

function accountsSection(
  experiment: Experiment | undefined,
  input: PageInput,
  { accounts }: ExperimentExtras,
): readonly PageSection[] {
  const { l10n } = input;
  const count = experiment?.full?.targetAccounts ?? 0;
  if (count === 0 && accounts.items.length === 0) return [];
  const table: PageBlock = {
    type: 'table',
    id: 'accounts',
    label: l10n.t('Target accounts'),
    columns: [l10n.t('Account'), l10n.t('Role'), l10n.t('Description')],
    rows: accounts.items.map((account): readonly Value[] => [
      account.accountId === '' ? { type: 'quiet', text: l10n.t('can’t be read') } : mono(account.accountId),
      mono(account.roleArn ?? ''),
      { type: 'text', text: account.description ?? '' },
    ]),
    empty: accounts.failure ?? (accounts.more ? l10n.t('Loading…') : l10n.t('AWS named none.')),
  };
  const note = experiment ? String(countOf(experiment, 'targetAccountConfigurationsCount', count)) : '';
  return [{ id: 'accounts', title: l10n.t('Target accounts'), note, wide: false, blocks: [table] }];
}

function loggingSection(
  experiment: Experiment | undefined,
  input: PageInput,
  urls: ConsoleUrls,
): readonly PageSection[] {
  const { l10n } = input;
  const logging = experiment?.full?.logging;
  if (!logging) return [];
  const group = logging.logGroupArn;
  const rows = [
    ...row(l10n.t('Log group'), group === undefined ? undefined : consoleLink(input, group, urls.logGroup(group))),
    ...row(l10n.t('S3'), s3Folder(logging.folder, input, urls)),
    ...row(l10n.t('Schema version'), logging.schemaVersion),
  ];
  return [card('logging', l10n.t('Logging'), rows)];
}

function reportSection(
  experiment: Experiment | undefined,
  input: PageInput,
  urls: ConsoleUrls,
): readonly PageSection[] {
  const { l10n } = input;
  const report = experiment?.full?.report;
  if (!report) return [];
  const { state, dashboards } = report;
  const files = report.files.map(({ arn, type }): Value => {
    const kind: Value = { type: 'quiet', text: type ?? '' };
    return listValue([consoleLink(input, arn, urls.s3Object(arn)), kind]);
  });
  const rows = [
    ...row(
      l10n.t('State'),
      state === undefined ? undefined : { type: 'state', state: shownState('experiment', state) },
    ),
    ...row(l10n.t('Reason'), report.reason),
    ...row(l10n.t('Error'), report.errorCode),
    ...row(l10n.t('Reports'), files.length === 0 ? undefined : listValue(files)),
    ...row(l10n.t('Destination'), s3Folder(report.destination, input, urls)),
    ...row(
      l10n.t('Dashboards'),
      dashboards.length === 0
        ? undefined
        : listValue(dashboards.map((arn) => consoleLink(input, arn, urls.dashboard(arn)))),
    ),
    ...row(l10n.t('Covers before the start'), report.beforeStart),
    ...row(l10n.t('Covers after the end'), report.afterEnd),
  ];
  return [card('report', l10n.t('Report'), rows)];
}

function tagsSection(experiment: Experiment | undefined, { l10n }: PageInput): readonly PageSection[] {
  const tags = (experiment?.tags ?? []).map(({ key, value }) => [key, value] as const);
  return tags.length === 0 ? [] : [card('tags', l10n.t('Tags'), pairRows(tags))];
}

function s3Folder(folder: S3Folder | undefined, input: PageInput, urls: ConsoleUrls): Value | undefined {
  if (folder === undefined) return undefined;
  const { bucket, prefix } = folder;
  return consoleLink(input, `s3://${bucket}/${prefix}`, urls.s3Folder(bucket, prefix));
}

function card(
  id: string,
  title: string,
  rows: readonly { readonly label: string; readonly value: Value }[],
): PageSection {
  return { id, title, wide: false, blocks: [{ type: 'rows', rows }] };
}

function monoOf(value: string | undefined): Value | undefined {
  return value === undefined ? undefined : mono(value);
}
