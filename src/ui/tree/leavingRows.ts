import type { Node } from './nodes/node.ts';

/** What tells which rows would leave with the next drawing. */
export interface TreeNow {
  /** What the editor was given: the children of a node, and the id that it knows a row by. */
  readonly given: {
    childrenOf(id: string): readonly Node[] | undefined;
    drawnId(id: string): string | undefined;
  };
  readonly drawnIdOf: (node: Node) => string;
  /** `node`: undefined for the roots. */
  readonly childrenOf: (node: Node | undefined) => readonly Node[];
}

/** From this version on, VS Code catches the error that is described at `leavingRows`. */
const CAUGHT_SINCE = 108;

/** Whether a VS Code of this version (`1.105.1`, `1.110.0-insider`) can stop drawing a tree when rows with icons leave it. */
export function losesRows(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major < 1 || (major === 1 && minor < CAUGHT_SINCE);
}

/**
 * The rows without children that leave when `drawn` (undefined: all) is drawn again.
 *
 * Before 1.108 VS Code stops drawing a tree for good, and shows old rows from then on, when a line with an icon comes into sight that is gone from the tree's data and not yet from its list ("Data tree node not
 * found", from `alignIconWithTwisty`). That is so while it asks for children level by level and somebody scrolls, or while it draws one branch and another one is next. A line without an icon is spared: what
 * leaves loses its icon first.
 */
export function leavingRows(tree: TreeNow, drawn: readonly Node[] | undefined): readonly Node[] {
  const leaving: Node[] = [];
  const search = (node: Node | undefined, stays: boolean): void => {
    const before = tree.given.childrenOf(node?.id ?? '');
    if (!before) return;
    const now = new Set(stays ? tree.childrenOf(node).map(({ id }) => id) : []);
    for (const child of before) {
      const remains = now.has(child.id) && tree.drawnIdOf(child) === tree.given.drawnId(child.id);
      if (!remains && isLine(child)) leaving.push(child);
      search(child, remains);
    }
  };
  for (const node of drawn ?? [undefined]) search(node, true);
  return leaving;
}

/** What can have no children. */
function isLine({ type }: Node): boolean {
  return type === 'target' || type === 'lever' || type === 'note' || type === 'service';
}
