import { systemClock } from '../../src/base/systemClock.ts';
import { type PickParts, pickTargets } from '../../src/ui/stop/pickTargets.ts';
import { groupId } from '../../src/ui/tree/nodes/node.ts';
import type { Node } from '../../src/ui/tree/nodes/node.ts';
import type { ResourceTree } from '../../src/ui/tree/resourceTree.ts';
import { watchBlocks } from './blocks.ts';
import { draw, type FleetView } from './fleetView.ts';
import type { Crowd } from './plan.ts';
import { openGuards } from '../../test/stages/guards.ts';

/** Ten thousand instances in one group: what the tree takes to answer for it, and a pick of them all to open. */
export async function measureCrowd(view: FleetView, closePick: () => Thenable<unknown>): Promise<Crowd> {
  const { tree, scopes, inventory } = view;
  await view.listAll(() => {
    view.poller.setScopes(scopes);
    view.poller.refresh();
  });
  const [scope] = scopes;
  if (scope === undefined) throw new Error('There is no scope.');
  const nodes = inventory.list(scope, 'instance').length;
  draw(tree);
  const group = findNode(tree, groupId(scope, 'instance'));
  const [firstPage, shown] = timed(() => drawn(tree, group));
  let all = shown;
  while (all < nodes) {
    await tree.showMore(group.id);
    const now = drawn(tree, group);
    if (now <= all) throw new Error(`The group shows ${now} of ${nodes}, and no more.`);
    all = now;
  }
  const [wholeGroup] = timed(() => drawn(tree, group));
  // Each page was drawn again as well; the pick begins when that is over.
  await new Promise((resolve) => setTimeout(resolve, 3_000));

  const parts: PickParts = {
    clock: systemClock,
    waitedFor: { profiles: () => [], info: () => undefined },
    from: { inventory, accounts: view.accounts, scopes: () => scopes, startable: () => false, guards: openGuards },
    listNow: () => Promise.resolve([]),
  };
  const blocks = watchBlocks();
  const [pick, picked] = timed(() => pickTargets(parts, 'stop', { title: 'Halt' }));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const pickBlocks = blocks.stop();
  await closePick();
  await picked;
  return { nodes, shown, firstPage, wholeGroup, pick, pickBlocks };
}

/** Asks for a group's children and their lines, as the editor does; returns how many resources it was. */
function drawn(tree: ResourceTree, group: Node): number {
  const children = tree.getChildren(group);
  if (!Array.isArray(children)) throw new Error('The tree takes its time.');
  for (const child of children) void tree.getTreeItem(child);
  return children.filter(({ type }) => type === 'target').length;
}

function findNode(tree: ResourceTree, id: string, from?: Node): Node {
  const found = search(tree, id, from);
  if (found === undefined) throw new Error(`The tree has no node ${id}.`);
  return found;
}

function search(tree: ResourceTree, id: string, from: Node | undefined): Node | undefined {
  const children = tree.getChildren(from);
  if (!Array.isArray(children)) return undefined;
  for (const child of children) {
    const found = child.id === id ? child : /^(profile|region)$/.test(child.type) ? search(tree, id, child) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function timed<T>(work: () => T): readonly [milliseconds: number, result: T] {
  const started = performance.now();
  const result = work();
  return [performance.now() - started, result];
}
