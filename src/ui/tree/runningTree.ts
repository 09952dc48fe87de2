import { EventEmitter, l10n, type TreeDataProvider, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Lack, lackOfAll, lackOfPlaces } from '../../inventory/lack.ts';
import type { Running } from '../../inventory/runningNow.ts';
import { whoseIs } from '../../inventory/accounts.ts';
import { namesakesAmong } from '../../inventory/namesakes.ts';
import { rankOfSight, sightsPerAccount } from '../../inventory/oncePerAccount.ts';
import { createRunningPlaces } from '../../inventory/runningPlaces.ts';
import type { Scope } from '../../model/scope.ts';
import { createElisions, type Elisions } from './rows/elided.ts';
import { plainText } from '../../base/plainText.ts';
import type { Experiment } from '../../model/resources/experiment.ts';
import type { Instance } from '../../model/resources/instance.ts';
import type { SafetyLever } from '../../model/resources/safetyLever.ts';
import type { Service } from '../../model/resources/service.ts';
import { refFor, type Resource, type TargetRef } from '../../model/resources/resource.ts';
import { savedOwner } from '../../model/resources/savedPage.ts';
import { refOf } from '../../model/resources/target.ts';
import { isOfAnother, type Whose, whoseInText, whoseOf } from '../../model/sight.ts';
import type { Tracked } from '../../stopping/follow/followed.ts';
import { unlistedOf } from '../../stopping/follow/unlisted.ts';
import { plainStopType } from '../../stopping/operation.ts';
import { strictestMark } from '../../stopping/plan/productionPolicy.ts';
import { ROWS_AT_ONCE } from './nodes/children.ts';
import type { ItemParts } from './rows/rowParts.ts';
import * as nodes from './nodes/node.ts';
import { isSameNode, type Node, type NoteAbout } from './nodes/node.ts';
import { howOld } from '../words/lack.ts';
import { nodeTooltip } from './rows/nodeTooltip.ts';
import { compareExperiments } from './nodes/order.ts';
import { productionMarkWords } from '../words/production.ts';
import { productionMarksOf, requestedMark } from './rows/productionMarks.ts';
import { dotted, requestedRow, type TreeRow } from './rows/resourceRow.ts';
import { labelColumnsBeside, rowName, shortened } from './rows/shortLabels.ts';
import { observedOf, rowSignature, treeItem, watchedRefs } from './rows/treeItem.ts';

/** Everything that acts or ends now, in one list. */
export interface RunningTree extends TreeDataProvider<Node> {
  /** How many things that is, once however many profiles of one account see them, whether or not a view is in sight and whatever the filter leaves. */
  readonly count: () => number;
  /** Why more may be in progress; undefined where all was read. */
  readonly lack: () => Lack | undefined;
  /** How many lines the filter leaves, and of how many, as they were last drawn. */
  readonly passed: () => { readonly shown: number; readonly all: number };
  /** Anything that is shown may have changed; several changes of one moment are drawn once. */
  changed(): void;
  /** Shows the next rows, and returns the first of them; undefined where there are no more. */
  showMore(): Node | undefined;
  dispose(): void;
}

/** A change shows after the first, and what comes in a stream, as in a first listing, at most once in the second; in ms. */
const GATHER = 30;
const BETWEEN = 200;
const note = (about: NoteAbout): Node => ({ type: 'note', id: nodes.noteId(about), about });

