import { EventEmitter, type ProviderResult, type TreeDataProvider, type TreeItem } from 'vscode';
import { valueOf } from '../../model/fact.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import type { InventoryChange } from '../../inventory/inventory.ts';
import type { PastDeploymentStore } from '../../inventory/pastDeployments.ts';
import type { Resource, TargetRef } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import type { PlanRef } from '../../stopping/plan/plan.ts';
import { childrenOf, pageSize } from './nodes/children.ts';
import type { ItemParts } from './rows/rowParts.ts';
import { createMembers } from './nodes/members.ts';
import * as nodes from './nodes/node.ts';
import type { Node } from './nodes/node.ts';
import { nodeTooltip } from './rows/nodeTooltip.ts';
import { pathTo } from './nodes/pathTo.ts';
import type { Given } from './openLists.ts';
import { portion } from './portion.ts';
import { looks, observedOf, treeItem } from './rows/treeItem.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';

export interface ResourceTree extends TreeDataProvider<Node> {
  readonly onDidGiveChildren: Event<Given>;
  /** What its lines are drawn from, for another view of the same things. */
  readonly parts: ItemParts;
  /** What a node stands for now. */
  observed(node: Node): Resource | ServiceDeployment | undefined;
  /** The node of something stoppable, or of the service of a deployment, whether or not what is above it is open; undefined where the tree doesn't show it. */
  nodeOf(ref: PlanRef): Node | undefined;
  parentOf(node: Node): Node | undefined;
  inventoryChanged(change: InventoryChange): void;
  /** How many resources are shown, of how many that there are: what a filter hides. */
  counts(): { readonly shown: number; readonly all: number };
  marked(refs: readonly PlanRef[]): void;
  profilesChanged(profiles: readonly string[]): void;
  pastChanged(scope: Scope, serviceArn: string): void;
  /** The next page of a node; resolves with its first line, for the focus to go on from. */
  showMore(parent: string): Promise<Node | undefined>;
  /** Everything, after the choice of scopes or a setting changed. */
  redraw(): void;
  dispose(): void;
}

/** A burst of pages is drawn once; this is below what a person notices. In ms. */
const GATHER = 30;
/**
 * How long the editor must have asked for no children before it is told of a change, and how long a change waits for that; in ms. The editor asks for
 * several nodes at a time, level by level, and gives some of them the children of others when a change comes in the middle of it. It is longer than the
 * 200 ms within which the editor makes one refresh of several events.
 */
const QUIET = 220;
const PATIENCE = 1000;
/** What is drawn at one go: more would hold up the other extensions. */
const LINES = 500;

