import type { PlanRef } from '../../stopping/plan/plan.ts';
import type { ObservedKind } from '../../stopping/operation.ts';
import { refKey } from '../../model/resources/resource.ts';
import type { Node } from '../tree/nodes/node.ts';
import { refFor } from '../tree/rows/treeItem.ts';
import type { CommandContext } from './context.ts';

/** What the editor hands a command: from a menu the clicked node and the selection; from a button of ours a reference; from the palette nothing. */
export type Argument = Node | PlanRef | undefined;

/** The nodes that a command is about: all that are selected when the clicked one is among them, else the clicked one; without a click, what is selected in the view that was used last. */
export function chosenNodes(context: CommandContext, first: Argument, all: unknown): readonly Node[] {
  if (first === undefined) return context.selection.nodes();
  if (!isNode(first)) return [];
  const nodes = Array.isArray(all) ? all.filter(isNode) : [];
  return nodes.some((node) => node.id === first.id) ? nodes : [first];
}

/** The branches of the tree that a command of theirs is about. */
export function branches(context: CommandContext, first: Argument, all: unknown): readonly Branch[] {
  return chosenNodes(context, first, all).filter(
    (node) => node.type === 'profile' || node.type === 'region' || node.type === 'group',
  );
}
type Branch = Extract<Node, { type: 'profile' | 'region' | 'group' }>;

/** The things of one kind that a command is about. A service stands for its current deployment. */
export function chosenRefs(
  context: CommandContext,
  first: Argument,
  all: unknown,
  kind?: ObservedKind,
): readonly PlanRef[] {
  if (first !== undefined && !isNode(first)) return kind === undefined || first.kind === kind ? [first] : [];
  const refs = chosenNodes(context, first, all).flatMap((node) => {
    const observed = context.tree.observed(node);
    if (!observed || (observed.kind === 'service' && !observed.deployment)) return [];
    return [refFor(observed)];
  });
  const unique = new Map(
    refs.filter((ref) => kind === undefined || ref.kind === kind).map((ref) => [refKey(ref), ref]),
  );
  return [...unique.values()];
}

export function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' && value !== null && 'type' in value && 'id' in value && typeof value.id === 'string'
  );
}

/** The view that a key was pressed in; the manifest's keybindings say it. */
export function viewOfKey(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'view' in value && typeof value.view === 'string'
    ? value.view
    : undefined;
}

/** What came from outside as a reference: a button's argument, another extension's call. */
export function asArgument(value: unknown): Argument {
  if (isNode(value)) return value;
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('scope' in value) || !('id' in value))
    return undefined;
  const { kind, scope, id } = value;
  if (
    typeof id !== 'string' ||
    typeof scope !== 'object' ||
    scope === null ||
    !('profile' in scope) ||
    !('region' in scope)
  )
    return undefined;
  const { profile, region } = scope;
  if (typeof profile !== 'string' || typeof region !== 'string') return undefined;
  const place = { scope: { profile, region }, id };
  if (kind === 'lever') return { kind, ...place };
  return kind === 'instance' || kind === 'deployment' || kind === 'experiment' ? { kind, ...place } : undefined;
}
