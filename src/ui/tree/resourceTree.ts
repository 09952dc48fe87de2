import { accountNames } from '../../inventory/accountNames.ts';
import { EventEmitter, type ProviderResult, type TreeDataProvider, type TreeItem } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { createCoveredPlaces } from '../../inventory/coveredPlaces.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import type { InventoryChange } from '../../inventory/resourceLists.ts';
import type { DaemonStore } from '../../inventory/daemonStore.ts';
import type { PastDeploymentStore } from '../../inventory/pastDeployments.ts';
import { untoldDeployment } from '../../model/resources/service.ts';
import { isProfileFailure } from '../../model/failure.ts';
import {
  type ListKind,
  listKinds,
  type Resource,
  type StoppableRef,
  type WatchedRef,
} from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { productionMarkWords } from '../words/production.ts';
import { createShownStates } from '../words/states.ts';
import type { Branches } from './nodes/branches.ts';
import { aboveBusy } from './nodes/busyBranches.ts';
import { childrenOf, isSaidAtRegion, matchesDaemons, ROWS_AT_ONCE } from './nodes/children.ts';
import { pathToFirstHit } from './nodes/firstHit.ts';
import type { ItemParts } from './rows/rowParts.ts';
import { createMembers } from './nodes/members.ts';
import { createTreeTotals, type TreeCounts } from './nodes/totals.ts';
import * as nodes from './nodes/node.ts';
import type { Node } from './nodes/node.ts';
import { nodeTooltip } from './rows/nodeTooltip.ts';
import { pathTo } from './nodes/pathTo.ts';
import type { Given } from './openLists.ts';
import { drawnIdOf, observedOf, rowSignature, treeItem } from './rows/treeItem.ts';
import { createShortLabels } from './rows/shortLabels.ts';
import { losesRows } from './leavingRows.ts';
import { createTreeEvents, type TreeEvents } from './treeEvents.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';

/** The tree of *AWS Resources* as the editor asks for it, and the methods that have it drawn again. */
export interface ResourceTree extends TreeDataProvider<Node> {
  readonly onDidGiveChildren: Event<Given>;
  /**
   * Fires when the editor has been given the roots. It then draws the whole tree as it is now, also what it wasn't told of because it hadn't asked yet.
   */
  readonly onDidGiveRoots: Event<void>;
  /** The parts that lines are drawn from, for the other view of the same things. */
  readonly parts: ItemParts;
  /** What a node stands for now. */
  observed(node: Node): Resource | ServiceDeployment | undefined;
  /**
   * The node of something that can be stopped, or of a deployment's service, whether or not the branches above it are open. Undefined where the tree
   * doesn't show it.
   */
  nodeOf(ref: WatchedRef): Node | undefined;
  parentOf(node: Node): Node | undefined;
  /** The first resource from the top, whether or not the branches above it are open. Undefined also while the tree waits to be drawn again. */
  firstHit(): Node | undefined;
  inventoryChanged(change: InventoryChange): void;
  counts(): TreeCounts;
  marked(refs: readonly WatchedRef[]): void;
  profilesChanged(profiles: readonly string[]): void;
  pastChanged(scope: Scope, serviceArn: string): void;
  daemonsChanged(scope: Scope): void;
  /** Shows the next rows of a node. Resolves with the first of them, to which the focus can move. */
  showMore(parent: string): Promise<Node | undefined>;
  /** Draws everything again, after the chosen scopes or a setting changed. */
  redraw(): void;
  dispose(): void;
}

type Own = 'shown' | 'pastDeployment' | 'members' | 'totals' | 'branches' | 'coverage' | 'shortLabels';

type TreeParts = Omit<ItemParts, Own> & {
  readonly branches: Branches;
  readonly past: PastDeploymentStore;
  readonly daemons: Pick<DaemonStore, 'of' | 'find' | 'load'>;
  readonly clock: Clock;
  /** The editor's version, by which it is known how rows may leave: see `losesRows`. */
  readonly editorVersion: string;
};

/** What the functions of this file share. */
interface Drawing {
  readonly parts: ItemParts;
  readonly past: PastDeploymentStore;
  readonly events: TreeEvents;
  readonly branches: Branches;
  /** How many children a branch shows, once somebody asked for more than its first rows. */
  readonly shownCounts: Map<string, number>;
}

