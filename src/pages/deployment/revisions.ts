import type { PageBlock, PageSection, Value } from '../../panel/protocol/page.ts';
import type { Fetched, PageInput } from '../pageInput.ts';
import { listValue, mono, shareOf, textValue } from '../pageRows.ts';
import {
  isRevisionUnread,
  type RevisionRole,
  type RevisionSummary,
  type ServiceDeployment,
  type ServiceRevision,
  taskCounts,
} from '../../model/resources/deployment.ts';
import { isUnread } from '../../model/resources/unreadable.ts';

interface Column {
  readonly title: string;
  readonly place: RevisionRole;
  readonly summary: RevisionSummary;
  readonly revision: ServiceRevision | undefined;
}

/** What runs and what is to run, side by side; what differs between them stands out by a mark in words. */
export function revisionsSection(
  deployment: ServiceDeployment,
  input: PageInput,
  revisions: Fetched<ServiceRevision>,
): readonly PageSection[] {
  const { l10n, links } = input;
  const columns = columnsOf(deployment, input, revisions);
  if (columns.length === 0) return [];
  const rows = rowsOf(deployment, columns, input).filter(([, ...values]) => values.some((value) => !isEmpty(value)));
  const [source] = deployment.sources;
  const { target } = deployment;
  const blocks: PageBlock[] = [
    {
      type: 'table',
      id: 'revisions',
      label: l10n.t('Service revisions'),
      columns: [l10n.t('What'), ...columns.map(({ title }) => title)],
      rows,
      empty: '',
    },
  ];
  if (revisions.failure !== undefined)
    blocks.push({ type: 'value', value: { type: 'quiet', text: revisions.failure } });
  if (source !== undefined && target !== undefined) {
    const id = links.add({ type: 'diffRevisions', from: source.arn, to: target.arn });
    blocks.push({ type: 'value', value: { type: 'link', id, text: l10n.t('Compare in the diff editor') } });
  }
  return [{ id: 'revisions', title: l10n.t('Revisions'), wide: true, blocks }];
}

function columnsOf(
  { sources, target }: ServiceDeployment,
  { l10n }: PageInput,
  revisions: Fetched<ServiceRevision>,
): readonly Column[] {
  const of = (title: string, place: RevisionRole, summary: RevisionSummary): Column => ({
    title,
    place,
    summary,
    revision: revisions.items.find(({ arn }) => arn === summary.arn),
  });
  return [
    ...sources.map((summary, index) =>
      of(sources.length === 1 ? l10n.t('Source') : l10n.t('Source {0}', index + 1), index, summary),
    ),
    ...(target === undefined ? [] : [of(l10n.t('Target'), 'target', target)]),
  ];
}

function rowsOf(
  deployment: ServiceDeployment,
  columns: readonly Column[],
  { l10n }: PageInput,
): readonly (readonly Value[])[] {
  const line = (label: string, value: (column: Column) => Value): readonly Value[] => {
    const values = columns.map(value);
    const known = values.filter(isKnown);
    const differs = new Set(known.map((each) => JSON.stringify(each))).size > 1;
    return [{ type: 'quiet', text: differs ? `${label} ≠` : label }, ...values];
  };
  const unread: Value = { type: 'quiet', text: l10n.t('can’t be read') };
  const isAnyRead = columns.some(({ revision }) => revision !== undefined);
  /** A member of the revision itself: empty while none is read. */
  const told = (label: string, name: string, value: (revision: ServiceRevision) => Value): readonly Value[] =>
    line(label, ({ revision }) => {
      if (revision === undefined) return isAnyRead ? { type: 'quiet', text: l10n.t('not known') } : textValue('');
      const said = value(revision);
      return isEmpty(said) && (isUnread(revision, name) || isUnread(revision, 'serviceRevisions')) ? unread : said;
    });
  const weight = (label: string, name: string, of: (summary: RevisionSummary) => number | undefined) =>
    line(label, ({ place, summary }) => {
      const percent = of(summary);
      if (percent !== undefined) return { type: 'meter', percent: shareOf(percent, 100), text: `${percent} %` };
      return deployment.details !== 'unread' && isRevisionUnread(deployment, place, name) ? unread : textValue('');
    });
  return [
    line(l10n.t('Revision'), ({ summary }) => mono(summary.arn.slice(summary.arn.lastIndexOf('/') + 1))),
    told(l10n.t('Task definition'), 'taskDefinition', ({ taskDefinition }) => mono(lastPart(taskDefinition))),
    told(l10n.t('Images'), 'containerImages', (revision) =>
      listValue([
        ...revision.images.map(({ container, image, digest }) =>
          mono(`${container}: ${image}${digest === undefined ? '' : ` (${digest.slice(0, 19)}…)`}`),
        ),
        ...(revision.images.length > 0 && isUnread(revision, 'containerImages') ? [unread] : []),
      ]),
    ),
    line(l10n.t('Tasks'), ({ place, summary }) => {
      const counts = taskCounts(deployment, place, summary);
      const words = l10n.t('{0} of {1} running, {2} pending', ...counts);
      return counts.includes('?') ? { type: 'quiet', text: words } : textValue(words);
    }),
    weight(l10n.t('Traffic'), 'requestedProductionTrafficWeight', (summary) => summary.productionTrafficWeight),
    weight(l10n.t('Test traffic'), 'requestedTestTrafficWeight', (summary) => summary.testTrafficWeight),
    told(l10n.t('Launch type'), 'launchType', ({ launchType }) => textValue(launchType ?? '')),
    ...(columns.some(({ revision }) => revision && hasProviders(revision))
      ? [
          told(l10n.t('Capacity providers'), 'capacityProviderStrategy', ({ capacityProviders = [] }) =>
            listValue(capacityProviders.map((one) => textValue(l10n.t('{0}, weight {1}', one.name, one.weight)))),
          ),
        ]
      : []),
    told(l10n.t('Platform version'), 'platformVersion', ({ platformVersion }) => textValue(platformVersion ?? '')),
    told(l10n.t('Created'), 'createdAt', ({ createdAt }) =>
      createdAt === undefined ? textValue('') : { type: 'time', at: createdAt },
    ),
  ];
}

/** What is quiet, or has something quiet in it, isn't wholly known: it differs from nothing. */
function isKnown(value: Value): boolean {
  return value.type !== 'quiet' && !(value.type === 'list' && value.items.some(({ type }) => type === 'quiet'));
}

/** What has neither is placed by its launch type, which stands in a line of its own. */
const hasProviders = (revision: ServiceRevision): boolean =>
  revision.capacityProviders !== undefined || isUnread(revision, 'capacityProviderStrategy');

function isEmpty(value: Value): boolean {
  return (value.type === 'text' && value.text === '') || (value.type === 'list' && value.items.length === 0);
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
