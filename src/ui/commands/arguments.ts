import { list } from '../../base/untrusted.ts';
import { parseTargetRef, type TargetRef } from '../../model/resources/resource.ts';
import type { Node } from '../tree/nodes/node.ts';
import { parseNode } from '../tree/nodes/parseNode.ts';

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
  const node = parseNode(first);
  if (node) return { kind: 'node', node, selected: list(all).flatMap((one) => parseNode(one) ?? []) };
  const ref = parseTargetRef(first);
  if (ref) return { kind: 'reference', ref };
  const view = viewOfKey(first);
  return view === undefined ? { kind: 'unclear' } : { kind: 'key', view };
}

function viewOfKey(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'view' in value && typeof value.view === 'string'
    ? value.view
    : undefined;
}