/** Makes the tree of what the inventory knows. */
export function createResourceTree(given: TreeParts): ResourceTree {
  const gave = createEmitter<Given>();
  const gaveRoots = createEmitter<void>();
  const changes = new EventEmitter<Node | Node[] | undefined>();
  const shownCounts = new Map<string, number>();
  const { past } = given;
  const covered = createCoveredPlaces(given);
  const stateWords = createShownStates();
  const members = createMembers(given.inventory, given.arrangement, () => ({
    now: given.clock.now(),
    stateWords,
    accountOf: (profile) => accountNames(given.accounts, profile),
    productionWords: (profile) => productionMarkWords(given.guards.productionMark({ profile })),
  }));
  const totals = createTreeTotals({ ...given, members, now: () => given.clock.now() });
  const parts: ItemParts = {
    ...given,
    members,
    totals,
    shortLabels: createShortLabels(),
    coverage: () => covered.now(given.scopes.all()),
    shown: (parent, first) => shownCounts.get(parent) ?? first,
    pastDeployment: (ref: StoppableRef) => past.find(ref),
  };
  const events = createTreeEvents({
    signatureOf: (node) => rowSignature(treeItem(parts, node)),
    drawnIdOf: (node) => drawnIdOf(parts, node),
    childrenOf: (node) => childrenOf(parts, node),
    iconsLeaveFirst: losesRows(given.editorVersion),
    clock: given.clock,
  });
  events.onDidChange((changed) => changes.fire(changed));
  const drawing: Drawing = { parts, past, events, branches: given.branches, shownCounts };

  return {
    parts,
    onDidChangeTreeData: changes.event,
    onDidGiveChildren: gave.event,
    onDidGiveRoots: gaveRoots.event,
    getChildren: (node): Node[] => {
      events.asked(node);
      const children = events.give(
        node,
        childrenOf(parts, node).map((child) => events.given.settled(child)),
      );
      if (!node) gaveRoots.fire();
      else gave.fire({ node, isFilled: children.some(({ type }) => type !== 'note' && type !== 'daemons') });
      if (node?.type === 'service' && !past.of(node.scope, node.arn)) void past.load(node.scope, node.arn);
      if (node?.type === 'daemons') void given.daemons.load(node.scope);
      return children;
    },
    // Done at once and not over several turns of the event loop: the editor would be drawing for longer, and changes that come meanwhile disturb it.
    getTreeItem: (node): TreeItem => {
      const item = treeItem(parts, node);
      if (events.takesWithoutIcon(node.id)) return withoutIcon(item, events.given.drawnId(node.id));
      item.id = events.idOf(node, item.id ?? node.id);
      events.drew(node.id, rowSignature(item), item.id);
      return item;
    },
    getParent: (node): ProviderResult<Node> => events.given.parentOf(node.id),
    resolveTreeItem: (item, node): TreeItem => {
      item.tooltip = nodeTooltip(parts, node) ?? item.tooltip;
      return item;
    },
    observed: (node) => observedOf(parts, node),
    nodeOf: (ref) => nodeOf(drawing, ref),
    parentOf: (node) => events.given.parentOf(node.id),
    firstHit: () => firstHit(drawing),
    inventoryChanged: (change) => inventoryChanged(drawing, change),
    counts: () => parts.totals.counts(),
    marked: (refs) => {
      for (const ref of refs) for (const id of rowsOf(parts, ref)) events.rowChanged(id);
    },
    profilesChanged: (profiles) => {
      for (const profile of profiles) events.branchChanged(nodes.profileId(profile));
      openFound(drawing);
      if (parts.arrangement.filter()) events.suspectRoots();
    },
    pastChanged: (scope, serviceArn) => events.branchChanged(nodes.serviceId(scope, serviceArn)),
    daemonsChanged: (scope) => {
      openFound(drawing);
      events.branchChanged(nodes.daemonsId(scope));
      if (parts.arrangement.filter()) suspectAround(events, scope);
    },
    showMore: (parent) => showMore(drawing, parent),
    redraw: () => {
      parts.members.retain(parts.scopes.all());
      given.branches.open(busyIn(parts));
      openFound(drawing);
      events.everythingChanged();
    },
    dispose: () => {
      events.dispose();
      covered.dispose();
      totals.dispose();
      changes.dispose();
      gave.dispose();
      gaveRoots.dispose();
    },
  };
}

