import type { Node } from '../tree/nodes/node.ts';
import type { TargetRef } from '../../model/resources/resource.ts';

/** How a command was called, and what it is about. */
export type Invocation =
  /** From a row's menu or button: the row, and what is selected. */
  | { readonly kind: 'node'; readonly node: Node; readonly selected: readonly Node[] }
  /** From a button of Halt's outside of the tree, or by another extension. */
  | { readonly kind: 'reference'; readonly ref: TargetRef }
  /** By a key or from the palette: the rows that the keyboard acts on, which may be none. */
  | { readonly kind: 'keyboard'; readonly nodes: readonly Node[] };

/** What a command does, however it was called. */
export type Handler = (by: Invocation) => void | Promise<void>;

/** The row that a command was called at, if it was called at one. */
export function clicked(by: Invocation): Node | undefined {
  return by.kind === 'node' ? by.node : undefined;
}

/** What a command for one thing alone is about: the clicked row, before others that are selected too. */
export function clickedFirst<T>(by: Invocation, of: (by: Invocation) => readonly T[]): T | undefined {
  const [first] = by.kind === 'node' ? of({ ...by, selected: [] }) : [];
  return first ?? of(by)[0];
}