/** `leaving`: what Halt asked to stop and AWS hasn't finished; `outOfSight`: whether some of that can't be read now, and may be over; `logLack`: why that may be more. `drawn` hears after each change that shows, `holdsNothing` whether the editor was given no row at all, where there are places and all of them is read. */
export function createRunningTree(
  parts: ItemParts,
  rest: {
    readonly leaving: () => readonly Tracked[];
    readonly outOfSight: () => boolean;
    readonly logLack: () => Lack | undefined;
    readonly drawn: () => void;
    readonly holdsNothing: (is: boolean) => void;
    readonly clock: Pick<Clock, 'elapsed' | 'after'>;
  },
): RunningTree {
  const changes = new EventEmitter<Node | Node[] | undefined>();
  /** The editor knows nodes by identity. */
  let drawn: readonly Node[] = [];
  const lines = new Map<string, string>();
  let shown = ROWS_AT_ONCE;
  const { clock } = rest;
  let flush: (() => void) | undefined;
  let lastDraw = -Infinity;
  let passed = { shown: 0, all: 0 };
  let among = siblingsAmong([]);
  /** What each row stands for beside what it shows: the same thing, as other profiles of its account see it. */
  let beside: ReadonlyMap<string, readonly Resource[]> = new Map();

  /** What was asked for and no list has, by its row. */
  let requested: ReadonlyMap<string, Tracked> = new Map();
  const lineOf = (node: Node): TreeItem => {
    const asked = requested.get(node.id);
    return asked ? requestedItem(parts, node, asked) : runningItem(parts, node, among, beside.get(node.id) ?? []);
  };

  const places = createRunningPlaces(parts.inventory);
  const running = () => places.now(parts.scopes.all(), leavingHere(parts, rest.leaving()));
  const roots = (): Node[] => {
    const all = running();
    const known = new Map(drawn.map((node) => [node.id, node]));
    const left = onePerThing(parts, passing(parts, all), (id) => known.has(id));
    const { experiments, services, instances } = left.running;
    among = siblingsAmong([...experiments, ...services, ...instances]);
    beside = left.beside;
    const unlisted = unlistedIn(parts, all, rest.leaving()).map((one) => [requestedNode(parts, one), one] as const);
    requested = new Map(unlisted.map(([node, one]) => [node.id, one]));
    // As it can't be judged, no filter hides it.
    const members = [...memberNodes(left.running), ...unlisted.map(([node]) => node)];
    const things = parts.arrangement.filter() ? countThings(parts, all) + unlisted.length : members.length;
    passed = { shown: members.length, all: things };
    const hidden = passed.all - passed.shown;
    const { unreadable, partly, loading } = parts.coverage();
    const list = [
      ...(unreadable.length + partly.length > 0 ? [note({ type: 'unread', below: nodes.RUNNING })] : []),
      ...(rest.logLack() === 'unread' ? [note({ type: 'requests-unread', below: nodes.RUNNING })] : []),
      ...members.slice(0, shown),
      ...(hidden > 0 && members.length === 0 ? [note({ type: 'filtered', below: nodes.RUNNING, all: hidden })] : []),
      ...(members.length > shown
        ? [note({ type: 'more', below: nodes.RUNNING, parent: nodes.RUNNING, left: members.length - shown })]
        : []),
      ...(loading.length > 0 || rest.logLack() === 'loading' ? [note({ type: 'loading', below: nodes.RUNNING })] : []),
    ];
    return list.map((node) => {
      const before = known.get(node.id);
      return before && isSameNode(before, node) ? before : node;
    });
  };

  const draw = () => {
    flush = undefined;
    lastDraw = clock.elapsed();
    const now = roots();
    const same = now.length === drawn.length && drawn.every((node, index) => now[index] === node);
    const different = same ? now.filter((node) => rowSignature(lineOf(node)) !== lines.get(node.id)) : [];
    if (!same) changes.fire(undefined);
    else if (different.length > 0) changes.fire(different);
    rest.drawn();
  };

  return {
    count: () => {
      const all = running();
      return countThings(parts, all) + unlistedIn(parts, all, rest.leaving()).length;
    },
    lack: () => lackOfAll([lackOfPlaces(parts.coverage()), rest.logLack(), rest.outOfSight() ? 'unread' : undefined]),
    passed: () => passed,
    onDidChangeTreeData: changes.event,
    getChildren: (node) => {
      if (node) return [];
      const list = roots();
      drawn = list;
      lines.clear();
      rest.holdsNothing(list.length === 0 && parts.scopes.all().length > 0);
      return list;
    },
    getTreeItem: (node) => {
      const item = lineOf(node);
      lines.set(node.id, rowSignature(item));
      return item;
    },
    getParent: () => undefined,
    resolveTreeItem: (item, node) => {
      if (!isElsewhere(parts, requested.get(node.id)))
        item.tooltip = nodeTooltip(parts, node, profilesOf(beside.get(node.id) ?? [])) ?? item.tooltip;
      return item;
    },
    changed: () => {
      flush ??= clock.after(Math.max(GATHER, lastDraw + BETWEEN - clock.elapsed()), draw);
    },
    showMore: () => {
      const before = shown;
      shown += ROWS_AT_ONCE;
      changes.fire(undefined);
      return roots().filter(({ type }) => type !== 'note')[before];
    },
    dispose: () => {
      flush?.();
      places.dispose();
      changes.dispose();
    },
  };
}

