import { isLeafId } from './nodes/branches.ts';
import type { Node } from './nodes/node.ts';

/** What tells which rows would leave with the next drawing. */
export interface TreeNow {
  /** What the editor was given: the children of a node, and the id that it knows a row by. */
  readonly given: {
    shownChildrenOf(id: string): readonly Node[] | undefined;
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
    const before = tree.given.shownChildrenOf(node?.id ?? '');
    if (!before) return;
    const now = new Set(stays ? tree.childrenOf(node).map(({ id }) => id) : []);
    for (const child of before) {
      const remains = now.has(child.id) && tree.drawnIdOf(child) === tree.given.drawnId(child.id);
      if (!remains && isLine(child, tree.given.drawnId(child.id))) leaving.push(child);
      search(child, remains);
    }
  };
  for (const node of drawn ?? [undefined]) search(node, true);
  return leaving;
}

/** How rows leave, in an editor in which they lose their icons first. */
export interface Departure {
  /** The rows to tell the editor of before `drawn` (undefined: all) is drawn again; none when all of them were told, or it has waited long enough. */
  next(drawn: readonly Node[] | undefined): Node[];
  /** Whether a row is about to leave, and has no icon until then. */
  has(id: string): boolean;
  /** All are drawn again now. Answers the ids of those that were told. */
  end(): readonly string[];
}

/** How often rows are told of before something is drawn, whatever else is about to leave. */
const ROUNDS = 3;

/** @param most how many rows are told at one go. */
export function createDeparture(tree: TreeNow, most: number): Departure {
  const told = new Set<string>();
  let rounds = 0;
  return {
    next: (drawn) => {
      if (rounds === ROUNDS) return [];
      const rows = leavingRows(tree, drawn)
        .filter(({ id }) => !told.has(id))
        .slice(0, most);
      for (const { id } of rows) told.add(id);
      if (rows.length > 0) rounds += 1;
      return rows;
    },
    has: (id) => told.has(id),
    end: () => {
      const ids = [...told];
      told.clear();
      rounds = 0;
      return ids;
    },
  };
}

/** What can have no children; a profile that can't be read has none, either. */
function isLine({ type }: Node, drawnId: string | undefined): boolean {
  return type === 'target' || type === 'lever' || type === 'note' || type === 'service' || isLeafId(drawnId);
}
