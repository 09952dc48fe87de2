import { EventEmitter, l10n, type TreeDataProvider, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Lack, lackOfAll, lackOfPlaces } from '../../inventory/lack.ts';
import type { Running } from '../../inventory/runningNow.ts';
import { whoseIs } from '../../inventory/accounts.ts';
import { namesakesAmong } from '../../inventory/namesakes.ts';
import { rankOfSight, sightsPerAccount } from '../../inventory/oncePerAccount.ts';
import { createRunningPlaces } from '../../inventory/runningPlaces.ts';
import { createElisions, type Elisions } from './rows/elided.ts';
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
import { howOld, waitingWords } from '../words/lack.ts';
import { owedSinceOf } from './rows/howKnown.ts';
import { nodeTooltip } from './rows/nodeTooltip.ts';
import { compareExperiments } from './nodes/order.ts';
import { productionMarkWords } from '../words/production.ts';
import { productionMarksOf, requestedMark } from './rows/productionMarks.ts';
import { dotted, requestedRow, type TreeRow } from './rows/resourceRow.ts';
import { labelColumnsBeside, rowName, shortened } from './rows/shortLabels.ts';
import { observedOf, rowSignature, treeItem, watchedRefs } from './rows/treeItem.ts';
import { placeName } from '../words/targetNames.ts';

/** The tree of *In Progress*: everything that acts or ends now, in one list. */
export interface RunningTree extends TreeDataProvider<Node> {
  /**
   * How many things are in progress. A thing that several profiles of one account see counts once; neither the filter nor whether a view is visible
   * matters.
   */
  readonly count: () => number;
  /** Why more may be in progress; undefined where all was read. */
  readonly lack: () => Lack | undefined;
  /** How many lines the filter left and how many there were, when they were last drawn. */
  readonly passed: () => { readonly shown: number; readonly all: number };
  /** To be called when anything that is shown may have changed; changes within a moment are drawn once. */
  changed(): void;
  /** Shows the next rows, and returns the first of them; undefined where there are no more. */
  showMore(): Node | undefined;
  dispose(): void;
}

/** A change is drawn after {@link GATHER} ms; a stream of changes, as in a first listing, every {@link BETWEEN} ms at most. */
const GATHER = 30;
const BETWEEN = 200;
const note = (about: NoteAbout): Node => ({ type: 'note', id: nodes.noteId(about), about });

/**
 * `leaving`: requests to stop something that AWS hasn't finished. `outOfSight`: whether some of that can't be read now, and may be over. `logLack`:
 * why there may be more requests. `drawn`: called after each change that shows. `holdsNothing`: called with whether the editor was given no row at
 * all although places are chosen and everything is read.
 */
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
  /** By row, the same thing as other profiles of its account see it. */
  let beside: ReadonlyMap<string, readonly Resource[]> = new Map();

  /** By row, requests for things that no list has. */
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
    // The filter can't judge such a row, so it doesn't hide it.
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

/**
 * What the filter leaves. Safety levers always stay, as they explain why nothing else runs. So does what can't be judged, so that nothing that acts
 * is missed.
 */
function passing({ members }: ItemParts, { levers, experiments, services, instances }: Running): Running {
  return {
    levers,
    experiments: experiments.filter((one) => members.mayPass(one)),
    services: services.filter((one) => members.mayPass(one)),
    instances: instances.filter((one) => members.mayPass(one)),
  };
}

/**
 * Each thing once, and in `beside`, by the id of its row, the same thing as other profiles of the account see it. `isDrawn`: whether there is a row
 * of this id.
 */
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

/**
 * The rank of a profile's sight of a thing; the lowest becomes the row. First a profile through which something was asked for or is watched, then one
 * that may act, and of equal ones the one whose row is already drawn.
 */
function rankOf(parts: ItemParts, one: Resource, isDrawn: (id: string) => boolean): number {
  const isHandled = parts.mark(refFor(one)) !== undefined || watchedRefs(one).some((ref) => parts.isWatched(ref));
  const type = one.kind === 'lever' ? leverChange(one) : plainStopType[one.kind];
  const forbidden = parts.guards.forbidding(one.scope, type);
  return rankOfSight(isHandled, forbidden === undefined) + (isDrawn(nodeOf(one).id) ? 0 : 0.5);
}