/** The item of a row that is about to leave: without icon, and under the id by which the editor knows it. */
function withoutIcon(item: TreeItem, drawnId: string | undefined): TreeItem {
  delete item.iconPath;
  if (drawnId !== undefined) item.id = drawnId;
  return item;
}

function nodeOf({ parts, events, shownCounts }: Drawing, ref: WatchedRef): Node | undefined {
  const path = pathTo(parts, ref);
  let found: Node | undefined;
  for (const { node, parent, index } of path ?? []) {
    found = events.given.settled(node);
    if (!parent) continue;
    events.given.setParent(node.id, events.given.settled(parent));
    // The row may be behind others that nobody has asked for yet: so many are shown that it is among them.
    const shown = childrenOf(parts, parent).some(({ id }) => id === node.id);
    if (!shown) {
      shownCounts.set(parent.id, Math.ceil((index + 1) / ROWS_AT_ONCE) * ROWS_AT_ONCE);
      events.branchChanged(parent.id);
    }
  }
  // The editor looks for the node right away.
  events.fire();
  return found;
}

function firstHit(drawing: Drawing): Node | undefined {
  const { parts, events } = drawing;
  openFound(drawing);
  // The editor is told of all changes first, as it looks for the row right away.
  if (!events.fireOrWait()) return undefined;
  const path = (pathToFirstHit(parts) ?? []).map((node) => events.given.settled(node));
  for (const [index, node] of path.entries()) {
    const parent = path[index - 1];
    if (parent) events.given.setParent(node.id, parent);
  }
  return path.at(-1);
}

/** Opens the branches above managed daemons that a filter finds. AWS isn't asked for daemons here. */
function openFound({ parts, branches, events }: Drawing): void {
  if (!parts.arrangement.filter()) return;
  const found = parts.daemons.places().filter((scope) => matchesDaemons(parts, scope));
  for (const id of branches.found(found.map((scope) => nodes.daemonsId(scope)))) events.rowChanged(id);
}

function inventoryChanged({ parts, events, branches, shownCounts }: Drawing, change: InventoryChange): void {
  for (const resource of [...change.added, ...change.removed]) suspectAbove(events, resource);
  const busy = [
    ...[...change.added, ...change.changed].flatMap((one) => aboveBusy(one, parts.arrangement.grouping())),
    ...change.statuses.flatMap(({ scope, kind }) => aboveFailing(parts, scope, kind)),
  ];
  for (const id of branches.open(busy)) events.rowChanged(id);
  if (parts.arrangement.filter()) suspectPlaces(events, change);
  // Lists are sorted here, page by page as they come, and not only when they are complete: that would sort ten thousand at once.
  if (change.added.length > 0) sortNow(parts, change.added);
  for (const resource of change.removed) {
    const id = nodes.resourceId(resource);
    events.forget(id);
    shownCounts.delete(id);
  }
  // A row's place depends on tags and times, too, which the row doesn't show.
  const { filter, grouping, sorting } = parts.arrangement;
  const arranged = filter() !== undefined || grouping().type !== 'none' || sorting() !== 'state';
  for (const resource of change.changed) {
    const id = nodes.resourceId(resource);
    const node = events.given.known(id);
    const before = events.given.drawnAs(id);
    const after = node && before !== undefined ? rowSignature(treeItem(parts, node)) : undefined;
    if (resource.kind === 'service') events.branchChanged(id);
    else events.rowChanged(id);
    // Counts and order follow the state, which shows in the row.
    if (before !== after || before === undefined || arranged) suspectAbove(events, resource);
  }
  for (const { scope, kind } of change.statuses) {
    events.branchChanged(nodes.groupId(scope, kind === 'lever' ? 'experiment' : kind));
    // A failure that comes or goes changes the icon of the region or the profile, with which their notes are drawn, too.
    events.rowChanged(nodes.regionId(scope));
    events.rowChanged(nodes.profileId(scope.profile));
    // When one failure follows another the icon stays, but the words of the note change.
    events.rowChanged(nodes.noteId({ type: 'scope-failure', below: nodes.regionId(scope), scope }));
  }
}

