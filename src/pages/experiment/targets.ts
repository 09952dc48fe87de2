import type { Experiment, ExperimentTarget, ResolvedTarget } from '../../model/resources/experiment.ts';
import type { PageBlock, PageRow, PageSection, Value } from '../../panel/protocol/page.ts';
import type { Fetched, PageInput } from '../pageInput.ts';
import { listValue, mono, pairsRow, row } from '../pageRows.ts';
import type { Words } from '../words.ts';

/** The resources that FIS chose, as far as they are read. */
interface Resolved extends Fetched<ResolvedTarget> {
  /** FIS chooses them while the experiment is initiated. */
  readonly isAhead: boolean;
}

/** Whether FIS may choose further resources: an experiment in this state has not begun. */
export const choosesStill = (state: string): boolean => state === 'pending' || state === 'initiating';

/** The targets as the template defines them, each with the resources that FIS chose for it. */
export function targetsSection(
  { state, full }: Pick<Experiment, 'state' | 'full'>,
  input: PageInput,
  fetched: Fetched<ResolvedTarget>,
): readonly PageSection[] {
  const { l10n } = input;
  const targets = full?.targets ?? [];
  const resolved: Resolved = { ...fetched, isAhead: choosesStill(state) };
  const known = new Set(targets.map(({ name }) => name));
  const strays = [...new Set(resolved.items.map((item) => item.targetName))].filter((name) => !known.has(name));
  if (targets.length === 0 && strays.length === 0) return [];
  const total = resolved.items.length;
  return [
    {
      id: 'targets',
      title: l10n.t('Targets'),
      ...(total === 0 && (hasMore(resolved) || resolved.isAhead)
        ? {}
        : { note: countWords(total, hasMore(resolved), l10n) }),
      wide: true,
      blocks: [
        ...targets.flatMap((target) => targetBlocks(target, input, resolved)),
        ...strays.flatMap((name) => [heading(name || l10n.t('can’t be read')), tableOf(name, input, resolved)]),
        ...moreBlocks(input, resolved),
      ],
    },
  ];
}

/** Whether FIS may have chosen others than those that are read. */
const hasMore = ({ more, gaps = [] }: Resolved): boolean => more || gaps.length > 0;

function countWords(total: number, more: boolean, l10n: Words): string {
  return more
    ? l10n.counted(l10n.t('{0, plural, one {the first resource} other {the first # resources}}'), total)
    : l10n.counted(l10n.t('{0, plural, one {# resource} other {# resources}}'), total);
}

/** AWS gives the resources of all targets in one list, page by page. */
function moreBlocks({ l10n, links }: PageInput, { more, loading, failure, gaps = [] }: Resolved): readonly PageBlock[] {
  const lost = gaps.map((sentence): PageBlock => ({ type: 'value', value: { type: 'quiet', text: sentence } }));
  if (!more) return lost;
  const button = {
    id: links.add({ type: 'moreTargets' }),
    label: loading ? l10n.t('Loading…') : l10n.t('Load More Resources'),
    enabled: !loading,
  };
  const why: PageBlock = { type: 'value', value: { type: 'quiet', text: failure ?? '' } };
  return [...lost, ...(failure === undefined ? [] : [why]), { type: 'button', button }];
}

function targetBlocks(target: ExperimentTarget, input: PageInput, resolved: Resolved): readonly PageBlock[] {
  const { l10n } = input;
  const { name, resourceArns: arns } = target;
  const rows: readonly PageRow[] = [
    ...row(l10n.t('Selection'), target.selectionMode),
    ...pairsRow(l10n.t('By tags'), Object.entries(target.tags)),
    ...filtersRow(target, input),
    ...pairsRow(l10n.t('Parameters'), Object.entries(target.parameters)),
    ...row(l10n.t('By ARN'), arns.length === 0 ? undefined : listValue(arns.map((arn) => resourceValue(arn, input)))),
  ];
  return [heading(name, target.resourceType), { type: 'rows', rows }, tableOf(name, input, resolved)];
}

function filtersRow({ filters }: ExperimentTarget, { l10n }: PageInput): readonly PageRow[] {
  if (filters.length === 0) return [];
  const rows = filters.map(({ path, values }) => ({ label: path, value: listValue(values.map(mono)) }));
  return [{ label: l10n.t('Filters'), value: { type: 'rows', rows } }];
}

function tableOf(name: string, input: PageInput, resolved: Resolved): PageBlock {
  const { l10n } = input;
  const items = resolved.items.filter((item) => item.targetName === name);
  const columns = [...new Set(items.flatMap((item) => Object.keys(item.information)))];
  const noneYet = resolved.isAhead ? l10n.t('FIS has selected no resource yet.') : l10n.t('FIS selected no resource.');
  const none = hasMore(resolved) ? l10n.t('None in what has been loaded.') : noneYet;
  const empty = resolved.loading ? l10n.t('Loading…') : none;
  return {
    type: 'table',
    id: `targets ${name}`,
    label: l10n.t('Resources of {0}', name),
    columns: columns.length === 0 ? [l10n.t('Resource')] : columns,
    rows: items.map((item) => columns.map((column) => resourceValue(item.information[column] ?? '', input))),
    // Why stands once, below all of them.
    empty: resolved.items.length === 0 && resolved.failure !== undefined ? l10n.t('can’t be read') : empty,
  };
}

/** An EC2 instance that is in the tree leads to its node. */
function resourceValue(resource: string, { instanceRef, links, l10n }: PageInput): Value {
  const ref = resource.includes(':instance/') ? instanceRef(resource) : undefined;
  if (ref === undefined) return mono(resource);
  return { type: 'link', id: links.add({ type: 'reveal', ref }), text: resource, title: l10n.t('Show in Tree') };
}

function heading(name: string, note?: string): PageBlock {
  return note === undefined ? { type: 'heading', text: name } : { type: 'heading', text: name, note };
}
