import { parseTargetRef, type TargetRef } from '../../model/resources/resource.ts';
import { parseScope } from '../../model/scope.ts';
import type { Node } from '../tree/nodes/node.ts';

/** What a command is handed by the editor or by another extension, read from unknown values. */
export type Argument =
  | { readonly kind: 'node'; readonly node: Node; readonly selected: readonly Node[] }
  | { readonly kind: 'reference'; readonly ref: TargetRef }
  /** A key: the manifest's keybindings say in which view it was pressed. */
  | { readonly kind: 'key'; readonly view: string }
  /** From a menu, whose row the editor no longer knows. */
  | { readonly kind: 'lost' }
  /** Something that is neither a row nor a target, such as a target in what can't be a region: it was meant to name one. */
  | { readonly kind: 'unclear' }
  | { readonly kind: 'none' };

/** From a menu VS Code hands over the row, then all that are selected; from a key an object of the manifest, from the palette nothing. Never throws: what can't be read is `unclear`. */
export function parseArguments(args: readonly unknown[]): Argument {
  try {
    return argumentOf(args);
  } catch {
    // Another extension's objects may be anything, such as one whose members throw.
    return { kind: 'unclear' };
  }
}

function argumentOf(args: readonly unknown[]): Argument {
  const [first, all] = args;
  if (first === undefined || first === null) return { kind: args.length > 0 ? 'lost' : 'none' };
  if (isNode(first)) return { kind: 'node', node: first, selected: Array.isArray(all) ? all.filter(isNode) : [] };
  const ref = parseTargetRef(first);
  if (ref) return { kind: 'reference', ref };
  const view = viewOfKey(first);
  return view === undefined ? { kind: 'unclear' } : { kind: 'key', view };
}

/** A row as the editor hands it back. Anybody can make something that looks like one: the place in it has to be one. */
function isNode(value: unknown): value is Node {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('id' in value)) return false;
  if (typeof value.type !== 'string' || typeof value.id !== 'string') return false;
  if ('scope' in value && parseScope(value.scope) === undefined) return false;
  return !('ref' in value) || parseTargetRef(value.ref) !== undefined;
}

function viewOfKey(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'view' in value && typeof value.view === 'string'
    ? value.view
    : undefined;
}