/** The branches above a list that can't be read. */
function aboveFailing({ inventory }: ItemParts, scope: Scope, kind: ListKind): readonly string[] {
  const { failure, gaps } = inventory.status(scope, kind);
  if (gaps.length === 0 && (failure === undefined || isProfileFailure(failure.kind))) return [];
  const region = [nodes.profileId(scope.profile), nodes.regionId(scope)];
  if (failure && isSaidAtRegion(inventory, scope, failure)) return region;
  return [...region, nodes.groupId(scope, kind === 'lever' ? 'experiment' : kind)];
}

/** The branches above everything that is in progress or fails now. */
function busyIn(parts: ItemParts): readonly string[] {
  return parts.scopes
    .all()
    .flatMap((scope) =>
      listKinds.flatMap((kind) => [
        ...parts.inventory.list(scope, kind).flatMap((one) => aboveBusy(one, parts.arrangement.grouping())),
        ...aboveFailing(parts, scope, kind),
      ]),
    );
}

/** The nodes above a resource, whose counts and order may have changed with it. */
function suspectAbove(events: TreeEvents, resource: Resource): void {
  const { scope } = resource;
  switch (resource.kind) {
    case 'instance':
    case 'experiment':
    case 'service':
      events.suspect(nodes.groupId(scope, resource.kind));
      break;
    case 'lever':
      events.suspect(nodes.groupId(scope, 'experiment'));
      events.rowChanged(nodes.regionId(scope));
      break;
  }
}

/** Under a filter, the row of a place's managed daemons comes and goes with its matches, and so do all rows above it. */
function suspectAround(events: TreeEvents, scope: Scope): void {
  events.suspect(nodes.groupId(scope, 'service'));
  events.suspect(nodes.regionId(scope));
  events.suspect(nodes.profileId(scope.profile));
  events.suspectRoots();
}

/** Under a filter, places come and go with what is in them. */
function suspectPlaces(events: TreeEvents, { added, changed, removed, statuses }: InventoryChange): void {
  const touched = [...added, ...changed, ...removed, ...statuses].map(({ scope }) => scope);
  for (const scope of new Map(touched.map((one) => [scopeKey(one), one])).values()) {
    events.suspect(nodes.regionId(scope));
    events.suspect(nodes.profileId(scope.profile));
  }
  if (touched.length > 0) events.suspectRoots();
}

function sortNow({ members }: ItemParts, added: readonly Resource[]): void {
  const lists = new Map(added.map((resource) => [`${scopeKey(resource.scope)}/${resource.kind}`, resource]));
  for (const { scope, kind } of lists.values()) if (kind !== 'lever') members.shown(scope, kind);
}

/** The ids of the rows that stand for something that can be stopped; for a deployment, its service's row is one of them. */
function rowsOf({ inventory }: ItemParts, { kind, scope, id }: WatchedRef): readonly string[] {
  if (kind === 'daemon') return [nodes.daemonId(scope, id)];
  if (kind === 'lever') return [nodes.leverId(scope)];
  const own = nodes.targetId({ kind, scope, id });
  if (kind !== 'deployment') return [own];
  const deployment = inventory.target({ kind, scope, id });
  if (deployment?.kind === 'deployment') return [own, nodes.serviceId(scope, deployment.serviceArn)];
  // A deployment of which nothing could be read is only known by its service.
  const services = inventory.list(scope, 'service').filter((service) => untoldDeployment(service) === id);
  return [own, ...services.map((service) => nodes.serviceId(scope, service.id))];
}

async function showMore({ parts, past, events, shownCounts }: Drawing, parent: string): Promise<Node | undefined> {
  const node = events.given.known(parent);
  if (!node) return undefined;
  const before = childrenOf(parts, node).filter(({ type }) => type !== 'note');
  if (node.type === 'service') await past.load(node.scope, node.arn);
  else {
    shownCounts.set(parent, before.filter(({ type }) => type !== 'lever').length + ROWS_AT_ONCE);
    events.branchChanged(parent);
  }
  // Told at once, as the editor is asked to show one of the new rows next.
  events.fire();
  const shown = new Set(before.map(({ id }) => id));
  const next = childrenOf(parts, node).find(({ id, type }) => type !== 'note' && !shown.has(id));
  return next && events.given.settled(next);
}
