import { isSameNode, type Node } from './nodes/node.ts';

/** Stands for the parent of the roots; no node has this id. */
export const ROOTS = '';

/** What the editor was given of the tree so far. */
export interface GivenNodes {
  /** The object that stands for this node: always the same for the same node, as the editor knows nodes by identity. */
  settled(node: Node): Node;
  /** The node of this id; undefined before it was given. */
  known(id: string): Node | undefined;
  parentOf(id: string): Node | undefined;
  setParent(id: string, parent: Node): void;
  /** The children that the editor was last given; undefined if it hasn't asked since {@link GivenNodes.startOver}. */
  childrenOf(id: string): readonly Node[] | undefined;
  /** {@link GivenNodes.childrenOf}, or the children that it was given before {@link GivenNodes.startOver}, which it still shows. */
  shownChildrenOf(id: string): readonly Node[] | undefined;
  /** The editor shows nothing below this row any more. */
  emptied(id: string): void;
  /** `parent`: undefined for the roots. */
  gave(parent: Node | undefined, children: readonly Node[]): void;
  /** The signature of a row as it was last drawn; undefined for one that never was. */
  drawnAs(id: string): string | undefined;
  /** The id under which the editor knows the row. */
  drawnId(id: string): string | undefined;
  drew(id: string, signature: string, drawnId: string): void;
  /** Says that the editor is given the row under this id from now on. */
  named(id: string, drawnId: string): void;
  /** Forgets a node that is gone. If it comes back, it gets a new object. */
  forget(id: string): void;
  /** To be called when the editor is told to ask for everything again. */
  startOver(): void;
}

/** The editor was given nothing yet. */
export function createGivenNodes(): GivenNodes {
  const known = new Map<string, Node>();
  const parents = new Map<string, Node>();
  const drawn = new Map<string, string>();
  const ids = new Map<string, string>();
  const children = new Map<string, readonly Node[]>();
  let earlier = new Map<string, readonly Node[]>();
  return {
    settled: (node) => {
      const before = known.get(node.id);
      if (before && isSameNode(before, node)) return before;
      known.set(node.id, node);
      return node;
    },
    known: (id) => known.get(id),
    parentOf: (id) => parents.get(id),
    setParent: (id, parent) => {
      parents.set(id, parent);
    },
    childrenOf: (id) => children.get(id),
    shownChildrenOf: (id) => children.get(id) ?? earlier.get(id),
    emptied: (id) => {
      children.delete(id);
      earlier.delete(id);
    },
    gave: (parent, below) => {
      for (const { id } of below) if (parent) parents.set(id, parent);
      children.set(parent?.id ?? ROOTS, below);
    },
    drawnAs: (id) => drawn.get(id),
    drawnId: (id) => ids.get(id),
    drew: (id, signature, drawnId) => {
      drawn.set(id, signature);
      ids.set(id, drawnId);
    },
    forget: (id) => {
      for (const map of [known, parents, drawn, ids, children]) map.delete(id);
    },
    named: (id, drawnId) => {
      ids.set(id, drawnId);
    },
    startOver: () => {
      drawn.clear();
      // Where the editor hasn't asked since the last time, it still shows what it was given before.
      const shown = new Map<string, readonly Node[]>();
      const collect = (id: string): void => {
        const below = children.get(id) ?? earlier.get(id);
        if (!below || shown.has(id)) return;
        shown.set(id, below);
        for (const child of below) collect(child.id);
      };
      collect(ROOTS);
      earlier = shown;
      children.clear();
    },
  };
}