/** What can be done about a lever in this state. */
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

/** The node of a request. Where its profile leads to another account by now, the id is another one, as that account's thing has the usual id. */
function requestedNode(parts: ItemParts, tracked: Tracked): Node {
  const node = nodeFor(tracked.ref);
  const whose = whoseOf(tracked);
  return isElsewhere(parts, tracked) ? { ...node, id: `${node.id} ${whoseInText(whose)}`, ...savedOwner(whose) } : node;
}

const leavingHere = (parts: ItemParts, leaving: readonly Tracked[]): readonly TargetRef[] =>
  leaving.filter((one) => !isElsewhere(parts, one)).map(({ ref }) => ref);

/** Whether its profile leads to another account now than when it was asked for. */
const isElsewhere = ({ accounts }: ItemParts, tracked: Tracked | undefined): boolean =>
  tracked !== undefined && isOfAnother(whoseOf(tracked), whoseIs(accounts, tracked.ref.scope.profile));

/** Followed requests whose target has no row by AWS's lists; of several for one thing, the latest. */
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

/** The line of such a request. Nothing more is known of its target than who asked for what. */
function requestedItem(parts: ItemParts, node: Node, tracked: Tracked): TreeItem {
  const { scope } = tracked.ref;
  const row = requestedRow(tracked, parts.mark(tracked.ref, whoseOf(tracked)));
  const elsewhere = isElsewhere(parts, tracked);
  const item = treeItem(parts, node, { row, shorten: ({ label }) => label });
  item.id = node.id;
  item.collapsibleState = TreeItemCollapsibleState.None;
  // The place is said in each row, also where a single place is chosen: a person who comes here in a hurry may have forgotten which.
  const where = [
    elsewhere ? l10n.t('account {0}', whoseInText(whoseOf(tracked))) : undefined,
    productionMarkWords(requestedMark(parts, node, tracked)),
    placeName(scope),
  ];
  item.description = [row.description, ...where].filter(Boolean).join(' · ');
  item.accessibilityInformation = { label: [row.spoken, ...where].filter(Boolean).join(', ') };
  return item;
}

/** What makes a row different from the others in the list. */
interface Siblings {
  readonly hasNamesake: (resource: Resource) => boolean;
  readonly elisions: Elisions;
}

const siblingsAmong = (all: readonly (Instance | Service | Experiment)[]): Siblings => ({
  hasNamesake: namesakesAmong(all),
  elisions: createElisions(all.map(rowName)),
});

/**
 * The row of the other view. Behind its state stand its age where its list can't be read any more, and its place, which no row above tells here. The
 * place takes the room of an instance's type.
 */
function runningItem(
  parts: ItemParts,
  node: Node,
  { hasNamesake, elisions }: Siblings,
  others: readonly Resource[],
): TreeItem {
  const observed = observedOf(parts, node);
  const mark = observed && strictestMark([observed, ...others].map((one) => productionMarksOf(parts, one).whole));
  const production = productionMarkWords(mark);
  const where = observed ? [howOld(parts, observed), production, placeName(observed.scope)] : [];
  const shorten = ({ label, description, state }: TreeRow) => {
    if (!observed || observed.kind === 'lever') return label;
    // Beside a long name, the mark of production is worth more than the middle of the name. The profile isn't: a name that makes room for it can't be
    // recognized.
    const wanted = production === undefined ? undefined : dotted(description, howOld(parts, observed), production);
    return shortened(elisions, label, labelColumnsBeside(dotted(description, ...where), state, wanted));
  };
  const item = treeItem(parts, node, { production: false, age: false, type: false, hasNamesake, shorten });
  item.id = node.id;
  item.collapsibleState = TreeItemCollapsibleState.None;
  if (!observed) return item;
  const spoken = item.accessibilityInformation?.label ?? '';
  // Last, so that a narrow side bar cuts it first; the name is shortened for none of it, so that it doesn't change while AWS is waited for.
  const since = owedSinceOf(parts, observed);
  const all = [...where, since === undefined ? undefined : waitingWords(since)];
  item.accessibilityInformation = { label: [spoken, ...all].filter(Boolean).join(', ') };
  item.description = [item.description, ...all].filter(Boolean).join(' · ');
  return item;
}