/** What the filter leaves of it. A safety lever always stays: it explains why nothing else runs. So does what can't be judged: what acts isn't to be missed. */
function passing({ members }: ItemParts, { levers, experiments, services, instances }: Running): Running {
  return {
    levers,
    experiments: experiments.filter((one) => members.mayPass(one)),
    services: services.filter((one) => members.mayPass(one)),
    instances: instances.filter((one) => members.mayPass(one)),
  };
}

/** Each thing once, however many profiles of one account see it, with what stands beside it by the id of its row. `isDrawn`: whether there is a row of this id. */
function onePerThing(
  parts: ItemParts,
  running: Running,
  isDrawn: (id: string) => boolean,
): { readonly running: Running; readonly beside: ReadonlyMap<string, readonly Resource[]> } {
  const beside = new Map<string, readonly Resource[]>();
  const once = <T extends Resource>(all: readonly T[]): readonly T[] =>
    sightsPerAccount(all, parts.accounts, (one) => rankOf(parts, one, isDrawn)).map(([one, ...others]) => {
      if (others.length > 0) beside.set(nodeOf(one).id, others);
      return one;
    });
  const { levers, experiments, services, instances } = running;
  return {
    running: {
      levers: once(levers),
      experiments: once(experiments),
      services: once(services),
      instances: once(instances),
    },
    beside,
  };
}

/** Which of several profiles a row goes by: one through which something was asked for or is watched, then one that may act, and of equal ones the one whose row is there. */
function rankOf(parts: ItemParts, one: Resource, isDrawn: (id: string) => boolean): number {
  const isHandled = parts.mark(refFor(one)) !== undefined || watchedRefs(one).some((ref) => parts.isWatched(ref));
  const type = one.kind === 'lever' ? leverChange(one) : plainStopType[one.kind];
  const forbidden = parts.guards.forbidding(one.scope, type);
  return rankOfSight(isHandled, forbidden === undefined) + (isDrawn(nodeOf(one).id) ? 0 : 0.5);
}

/** What there is to do about a lever that is here. */
const leverChange = ({ state }: SafetyLever) => (state === 'disengaged' ? 'engage-lever' : 'disengage-lever');

const countThings = ({ accounts }: ItemParts, { levers, experiments, services, instances }: Running): number =>
  [levers, experiments, services, instances]
    .map((all: readonly Resource[]) => sightsPerAccount(all, accounts).length)
    .reduce((sum, one) => sum + one, 0);

const profilesOf = (others: readonly Resource[] = []): readonly string[] => others.map(({ scope }) => scope.profile);

/** Safety levers first: they explain why nothing else runs. */
function memberNodes({ levers, experiments, services, instances }: Running): readonly Node[] {
  return [
    ...levers.map(nodeOf),
    ...experiments.toSorted(compareExperiments).map(nodeOf),
    ...services.map(nodeOf),
    ...instances.map(nodeOf),
  ];
}

function nodeOf(one: Resource): Node {
  const { scope } = one;
  switch (one.kind) {
    case 'lever':
      return { type: 'lever', id: nodes.leverId(scope), scope };
    case 'service':
      return { type: 'service', id: nodes.serviceId(scope, one.id), scope, arn: one.id };
    case 'experiment':
    case 'instance':
      return nodeFor(refOf(one));
  }
}

const nodeFor = (ref: TargetRef): Node =>
  ref.kind === 'lever'
    ? { type: 'lever', id: nodes.leverId(ref.scope), scope: ref.scope }
    : { type: 'target', id: nodes.targetId(ref), ref };

/** Its profile may lead to another account by now, whose row has the other id. */
function requestedNode(parts: ItemParts, tracked: Tracked): Node {
  const node = nodeFor(tracked.ref);
  const whose = whoseOf(tracked);
  return isElsewhere(parts, tracked) ? { ...node, id: `${node.id} ${whoseInText(whose)}`, ...savedOwner(whose) } : node;
}

