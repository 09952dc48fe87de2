import type { Block, Section, Value } from '../../panel/protocol/page.ts';
import { type Fetched, type PageInput, list, mono, text } from '../parts.ts';
import type { RevisionSummary, ServiceDeployment, ServiceRevision } from '../../model/resources/deployment.ts';

interface Column {
  readonly title: string;
  readonly summary: RevisionSummary;
  readonly revision: ServiceRevision | undefined;
}

/** What runs and what is to run, side by side; what differs between them stands out by a mark in words. */
export function revisionsSection(
  deployment: ServiceDeployment,
  input: PageInput,
  revisions: Fetched<ServiceRevision>,
): readonly Section[] {
  const { l10n, links } = input;
  const columns = columnsOf(deployment, input, revisions);
  if (columns.length === 0) return [];
  const rows = rowsOf(columns, input).filter(([, ...values]) => values.some((value) => !isEmpty(value)));
  const [source] = deployment.sources;
  const { target } = deployment;
  const blocks: Block[] = [
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
  const of = (title: string, summary: RevisionSummary): Column => ({
    title,
    summary,
    revision: revisions.items.find(({ arn }) => arn === summary.arn),
  });
  return [
    ...sources.map((summary, index) =>
      of(sources.length === 1 ? l10n.t('Source') : l10n.t('Source {0}', index + 1), summary),
    ),
    ...(target === undefined ? [] : [of(l10n.t('Target'), target)]),
  ];
}

function rowsOf(columns: readonly Column[], { l10n }: PageInput): readonly (readonly Value[])[] {
  const line = (label: string, value: (column: Column) => Value): readonly Value[] => {
    const values = columns.map(value);
    const differs = new Set(values.map((each) => JSON.stringify(each))).size > 1;
    return [{ type: 'quiet', text: differs && columns.length > 1 ? `${label} ≠` : label }, ...values];
  };
  const weight = (percent: number | undefined): Value =>
    percent === undefined ? text('') : { type: 'meter', percent, text: `${percent} %` };
  return [
    line(l10n.t('Revision'), ({ summary }) => mono(summary.arn.slice(summary.arn.lastIndexOf('/') + 1))),
    line(l10n.t('Task definition'), ({ revision }) => mono(lastPart(revision?.taskDefinition ?? ''))),
    line(l10n.t('Images'), ({ revision }) =>
      list(
        (revision?.images ?? []).map(({ container, image, digest }) =>
          mono(`${container}: ${image}${digest === undefined ? '' : ` (${digest.slice(0, 19)}…)`}`),
        ),
      ),
    ),
    line(l10n.t('Tasks'), ({ summary }) =>
      text(l10n.t('{0} of {1} running, {2} pending', summary.running, summary.requested, summary.pending)),
    ),
    line(l10n.t('Traffic'), ({ summary }) => weight(summary.productionTrafficWeight)),
    line(l10n.t('Test traffic'), ({ summary }) => weight(summary.testTrafficWeight)),
    line(l10n.t('Launch type'), ({ revision }) => text(revision?.launchType ?? '')),
    line(l10n.t('Platform version'), ({ revision }) => text(revision?.platformVersion ?? '')),
    line(l10n.t('Created'), ({ revision }) =>
      revision?.createdAt === undefined ? text('') : { type: 'time', at: revision.createdAt },
    ),
  ];
}

function isEmpty(value: Value): boolean {
  return (value.type === 'text' && value.text === '') || (value.type === 'list' && value.items.length === 0);
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