/** Draws what the inventory knows. Fires only nodes that would look different; several changes of one moment are one event. */
export function createResourceTree(
  parts: Omit<ItemParts, 'shown' | 'pastDeployment' | 'members'> & {
    readonly past: PastDeploymentStore;
    /** Milliseconds since the epoch. */
    readonly now: () => number;
  },
): ResourceTree {
  const changes = new EventEmitter<Node | Node[] | undefined>();
  const gave = createEmitter<Given>();
  const known = new Map<string, Node>();
  const parents = new Map<string, Node>();
  const drawn = new Map<string, string>();
  const pages = new Map<string, number>();
  const dirty = new Map<string, Node>();
  /** The children that the editor was last given. */
  const given = new Map<string, readonly Node[]>();
  /** Nodes whose line or children may have changed with something below. */
  const suspects = new Set<string>();
  let everything = false;
  let flush: ReturnType<typeof setTimeout> | undefined;
  let waitingSince: number | undefined;
  let askedAt = -Infinity;

  const all: ItemParts = {
    ...parts,
    members: createMembers(parts.inventory, parts.arrangement, () => ({
      now: parts.now(),
      accountOf: (profile) => {
        const identity = parts.accounts.of(profile);
        return identity === undefined ? [] : [identity.account, valueOf(identity.alias) ?? ''];
      },
    })),
    shown: (parent, first) => pages.get(parent) ?? first,
    pastDeployment: (ref: TargetRef) => parts.past.find(ref),
  };

  /** The same object for the same id: the editor knows nodes by identity. */
  const settled = (node: Node): Node => {
    const before = known.get(node.id);
    if (before && isSame(before, node)) return before;
    known.set(node.id, node);
    return node;
  };

  const mark = (id: string, withChildren: boolean) => {
    const node = known.get(id);
    if (!node || !drawn.has(id)) return;
    if (!withChildren && looks(treeItem(all, node)) === drawn.get(id)) return;
    dirty.set(id, node);
    soon();
  };

  const soon = () => {
    waitingSince ??= performance.now();
    flush ??= setTimeout(fireWhenQuiet, GATHER);
  };

  const fireWhenQuiet = () => {
    const now = performance.now();
    const quietIn = askedAt + QUIET - now;
    if (quietIn > 0 && now - (waitingSince ?? now) < PATIENCE) flush = setTimeout(fireWhenQuiet, quietIn);
    else fire(LINES);
  };

  /**
   * While a node is drawn again the editor doesn't know what is below it, and a menu or button that is used there does nothing: it is drawn only
   * when it differs.
   */
  const suspect = (id: string): void => {
    suspects.add(id);
    soon();
  };

  const hasOtherChildren = (node: Node): boolean => {
    const before = given.get(node.id);
    if (!before) return false;
    const now = childrenOf(all, node);
    return now.length !== before.length || now.some((child, index) => !isSame(before[index], child));
  };

  const drawSuspects = () => {
    const drawIfOther = (node: Node): void => {
      mark(node.id, false);
      if (!dirty.has(node.id)) mark(node.id, hasOtherChildren(node));
    };
    for (const id of suspects) {
      const node = known.get(id);
      if (!node) continue;
      drawIfOther(node);
      // What is below a node that is drawn again is drawn with it.
      if (dirty.has(id)) continue;
      for (const child of given.get(id) ?? []) {
        if (child.type === 'cluster' || child.type === 'bucket') drawIfOther(child);
      }
    }
    suspects.clear();
  };

  const fire = (lines = Infinity) => {
    if (everything) suspects.clear();
    else drawSuspects();
    clearTimeout(flush);
    flush = undefined;
    waitingSince = undefined;
    // What is drawn again with a node above it needs no event of its own.
    const different = [...dirty.values()].filter((node) => !isBelow(node, dirty));
    dirty.clear();
    const batch = everything ? undefined : portion(different, lines, ({ id }) => given.get(id)?.length ?? 1);
    if (batch && batch.length < different.length) {
      for (const node of different.slice(batch.length)) dirty.set(node.id, node);
      soon();
    }
    if (everything) {
      drawn.clear();
      given.clear();
    }
    everything = false;
    if (batch?.length !== 0) changes.fire(batch);
  };

  const isBelow = (node: Node, others: ReadonlyMap<string, Node>): boolean => {
    const parent = parents.get(node.id);
    return parent !== undefined && (others.has(parent.id) || isBelow(parent, others));
  };

  const warm = (added: readonly Resource[]) => {
    const lists = new Map(added.map((resource) => [`${scopeKey(resource.scope)}/${resource.kind}`, resource]));
    for (const { scope, kind } of lists.values()) if (kind !== 'lever') all.members.shown(scope, kind);
  };

  /** What is gone needs no node; one that comes back gets a new one. */
  const forget = (id: string) => {
    for (const map of [known, parents, drawn, pages, given]) map.delete(id);
  };

  /** The nodes above a resource, whose counts and order may have changed with it. */
  const markAbove = (resource: Resource) => {
    const { scope } = resource;
    switch (resource.kind) {
      case 'instance':
      case 'experiment':
      case 'service':
        suspect(nodes.groupId(scope, resource.kind));
        break;
      case 'lever':
        suspect(nodes.groupId(scope, 'experiment'));
        mark(nodes.regionId(scope), false);
        break;
    }
  };

  return {
    parts: all,
    onDidChangeTreeData: changes.event,
    onDidGiveChildren: gave.event,
    getChildren: (node): Node[] => {
      askedAt = performance.now();
      const children = childrenOf(all, node).map(settled);
      for (const child of children) {
        if (node) parents.set(child.id, node);
      }
      if (node) {
        given.set(node.id, children);
        gave.fire({ node, isFilled: children.some(({ type }) => type !== 'note') });
      }
      if (node?.type === 'service' && !parts.past.of(node.scope, node.arn)) void parts.past.load(node.scope, node.arn);
      return children;
    },
    // At once, not over several turns: the editor would be in the middle of drawing for longer, and what comes then disturbs it.
    getTreeItem: (node): TreeItem => {
      const item = treeItem(all, node);
      drawn.set(node.id, looks(item));
      return item;
    },
    getParent: (node): ProviderResult<Node> => parents.get(node.id),
    resolveTreeItem: (item, node): TreeItem => {
      item.tooltip = nodeTooltip(all, node) ?? item.tooltip;
      return item;
    },
    observed: (node) => observedOf(all, node),
    nodeOf: (ref) => {
      const path = pathTo(all, ref);
      let found: Node | undefined;
      for (const { node, parent, index } of path ?? []) {
        found = settled(node);
        if (!parent) continue;
        parents.set(node.id, settled(parent));
        // Behind a page that nobody has asked for yet: as many pages as it takes.
        const shown = childrenOf(all, parent).some(({ id }) => id === node.id);
        if (!shown) {
          pages.set(parent.id, Math.ceil((index + 1) / pageSize) * pageSize);
          mark(parent.id, true);
        }
      }
      // The editor looks for the node right away.
      fire();
      return found;
    },
    parentOf: (node) => parents.get(node.id),
    inventoryChanged: (change) => {
      for (const resource of [...change.added, ...change.removed]) markAbove(resource);
      // A page at a time, as it comes: in order once all is there, without a sort of ten thousand at one go.
      if (change.added.length > 0) warm(change.added);
      for (const resource of change.removed) forget(nodes.resourceId(resource));
      // Tags, which a line doesn't show, decide where it stands.
      const arranged = parts.arrangement.filter() !== undefined || parts.arrangement.grouping().by !== 'none';
      for (const resource of change.changed) {
        const id = nodes.resourceId(resource);
        const node = known.get(id);
        const before = drawn.get(id);
        const after = node && before !== undefined ? looks(treeItem(all, node)) : undefined;
        mark(id, resource.kind === 'service');
        // Counts and order follow the state, which shows in the line.
        if (before !== after || before === undefined || arranged) markAbove(resource);
      }
      for (const { scope, kind } of change.statuses) {
        mark(nodes.groupId(scope, kind === 'lever' ? 'experiment' : kind), true);
        // A failure that comes or goes changes the icon of the region or profile, and with it these are drawn with their notes.
        mark(nodes.regionId(scope), false);
        mark(nodes.profileId(scope.profile), false);
        // One failure after another keeps the icon, but not the words of the note.
        const { profile } = scope;
        mark(nodes.noteId({ note: 'scope-failure', place: nodes.regionId(scope), scope }), false);
        mark(nodes.noteId({ note: 'profile-failure', place: nodes.profileId(profile), profile }), false);
      }
    },
    counts: () => {
      let shown = 0;
      let total = 0;
      for (const scope of parts.scopes.all()) {
        for (const kind of ['instance', 'service', 'experiment'] as const) {
          shown += all.members.shown(scope, kind).length;
          total += parts.inventory.list(scope, kind).length;
        }
      }
      return { shown, all: total };
    },
    marked: (refs) => {
      for (const ref of refs) {
        const id =
          ref.kind === 'lever'
            ? nodes.leverId(ref.scope)
            : nodes.targetId({ kind: ref.kind, scope: ref.scope, id: ref.id });
        mark(id, false);
        const service = ref.kind === 'deployment' ? serviceNodeOf(ref) : undefined;
        if (service) mark(service.id, false);
      }
    },
    profilesChanged: (profiles) => {
      for (const profile of profiles) mark(nodes.profileId(profile), true);
    },
    pastChanged: (scope, serviceArn) => mark(nodes.serviceId(scope, serviceArn), true),
    showMore: async (parent) => {
      const node = known.get(parent);
      if (!node) return undefined;
      const before = childrenOf(all, node).filter(({ type }) => type !== 'note');
      if (node.type === 'service') await parts.past.load(node.scope, node.arn);
      else {
        pages.set(parent, before.filter(({ type }) => type !== 'lever').length + pageSize);
        mark(parent, true);
      }
      // At once: the editor is asked to show one of the new lines next.
      fire();
      const shown = new Set(before.map(({ id }) => id));
      const next = childrenOf(all, node).find(({ id, type }) => type !== 'note' && !shown.has(id));
      return next && settled(next);
    },
    redraw: () => {
      all.members.retain(parts.scopes.all());
      everything = true;
      soon();
    },
    dispose: () => {
      clearTimeout(flush);
      changes.dispose();
      gave.dispose();
    },
  };

  function serviceNodeOf(ref: PlanRef): Node | undefined {
    const deployment =
      ref.kind === 'deployment'
        ? parts.inventory.target({ kind: 'deployment', scope: ref.scope, id: ref.id })
        : undefined;
    return deployment?.kind === 'deployment' ? known.get(nodes.serviceId(ref.scope, deployment.serviceArn)) : undefined;
  }
}

function isSame(a: Node | undefined, b: Node): boolean {
  if (a?.id !== b.id) return false;
  if (a.type !== 'note' || b.type !== 'note') return true;
  return a.about.note === 'more' && b.about.note === 'more' ? a.about.left === b.about.left : true;
}