const leavingHere = (parts: ItemParts, leaving: readonly Tracked[]): readonly TargetRef[] =>
  leaving.filter((one) => !isElsewhere(parts, one)).map(({ ref }) => ref);

/** Whether its profile leads to another account than the one in which it was asked for. */
const isElsewhere = ({ accounts }: ItemParts, tracked: Tracked | undefined): boolean =>
  tracked !== undefined && isOfAnother(whoseOf(tracked), whoseIs(accounts, tracked.ref.scope.profile));

/** What was asked for and is followed, and has no row by what AWS lists: each thing once, by what was asked for last. */
function unlistedIn(
  parts: ItemParts,
  { levers, experiments, services, instances }: Running,
  leaving: readonly Tracked[],
): readonly Tracked[] {
  const { inventory, accounts } = parts;
  const whose = (profile: string): Whose => whoseIs(accounts, profile);
  const unlisted = unlistedOf(
    leaving,
    (ref) => (inventory.target(ref) === undefined ? undefined : whose(ref.scope.profile)),
    () =>
      [...levers, ...experiments, ...services, ...instances].map((one) => ({
        ref: refFor(one),
        whose: whose(one.scope.profile),
      })),
  );
  return [...new Map(unlisted.map((one) => [requestedNode(parts, one).id, one])).values()];
}

/** What is known of it is who asked for what. */
function requestedItem(parts: ItemParts, node: Node, tracked: Tracked): TreeItem {
  const { scope } = tracked.ref;
  const row = requestedRow(tracked, parts.mark(tracked.ref, whoseOf(tracked)));
  const elsewhere = isElsewhere(parts, tracked);
  const item = treeItem(parts, node, { row, shorten: ({ label }) => label });
  item.id = node.id;
  item.collapsibleState = TreeItemCollapsibleState.None;
  const where = [
    elsewhere ? l10n.t('account {0}', whoseInText(whoseOf(tracked))) : undefined,
    productionMarkWords(requestedMark(parts, node, tracked)),
    placeOf(scope),
  ];
  item.description = [row.description, ...where].filter(Boolean).join(' · ');
  item.accessibilityInformation = { label: [row.spoken, ...where].filter(Boolean).join(', ') };
  return item;
}

/** What tells a row from those beside it. */
interface Siblings {
  readonly hasNamesake: (resource: Resource) => boolean;
  readonly elisions: Elisions;
}

const siblingsAmong = (all: readonly (Instance | Service | Experiment)[]): Siblings => ({
  hasNamesake: namesakesAmong(all),
  elisions: createElisions(all.map(rowName)),
});

/** The row of the other view, and behind its state as of when that was, where its list can't be read any more, and where it is: no node above says it. The room that an instance's type takes elsewhere is the place's. */
function runningItem(
  parts: ItemParts,
  node: Node,
  { hasNamesake, elisions }: Siblings,
  others: readonly Resource[],
): TreeItem {
  const observed = observedOf(parts, node);
  const mark = observed && strictestMark([observed, ...others].map((one) => productionMarksOf(parts, one).whole));
  const production = productionMarkWords(mark);
  const where = observed ? [howOld(parts, observed), production, placeOf(observed.scope)] : [];
  const shorten = ({ label, description, state }: TreeRow) => {
    if (!observed || observed.kind === 'lever') return label;
    // Beside a long name, that it is production tells more than the middle of the name. The profile doesn't: a name that makes room for it can't be recognized any more.
    const wanted = production === undefined ? undefined : dotted(description, howOld(parts, observed), production);
    return shortened(elisions, label, labelColumnsBeside(dotted(description, ...where), state, wanted));
  };
  const item = treeItem(parts, node, { production: false, age: false, type: false, hasNamesake, shorten });
  item.id = node.id;
  item.collapsibleState = TreeItemCollapsibleState.None;
  if (!observed) return item;
  const spoken = item.accessibilityInformation?.label ?? '';
  item.accessibilityInformation = { label: [spoken, ...where].filter(Boolean).join(', ') };
  item.description = [item.description, ...where].filter(Boolean).join(' · ');
  return item;
}

/** Said of each, also where one place alone is chosen: who comes to this list in a hurry may have forgotten which. */
const placeOf = ({ profile, region }: Scope): string => l10n.t('{0} ({1})', plainText(profile, 60), region);
